"""Bells between processes."""
