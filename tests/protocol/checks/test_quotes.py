"""Tests of bot/protocol/checks/quotes.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol import small

LONG = '"Another sentence about makeup, and no more than that."'


def test_a_quote_that_is_not_in_the_sheet_shows_the_nearest(tmp_path: Path) -> None:
    """The misquoted sentence is offered, and not reported as unused as well."""
    files = small.changed("clinic", LONG, '"Another sentence about makeup, and more than that."')
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'and more than that')} makeup: the quote 'Another sentence "
        "about makeup, and more than that.' is not in the sheet; copy it from clinic-sheet.txt:3 "
        "('Another sentence about makeup, and no more than that.')"
    ]


def test_an_invented_quote_has_no_nearest(tmp_path: Path) -> None:
    """Then the sentence that lost its quote is reported too."""
    files = small.changed("clinic", LONG, '"Invented from beginning to end."')
    assert small.faults(tmp_path, **files) == [
        "clinic-sheet.txt:3: the sentence 'Another sentence about makeup, and no more than that.' "
        "is neither quoted nor listed; "
        "quote it in a rule, or list it under not_advice in clinic.yml",
        f"{small.place(files, 'clinic', 'Invented')} makeup: the quote 'Invented from beginning to "
        "end.' is not in the sheet; copy a run of whole words from clinic-sheet.txt",
    ]


@pytest.mark.parametrize(
    ("old", "new", "topic"),
    [
        ('day."\n    quote: "Sentence', 'day."\n    quote: "Phrase', "overview"),
        ('quote: The "Small" Sheet', 'quote: The "Big" Sheet', "not_advice"),
    ],
)
def test_every_kind_of_quote_is_looked_up(tmp_path: Path, old: str, new: str, topic: str) -> None:
    """The quotes of the overview and of what is no advice are proved like those of rules."""
    files = small.changed("clinic", old, new)
    (fault,) = small.faults(tmp_path, **files)
    assert f" {topic}: the quote '" in fault
    assert "is not in the sheet" in fault


def test_a_sentence_that_nobody_uses_is_a_fault_of_the_sheet(tmp_path: Path) -> None:
    """A sentence added to the sheet is shown at its own line."""
    files = small.changed("sheet", "Sentence about bruises.", "A new one. Sentence about bruises.")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'sheet', 'A new one.')} the sentence 'A new one.' is neither quoted "
        "nor listed; quote it in a rule, or list it under not_advice in clinic.yml"
    ]


def test_half_a_sentence_that_nobody_uses_is_a_fault(tmp_path: Path) -> None:
    """Words added to a sentence are advice too, even if the rest of it is quoted."""
    files = small.changed(
        "sheet", "Sentence about nothing.", "On day 1, too: Sentence about nothing."
    )
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'sheet', 'On day 1')} the part of a sentence 'On day 1, too:' is "
        "neither quoted nor listed; quote it in a rule, or list it under not_advice in clinic.yml"
    ]


def test_curly_marks_and_line_breaks_do_not_hide_a_quote(tmp_path: Path) -> None:
    """The sheet's own typography is not the clinic's wording."""
    files = small.changed("sheet", 'The "Small" Sheet', "The “Small”\nSheet")
    assert small.faults(tmp_path, **files) == []


def test_a_slip_of_shape_does_not_make_a_sentence_unused(tmp_path: Path) -> None:
    """The rule that could not be read may well have quoted it."""
    files = small.changed("clinic", f"quote: {LONG}", f"quot: {LONG}")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'quot: ')} makeup: unknown key 'quot'. "
        "Did you mean 'quote'?"
    ]
