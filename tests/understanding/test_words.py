"""Tests of bot/understanding/words.py."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import without_accents
from bot.understanding import installed
from bot.understanding.names import NameIndex
from bot.understanding.words import Speller, common_words, singular, tokens_of


def corrected(word: str) -> str:
    """The word as our own speller, with the protocol's names in front, would read it."""
    (token,) = installed.speller().corrected(tokens_of(word))
    return token.word


def topics(text: str) -> list[str]:
    """The topics named in the text once its spelling is put right."""
    hits = installed.names().hits(installed.speller().corrected(tokens_of(text)))
    return [hit.topic for hit in hits]


def words_of(text: str) -> list[str]:
    """The words of the text's tokens."""
    return [token.word for token in tokens_of(text)]


def test_words_are_lower_case_and_hyphens_are_gaps() -> None:
    """What is compared has no capitals, hyphens or punctuation, but keeps apostrophes."""
    assert words_of("Is SPF-30 OK, or _not_? I don’t know!") == [
        *("is", "spf", "30", "ok", "or", "not", "i", "don't", "know"),
    ]


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say(text: str) -> None:
    """For any text the tokens are in order, apart, and found again at their places."""
    end = 0
    for token in tokens_of(text):
        assert end <= token.start < token.end
        end = token.end
        written = without_accents(text[token.start : token.end].lower())
        assert written.replace("’", "'") == token.word


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("serums", "serum"),
        ("masks", "mask"),
        ("scratches", "scratch"),
        ("faxes", "fax"),
        ("glasses", "glass"),
        ("doctor's", "doctor"),
        ("glass", "glass"),
        ("virus", "virus"),
        ("is", "is"),
        ("bus", "bus"),
        ("pus", "pus"),
    ],
)
def test_the_plain_plural_is_taken_off(plural: str, single: str) -> None:
    """Ordinary plurals lose their ending; words that merely end alike are left alone."""
    assert singular(plural) == single


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("makup", "makeup"),
        ("mekeup", "makeup"),
        ("makeupp", "makeup"),
        ("maekup", "makeup"),
        ("foundaton", "makeup"),
        ("concealor", "makeup"),
        ("sunscren", "sunscreen"),
        ("suncsreen", "sunscreen"),
        ("sunscrean", "sunscreen"),
        ("snuscreeen", "sunscreen"),
        ("moisturzer", "moisturizer"),
        ("mosturiser", "moisturizer"),
        ("cleanzer", "cleanser"),
        ("ibuprofin", "anti_inflammatory"),
        ("ibuporfin", "anti_inflammatory"),
        ("advill", "anti_inflammatory"),
        ("tylenoll", "acetaminophen"),
        ("excercise", "exercise"),
        ("swiming", "swimming"),
        ("suana", "sauna_steam"),
        ("alcohl", "alcohol"),
        ("retinnol", "retinoid"),
        ("glycollic acid", "exfoliant"),
        ("swellling", "swelling"),
        ("flakng", "dryness_flaking"),
        ("itchng", "itching"),
        ("brusing", "bruising"),
    ],
)
def test_a_slip_of_one_or_two_letters_is_put_right(typed: str, topic: str) -> None:
    """Missing, doubled, swapped and wrong letters in the words of topics are read as meant."""
    assert topics(typed) == [topic]


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("dryess", "dryness_flaking"),
        ("cleaser", "cleanser"),
        ("shaing", "shaving"),
        ("gyming", "exercise"),
        ("motrn", "anti_inflammatory"),
        ("motin", "anti_inflammatory"),
        ("cerve", "moisturizer"),
        ("pilow", "sleep_position"),
    ],
)
def test_a_word_of_a_topic_wins_over_a_frequent_word(typed: str, topic: str) -> None:
    """Where an everyday word is as near, patients mean the word of the sheet."""
    assert topics(typed) == [topic]


def _slips(word: str) -> list[str]:
    """One letter left out, doubled and swapped with the next, in the middle of the word."""
    at = len(word) // 2
    return [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]


def test_nearly_every_slip_in_a_long_name_still_finds_its_topic() -> None:
    """Of all one-letter slips in one-word names of six letters and more, 97 of 100 are found."""
    slips = [
        (topic.name, slip)
        for topic in installed.protocol().topics.values()
        if topic.kind != "flag"
        for name in topic.names
        if len(name) >= 6 and name.isalpha()
        for slip in _slips(name)
        if slip != name and slip not in common_words()
    ]
    missed = [(topic, slip) for topic, slip in slips if topics(slip) != [topic]]
    assert len(slips) > 500
    assert len(missed) <= 0.03 * len(slips), missed


def test_known_words_are_never_changed() -> None:
    """Frequent English words, their plurals and all words of our names stay as they are."""
    speller = installed.speller()
    known = [*list(common_words())[:20_000], *installed.names().words()]
    for token in speller.corrected(tokens_of(" ".join(known))):
        assert not token.corrected, token


def test_a_name_of_the_protocol_wins_over_a_nearer_looking_word() -> None:
    """A brand that no dictionary knows is preferred to ordinary words at the same distance."""
    assert "advil" in installed.names().words()
    plain = Speller(Counter([]))
    with_brand = Speller(Counter(["biafine"]))
    (before,) = plain.corrected(tokens_of("biafne"))
    (after,) = with_brand.corrected(tokens_of("biafne"))
    assert before.word != "biafine"
    assert (after.word, after.corrected) == ("biafine", True)


@pytest.mark.parametrize("word", ["spf", "xyq", "30", "a1b2c3", "кремик", "zzzzzzzzz"])
def test_what_cannot_be_put_right_is_left_alone(word: str) -> None:
    """Short words, numbers, other alphabets and gibberish are not bent into our words."""
    assert corrected(word) == word


def test_two_letters_are_forgiven_in_long_words_only() -> None:
    """Two slips in a word of fewer than eight letters could be another word altogether."""
    speller = Speller(Counter(["retinol", "hydroquinone"]))
    words = [t.word for t in speller.corrected(tokens_of("rxtinxl hydrxquinxne"))]
    assert words == ["rxtinxl", "hydroquinone"]


def test_the_rest_of_the_text_is_untouched() -> None:
    """Only the misspelt word is replaced: capitals, spaces and signs around it stay."""
    assert (
        installed.speller().respelt("  OK, so... can I use  Sunscren?? (SPF 30) 😀")
        == "  OK, so... can I use  sunscreen?? (SPF 30) 😀"
    )


@given(st.text(max_size=60))
def test_any_text_can_be_respelt(text: str) -> None:
    """Whatever is typed, what is between the words stays as it was."""
    respelt = installed.speller().respelt(text)
    assert len(tokens_of(respelt)) == len(tokens_of(text))
    if not any(token.corrected for token in installed.speller().corrected(tokens_of(text))):
        assert respelt == text


def test_the_vocabulary_is_the_protocols() -> None:
    """A new name in the protocol's data is enough for its misspellings to be understood."""
    names = NameIndex({"hair_dye": ["balayage"]})
    (token,) = Speller(names.words()).corrected(tokens_of("balyage"))
    assert names.hits([token])[0].topic == "hair_dye"
    assert names.hits([token])[0].exact is False
