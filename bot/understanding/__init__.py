"""Understanding of patients' words: Rasa graph components and the parts they are made of."""
