"""Afterglow's Rasa beside Rasa's quickstart: same messages, same actions, one run, in turns."""
