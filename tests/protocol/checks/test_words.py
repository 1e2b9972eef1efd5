"""Tests of bot/protocol/checks/words.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.protocol.checks.words import sentence_count
from tests.protocol import small


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("One sentence.", 1),
        ("One. Two! Three?", 3),
        ("From SPF 2.5 on, e.g. here.", 1),
        ('He said "one." Then two.', 2),
        ("no sentence", 0),
    ],
)
def test_sentences_are_counted(words: str, count: int) -> None:
    """A mark ends a sentence before a capital or at the end."""
    assert sentence_count(words) == count


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("One. Two. Three. Four.", "the words are 4 sentences long; say it in one to three"),
        ("no sentence", "the words are no sentence; end them with a full stop"),
        (f"{'a' * 400}.", "the words are 401 characters long; use at most 400"),
        ("Call {clinic}.", "unknown placeholder '{clinic}'; write the words out"),
        ("Call }.", "a curly bracket stands alone; delete it or close the placeholder"),
    ],
)
def test_advice_is_short_whole_and_without_placeholders(
    tmp_path: Path, words: str, fault: str
) -> None:
    """The words of a rule are shown as they are written."""
    files = small.changed("clinic", "Words for makeup later.", words)
    place = small.place(files, "clinic", words)
    assert small.faults(tmp_path, **files) == [f"{place} makeup: {fault}"]


def test_the_overview_is_advice_too(tmp_path: Path) -> None:
    """Its words have the same limits."""
    files = small.changed("clinic", "Words for the day.", "One. Two. Three. Four.")
    (fault,) = small.faults(tmp_path, **files)
    assert fault.startswith(
        f"{small.place(files, 'clinic', 'One. Two.')} overview: the words are 4"
    )


def test_a_red_flag_may_use_the_known_placeholders_only(tmp_path: Path) -> None:
    """A misspelt placeholder would reach the patient, so it is a fault."""
    files = small.changed("flags", "{emergency_number}", "{emergency_numbr}")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'flags', 'emergency_numbr')} fever: unknown placeholder "
        "'{emergency_numbr}'. Did you mean 'emergency_number'?"
    ]


def test_a_red_flag_has_a_limit_as_well(tmp_path: Path) -> None:
    """A reply in an emergency is read at a glance."""
    files = small.changed("flags", "Words for a fever: {clinic}.", "a" * 901)
    (fault,) = small.faults(tmp_path, **files)
    assert fault.endswith("fever: the words are 901 characters long; use at most 900")
