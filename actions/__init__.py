"""Thin rasa_sdk adapters: read the tracker, ask the desk, say the answer."""
