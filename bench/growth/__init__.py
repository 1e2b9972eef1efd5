"""What grows with use, and what it costs: turns, patients, conversations, processes."""
