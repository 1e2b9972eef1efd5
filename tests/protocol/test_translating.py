"""Tests of bot/protocol/translating.py: other words, the same rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.engine import needs_day, rule_for
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.protocol.translating import in_language
from bot.protocol.vocabulary import AREAS
from tests.protocol import small
from tests.protocol import small_spanish as spanish

ENGLISH = load()
SPANISH = in_language(ENGLISH, "es")


@pytest.fixture
def small_one(tmp_path: Path) -> Protocol:
    """The small protocol with its translation."""
    return spanish.protocol(tmp_path)


def test_a_translation_is_loaded(small_one: Protocol) -> None:
    """Everything of the files is there under the names that the English has."""
    translation = small_one.translations["es"]
    assert (translation.language, translation.reviewed) == ("es", False)
    assert translation.rules["makeup/day-1"] == "Palabras de maquillaje después."
    assert translation.overview["1+"] == ("Después", "Palabras de después.")
    assert translation.sections == {"Makeup": "Maquillaje", "Bruises": "Moretones"}
    assert translation.flags["fever"]["same_day"] == "Palabras de fiebre: {clinic}."
    assert translation.flag_labels == {"fever": "posible fiebre"}
    assert translation.labels["sauna"] == "la sauna"
    assert translation.names["makeup"] == ("maquillaje", "base de maquillaje")
    assert translation.phrases["info"] == ""


def test_a_loaded_translation_cannot_be_changed(small_one: Protocol) -> None:
    """Nothing that reads the words can alter them for others."""
    translation = small_one.translations["es"]
    tables = (small_one.translations, translation.rules, translation.flags["fever"])
    for table in (*tables, translation.names, in_language(small_one, "es").rules):
        with pytest.raises(TypeError):
            table["makeup"] = None  # type: ignore[index]


@pytest.mark.parametrize("part", list(spanish.FILES))
def test_the_fingerprint_changes_with_a_translation(tmp_path: Path, part: str) -> None:
    """One more blank line in any of its files is another fingerprint, and so is none at all."""
    without = small.protocol(tmp_path / "none", **spanish.ENGLISH).fingerprint
    before = spanish.protocol(tmp_path / "before").fingerprint
    after = spanish.protocol(tmp_path / "after", **{part: spanish.FILES[part] + "\n"}).fingerprint
    assert len({without, before, after}) == 3


def test_a_signed_translation_says_no_more_that_it_is_not(tmp_path: Path) -> None:
    """All three parts with advice must be signed."""
    signed: dict[str, str] = {}
    for part in ("rules", "flags", "phrases"):
        assert in_language(spanish.protocol(tmp_path, **signed), "es").phrases["unreviewed"]
        signed |= spanish.changed(part, "reviewed: no", "reviewed: yes")
    protocol = spanish.protocol(tmp_path, **signed)
    assert protocol.translations["es"].reviewed
    assert in_language(protocol, "es").phrases["unreviewed"] == ""


def test_what_is_not_translated_stays_english(small_one: Protocol) -> None:
    """A hole in a translation gives the English text, never an error."""
    empty = {
        name: {}
        for name in (
            *("rules", "overview", "sections", "flags", "flag_labels"),
            *("phrases", "labels", "names"),
        )
    }
    nothing = replace(small_one.translations["es"], reviewed=True, **empty)
    protocol = replace(small_one, translations={"es": nothing})
    assert in_language(protocol, "es") == protocol
    assert in_language(protocol, "fr") is protocol


@given(
    st.sampled_from(sorted(ENGLISH.topics)),
    st.integers(-30, 400),
    st.frozensets(st.sampled_from(AREAS)),
)
def test_only_the_words_differ(topic: str, day: int, areas: frozenset[str]) -> None:
    """For every topic, day and area the Spanish ruling is the English one in other words."""
    english = rule_for(ENGLISH, topic, day, areas)
    spanish_one = rule_for(SPANISH, topic, day, areas)
    same = replace(spanish_one, words=english.words, section=english.section)
    assert same == english
    assert spanish_one.words != english.words or not english.words
    assert needs_day(ENGLISH, topic, areas) == needs_day(SPANISH, topic, areas)


def test_the_quotes_stay_as_on_the_sheet() -> None:
    """The clinic's sheet is quoted, not translated."""
    for topic, rules in ENGLISH.rules.items():
        assert [rule.quote for rule in SPANISH.rules[topic]] == [rule.quote for rule in rules]
    assert [day.quote for day in SPANISH.overview] == [day.quote for day in ENGLISH.overview]
