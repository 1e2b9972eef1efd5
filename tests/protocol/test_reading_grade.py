"""Everything a patient reads about care stays at school grade seven or below."""

from __future__ import annotations

import warnings

import pytest

from bot.protocol.loader import load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import textstat

HIGHEST_GRADE = 7.0
# Names of things that patients know and that no plain word can replace.
NAMES = {
    "anti-inflammatory": "pain",
    "microneedling": "needles",
    "ibuprofen": "pills",
    "acetaminophen": "pills",
    "moisturizer": "cream",
    "exfoliants": "scrubs",
    "sunscreen": "cream",
    "collagen": "fiber",
}


def texts() -> list[tuple[str, str]]:
    """Every rule, overview entry and red flag, with its name."""
    protocol = load()
    found = [(rule.id, rule.words) for rules in protocol.rules.values() for rule in rules]
    found += [(f"overview {entry.window}", entry.words) for entry in protocol.overview]
    for flag in protocol.flags.values():
        found += [(f"{flag.topic} {level}", words) for level, words in flag.words.items()]
    return found


@pytest.mark.parametrize(("name", "words"), texts(), ids=lambda value: value[:40])
def test_words_are_easy_to_read(name: str, words: str):
    """The Flesch-Kincaid grade is at most seven, names of products counted as plain words."""
    for hard, plain in NAMES.items():
        words = words.replace(hard, plain)
    assert textstat.flesch_kincaid_grade(words) <= HIGHEST_GRADE, name
