"""Very long replies in parts: nothing is lost, and no part is too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.options import length
from bot.whatsapp.parts import parts_of

MOST = 3500
PARAGRAPH = "You may wear makeup from tomorrow. " * 20


def test_what_fits_stays_one():
    """Also when it is exactly as long as may be, and when there is nothing."""
    assert parts_of("a" * MOST, MOST) == ("a" * MOST,)
    assert parts_of("", MOST) == ("",)


def test_paragraphs_stay_whole():
    """The cut is between two of them."""
    text = "\n\n".join([PARAGRAPH.strip()] * 8)
    first, second = parts_of(text, MOST)
    assert first.endswith("tomorrow.") and second.startswith("You may")
    assert f"{first}\n\n{second}" == text


def test_a_paragraph_that_is_too_long_is_cut_after_a_sentence():
    """Words without any space are cut in the middle, as the last resort."""
    assert all(part.endswith("tomorrow.") for part in parts_of(PARAGRAPH.strip() * 9, MOST))
    assert parts_of("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)


@given(st.text(alphabet="ab. \n😀", max_size=300), st.integers(4, 40))
def test_nothing_is_lost(text, most):
    """All but white space is there, in order, in parts that are short enough."""
    parts = parts_of(text, most)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(length(part) <= most for part in parts)
