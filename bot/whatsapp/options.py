"""Options to choose from where no buttons can be shown: numbered lines that a patient answers."""

from __future__ import annotations

_ANSWER = {"en": "Reply with a number.", "es": "Responda con un número."}


def length(text: str) -> int:
    """Characters as the strictest of the providers counts them: an emoji may be two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def numbered(text: str, buttons: tuple[tuple[str, str], ...], language: str) -> str:
    """The text with its options under it, or just the text if there are none."""
    if not buttons:
        return text
    lines = [f"{number}. {title}" for number, (_, title) in enumerate(buttons, start=1)]
    how = _ANSWER.get(language[:2].lower(), _ANSWER["en"])
    return "\n\n".join([text, "\n".join(lines), how] if text else ["\n".join(lines), how])
