"""Tests of bot/protocol/sheet.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.sheet import Sheet, plain

SHEET = Sheet(
    "The “Small” Sheet\n\nSentence one isn’t long.  Sentence\ntwo is.\n\n"
    'Heading: and text.\n"Three"?'
)


def test_the_sheet_is_cut_into_sentences_and_headings() -> None:
    """Each begins on its line; a paragraph ends a heading without a full stop."""
    assert [(sentence.text, sentence.line) for sentence in SHEET.sentences] == [
        ('The "Small" Sheet', 1),
        ("Sentence one isn't long.", 3),
        ("Sentence two is.", 3),
        ("Heading: and text.", 6),
        ('"Three"?', 7),
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "Sentence one isn’t long.",
        "Sentence one isn't long.",
        "Sentence\ttwo\n\nis",
        "long. Sentence two",
        "The ‟Small” Sheet",
        'The "Small"',
    ],
)
def test_blanks_and_quotation_marks_make_no_difference(quote: str) -> None:
    """A quote is found however it was wrapped and whichever marks were typed."""
    assert len(SHEET.find(quote)) == 1


@pytest.mark.parametrize(
    "quote", ["", " ", "sentence one", "entence one", "Sentence tw", "one long"]
)
def test_a_quote_is_whole_words_in_their_own_case(quote: str) -> None:
    """Half a word, another case or a left-out word is no quote."""
    assert SHEET.find(quote) == ()


def test_a_quote_is_found_everywhere_it_stands() -> None:
    """Text that the sheet repeats is found twice."""
    assert len(Sheet("Same words. Same words.").find("Same words.")) == 2


def test_what_no_part_covers_is_left_over() -> None:
    """Whole sentences, the rest of a sentence, or nothing if only marks remain."""
    one, two = SHEET.sentences[1:3]
    over_the_full_stop = SHEET.find("long. Sentence two")
    assert SHEET.left_over(one, over_the_full_stop) == "Sentence one isn't"
    assert SHEET.left_over(two, over_the_full_stop) == "is."
    assert SHEET.left_over(two, [*over_the_full_stop, *SHEET.find("is")]) == ""
    assert SHEET.left_over(two, SHEET.find("Sentence one isn't long.")) == two.text


def test_the_nearest_sentences_are_those_misquoted() -> None:
    """Most of the words in the same order, the likeliest first, or nothing at all."""

    def nearest(quote: str) -> list[str]:
        return [sentence.text for sentence in SHEET.nearest(quote)]

    assert nearest("Sentence two was") == ["Sentence two is."]
    assert nearest("Sentence one isn't so long. Sentence two was") == [
        "Sentence one isn't long.",
        "Sentence two is.",
    ]
    assert nearest("Something else altogether here") == []


@given(st.lists(st.sampled_from(["Ab", "cd.", "E?", "\n\n", "\n", " ", "“f”", "12"]), max_size=30))
def test_the_sentences_are_the_whole_sheet(pieces: list[str]) -> None:
    """No word of a sheet falls between two sentences."""
    sheet = Sheet(" ".join(pieces))
    assert " ".join(sentence.text for sentence in sheet.sentences) == plain(sheet.raw)
    for sentence in sheet.sentences:
        assert sheet.plain[sentence.start : sentence.end] == sentence.text
