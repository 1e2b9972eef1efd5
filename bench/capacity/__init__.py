"""How many processes so many patients need: assumptions about people, measured service times."""
