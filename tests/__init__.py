"""The tests. The folders mirror the code."""
