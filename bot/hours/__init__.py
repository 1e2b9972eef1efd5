"""When the clinic is open: hours of the week, holidays, and the next opening, in its time zone."""
