"""The only part that faces patients: the chat page and its small web service."""
