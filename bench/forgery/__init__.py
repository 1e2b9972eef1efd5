"""Forged and genuine webhooks against the real gateway, and one id many times at once."""
