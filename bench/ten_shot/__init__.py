"""Ten examples a class, the same for every system: who understands patients best, at what cost."""
