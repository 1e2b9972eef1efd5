"""Meta's Cloud API, as the wire has it."""
