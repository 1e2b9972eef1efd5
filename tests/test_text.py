"""Raw text made plain, whatever a keyboard or an attacker sends."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import clean, has_words

SLASHES = ["/", "\\", "\u2044", "\u2215", "\u29f8", "\u2571", "\uff0f", "\uff3c", "\ufe68"]
INVISIBLE = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\x00", "\x1b", "\u00ad"]
PIECES = [*SLASHES, *INVISIBLE, " ", "\t", "\u00a0", "\u3000", "a", "1", "!", "😀", "{", '"']
NASTY = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join)


@pytest.mark.parametrize("slash", SLASHES, ids=[unicodedata.name(s) for s in SLASHES])
def test_a_leading_slash_of_any_kind_goes(slash):
    """A slash command becomes ordinary words, whichever look-alike it begins with."""
    assert clean(f'{slash}may_i{{"topic": "makeup"}}') == 'may_i{"topic": "makeup"}'
    assert clean(f" {slash} {slash}{slash} restart") == "restart"


@pytest.mark.parametrize("mark", INVISIBLE, ids=[f"U+{ord(m):04X}" for m in INVISIBLE])
def test_what_shows_nothing_goes(mark):
    """Zero-width, direction and control characters hide neither a slash nor a word."""
    assert clean(f"{mark}/re{mark}start") == "restart"
    assert clean(f"/{mark}/restart") == "restart"


def test_a_slash_inside_stays():
    """Dates and fractions keep theirs."""
    assert clean("on 11/12 and/or later") == "on 11/12 and/or later"


def test_spaces_and_line_breaks():
    """Runs of spaces become one, line breaks stay, and the ends are trimmed."""
    assert clean("  a \t\u00a0 b\nc\r\nd  ") == "a b\nc \nd"


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("ｍａｋｅｕｐ", "makeup"),
        ("ﬂaking", "flaking"),
        ("can\u2019t", "can\u2019t"),
        ("niño", "niño"),
        ("красный", "красный"),
        ("赤い", "赤い"),
        ("ok 👍", "ok 👍"),
    ],
)
def test_letters_of_every_script_stay(raw, seen):
    """Look-alike letters become plain ones; everything else that can be seen is kept."""
    assert clean(raw) == seen


def test_an_emoji_of_parts_still_shows_its_parts():
    """A family joined by invisible marks falls apart into people, and none is lost."""
    assert clean("👩\u200d👧") == "👩👧"


def test_ten_thousand_characters():
    """Length is nobody's trouble here."""
    assert clean("word " * 2000) == ("word " * 2000).strip()
    assert clean("/" * 10_000) == ""
    assert clean("\u200b" * 10_000) == ""
    assert len(clean("\ufdfa" * 10_000)) > 10_000


@pytest.mark.parametrize("raw", ["", " ", "\n", "///", "\x00", "\ud800", "\u200b/\u200b"])
def test_nothing_to_see_is_empty(raw):
    """What shows nothing becomes the empty text."""
    assert clean(raw) == ""


@given(NASTY)
def test_nothing_raises_and_nothing_hides(raw):
    """Any text can be cleaned, and no invisible character but the line break is left."""
    for character in clean(raw):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


@given(NASTY)
def test_it_never_starts_with_a_slash(raw):
    """Whatever comes before it, no slash of any kind is first."""
    assert not clean(raw).startswith(tuple(SLASHES))


@given(NASTY)
def test_letters_and_digits_are_never_lost(raw):
    """Every letter and digit that was typed is still there."""
    typed = [c for c in unicodedata.normalize("NFKC", raw) if c.isalnum()]
    kept = [c for c in clean(raw) if c.isalnum()]
    assert kept == typed


@pytest.mark.parametrize(
    ("text", "words"), [("hi", True), ("3", True), ("赤", True), ("?!", False), ("👍", False)]
)
def test_words_are_letters_or_digits(text, words):
    """Marks and emoji alone are nothing to understand."""
    assert has_words(text) is words
