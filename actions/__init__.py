"""Thin rasa_sdk adapters: read the tracker, ask the desk, say the answer."""


def warm() -> None:
    """Open the desk before the first patient asks."""
    from actions.base import open_desk

    open_desk()
