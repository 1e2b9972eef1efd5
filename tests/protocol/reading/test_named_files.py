"""Tests of bot/protocol/reading/named_files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.protocol.model import Topic
from tests.protocol import small


def test_topics_flags_and_phrases_arrive_unchanged(tmp_path: Path) -> None:
    """What stands in the files is what the protocol holds."""
    protocol = small.protocol(tmp_path)
    assert protocol.topics["makeup"] == Topic(
        "makeup", "activity", "makeup", ("makeup", "face paint")
    )
    assert protocol.topics["fever"].names == ()
    fever = protocol.flags["fever"]
    assert (fever.label, fever.sources) == ("possible fever", ("A5",))
    assert dict(fever.words) == {
        "same_day": "Words for a fever: {clinic}.",
        "emergency": "Words for a worse fever: {emergency_number}.",
    }
    assert protocol.phrases["not_covered"] == "Words for what is not covered."


def test_a_phrase_may_be_empty(tmp_path: Path) -> None:
    """Some verdicts need no lead-in."""
    assert small.protocol(tmp_path).phrases["info"] == ""


def test_an_unknown_kind_offers_what_was_meant(tmp_path: Path) -> None:
    """The kinds are a closed list."""
    files = small.changed("topics", "kind: symptom", "kind: symptoms")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', 'symptoms')} bruising: unknown kind 'symptoms'. "
        "Did you mean 'symptom'?"
    ]


@pytest.mark.parametrize("name", ["Make up", "make-up", "1up"])
def test_a_topic_has_a_plain_name(tmp_path: Path, name: str) -> None:
    """Names of topics are used in ids and buttons, so they are plain."""
    files = small.changed("topics", "  makeup:\n", f"  {name}:\n")
    assert (
        f"topics.yml:2: {name}: this is no name for a topic; "
        "use lower-case letters, digits and underscores"
    ) in small.faults(tmp_path, **files)


def test_a_flag_has_words_for_every_level(tmp_path: Path) -> None:
    """Triage may raise either level, so each has its reply."""
    line = '      emergency: "Words for a worse fever: {emergency_number}."\n'
    files = small.changed("flags", line, "")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'flags', 'words:')} fever: the key 'emergency' is missing; "
        "add 'emergency:'"
    ]


def test_an_unknown_level_offers_what_was_meant(tmp_path: Path) -> None:
    """A misspelt level would leave triage without words."""
    files = small.changed("flags", "      emergency:", "      emergancy:")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'flags', 'emergancy')} fever: unknown key 'emergancy'. "
        "Did you mean 'emergency'?"
    ]


def test_a_source_has_a_web_address(tmp_path: Path) -> None:
    """Whoever reviews the guidance must be able to open it."""
    files = small.changed("sources", "http://one.example/page", "one.example")
    assert small.faults(tmp_path, **files) == [
        "sources.yml:3: B1: this is no web address; begin it with https://"
    ]


def test_a_phrase_is_text(tmp_path: Path) -> None:
    """A list of phrases under one name is not a phrase."""
    files = small.changed("phrases", '  info: ""\n', "  info: [a]\n")
    assert small.faults(tmp_path, **files) == [
        "phrases.yml:3: info: a sentence is expected; write it in quotes"
    ]
