"""Tests of bot/understanding/names.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import installed
from bot.understanding.names import LONGEST_NAME, NameIndex
from bot.understanding.words import tokens_of

SMALL = NameIndex(
    {
        "makeup": ["powder", "setting powder", "make up on"],
        "shower_heat": ["hot shower"],
        "sunscreen": ["spf", "spf 30", "after sun"],
        "sun_exposure": ["sun"],
    }
)
NAMES = [
    (topic.name, name)
    for topic in installed.protocol().topics.values()
    if topic.kind != "flag"
    for name in topic.names
]
SENTENCES = ("{}", "is {} okay?", "hello, {} please", "Tell me: {}!", "hmm {} hmm")


def found(index: NameIndex, text: str) -> list[tuple[str, str]]:
    """Topic and the very words, in reading order."""
    return [(hit.topic, text[hit.start : hit.end]) for hit in index.hits(tokens_of(text))]


def has_plural(name: str) -> bool:
    """Whether the last word of the name is one to which people would put a plain plural."""
    last = name.split()[-1]
    return last.isalpha() and len(last) > 3 and not last.endswith(("s", "i", "u", "che", "sse"))


def in_plural(name: str) -> str:
    """The name with the plain plural of its last word."""
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")


def test_the_longest_name_wins() -> None:
    """Where names overlap, the one with more words is meant."""
    assert found(SMALL, "my setting powder") == [("makeup", "setting powder")]
    assert found(SMALL, "spf 30") == [("sunscreen", "spf 30")]
    assert found(SMALL, "spf, 50") == [("sunscreen", "spf")]
    assert found(SMALL, "after sun") == [("sunscreen", "after sun")]


def test_names_are_found_in_reading_order() -> None:
    """Several topics of one message come in the order in which they are named."""
    assert found(SMALL, "sun then powder then a hot shower, sun again") == [
        ("sun_exposure", "sun"),
        ("makeup", "powder"),
        ("shower_heat", "hot shower"),
        ("sun_exposure", "sun"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Setting-Powder", "setting powders", "SETTING  POWDER", "setting/powder", "setting_powder"],
)
def test_hyphens_capitals_gaps_and_plurals_do_not_matter(text: str) -> None:
    """The same name however it is put on paper."""
    assert found(SMALL, f"{text}?") == [("makeup", text)]


@pytest.mark.parametrize(
    "text", ["sundays", "powdery", "make it up on", "", "😀", "hot and shower"]
)
def test_parts_of_words_are_no_names(text: str) -> None:
    """A name is found as whole words in a row, never inside another word."""
    assert found(SMALL, text) == []


def test_a_corrected_spelling_is_told_from_an_exact_one() -> None:
    """Whoever reads the hit can see that the word was put right first."""
    tokens = installed.speller().corrected(tokens_of("makup or makeup"))
    assert [hit.exact for hit in installed.names().hits(tokens)] == [False, True]


@given(st.sampled_from(NAMES), st.sampled_from(SENTENCES))
def test_every_name_is_found_again(entry: tuple[str, str], sentence: str) -> None:
    """Each name of the protocol gives its own topic, alone and in a sentence."""
    topic, name = entry
    assert topic in {hit.topic for hit in installed.names().hits(tokens_of(sentence.format(name)))}


@given(
    st.sampled_from([entry for entry in NAMES if has_plural(entry[1])]), st.sampled_from(SENTENCES)
)
def test_every_name_is_found_in_the_plural(entry: tuple[str, str], sentence: str) -> None:
    """Each name with a plural ending gives the same topic."""
    topic, name = entry
    text = sentence.format(in_plural(name))
    assert topic in {hit.topic for hit in installed.names().hits(tokens_of(text))}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("two martinis", "alcohol"),
        ("are jacuzzis ok", "sauna_steam"),
        ("my face aches", "burning"),
        ("new spots", "breakout"),
    ],
)
def test_less_plain_plurals_are_found_too(text: str, topic: str) -> None:
    """Words that end in -is or -ches only because they are plurals."""
    assert topic in {hit.topic for hit in installed.names().hits(tokens_of(text))}


@given(st.sampled_from(NAMES))
def test_the_speller_leaves_every_name_alone(entry: tuple[str, str]) -> None:
    """Putting spelling right never takes a listed name away from its topic."""
    topic, name = entry
    hits = installed.names().hits(installed.speller().corrected(tokens_of(name)))
    assert [(hit.topic, hit.exact) for hit in hits] == [(topic, True)]


def test_no_name_is_longer_than_the_search() -> None:
    """Every listed name fits in the number of words that are looked at."""
    assert [name for _, name in NAMES if len(tokens_of(name)) > LONGEST_NAME] == []
