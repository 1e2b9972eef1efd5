"""References that staff read aloud: nobody can guess one, and no two characters look alike."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 6


def new_reference(prefix: str) -> str:
    """A random reference such as P-K7MXQ4."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def unused_references(
    prefix: str, count: int, taken: Callable[[Collection[str]], Collection[str]]
) -> list[str]:
    """`count` different references; `taken` says which of the drawn ones are already in use."""
    unused: set[str] = set()
    while len(unused) < count:
        drawn = {new_reference(prefix) for _ in range(count - len(unused))} - unused
        unused |= drawn.difference(taken(drawn))
    return list(unused)
