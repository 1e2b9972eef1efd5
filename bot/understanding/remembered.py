"""What was worked out for a word, kept for the next patient who writes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

WORDS = 8_000
# Nobody writes a longer one again; kept, they would fill the memory.
LONGEST = 24

Result = TypeVar("Result")


def per_word(work_out: Callable[[str], Result]) -> Callable[[str], Result]:
    """The same function of a word, which remembers its last results."""
    kept = lru_cache(maxsize=WORDS)(work_out)
    return lambda word: kept(word) if len(word) <= LONGEST else work_out(word)
