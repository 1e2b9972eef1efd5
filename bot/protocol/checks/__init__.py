"""What the draft of a protocol is checked for, one subject per file."""
