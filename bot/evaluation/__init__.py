"""Scores answers against labelled messages (design §3.4). Pure, but for writing the report."""
