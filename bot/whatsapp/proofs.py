"""A clinic reference or a one-time code, as people type them. Pure."""

from __future__ import annotations

import re

from bot.patients.references import ALPHABET, LENGTH

_CODE_DIGITS = 6
# Longer messages say more than a code; then six digits in them are something else.
_MOST_AROUND_CODE = 40
_REFERENCE = re.compile(
    rf"(?<![A-Z0-9])P ?([-‐‑‒–—−]?) ?([{ALPHABET}]{{{LENGTH}}})(?![A-Z0-9])", re.IGNORECASE
)
_CODE = re.compile(r"(?<![0-9])([0-9]{3})[ .-]?([0-9]{3})(?![0-9])", re.ASCII)


def reference_in(text: str) -> str | None:
    """The clinic's reference for a patient, as the register writes it, if there is just one.

    Without its dash it must hold a digit: "package" is a word.
    """
    found = {
        f"P-{drawn.upper()}"
        for dash, drawn in _REFERENCE.findall(text)
        if dash or any(character.isdigit() for character in drawn)
    }
    return found.pop() if len(found) == 1 else None


def code_in(text: str) -> str | None:
    """The six digits of a code, if the message says little else."""
    found = _CODE.findall(text) if len(text) <= _MOST_AROUND_CODE else []
    return "".join(found[0]) if len(found) == 1 else None


def may_prove(text: str) -> bool:
    """Whether this must not be joined with other messages: it may be a reference or a code."""
    return reference_in(text) is not None or code_in(text) is not None


def around_proof(text: str) -> str:
    """What else was said: a letter of a reference may be a word of some language ("q", "y")."""
    return _CODE.sub(" ", _REFERENCE.sub(" ", text)).strip()
