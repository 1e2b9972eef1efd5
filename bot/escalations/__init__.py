"""Calls for a person that go on until somebody acts: who is told when, and how it reaches them."""
