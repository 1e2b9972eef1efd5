"""What the clinic may count: answers, calls, topics, thumbs. Never who."""
