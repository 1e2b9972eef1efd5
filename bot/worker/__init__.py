"""Answers what patients wrote: takes it from the inbox, asks Rasa, puts the reply in the outbox."""
