"""Tests of bot/protocol/faults.py."""

from __future__ import annotations

import pytest

from bot.protocol.faults import Fault, ProtocolError, Report, choice, nearest, shorten


def test_a_fault_prints_where_what_and_what_to_do() -> None:
    """file:line: topic: what is wrong; what to do."""
    fault = Fault("clinic.yml", 7, "makeup", "no words", "write some")
    assert str(fault) == "clinic.yml:7: makeup: no words; write some"


def test_a_fault_of_a_whole_file_has_no_topic() -> None:
    """Without a topic the line goes straight to the message."""
    assert str(Fault("clinic.yml", 1, "", "it is empty", "fill it")) == (
        "clinic.yml:1: it is empty; fill it"
    )


def test_a_fault_is_one_line_whatever_it_quotes() -> None:
    """A key or name with a line break in it does not break the report."""
    fault = Fault("clinic.yml", 7, "a\nb", "the name 'c\nd' is odd", "write it on one line")
    assert str(fault) == "clinic.yml:7: a b: the name 'c d' is odd; write it on one line"


def test_a_question_stands_as_a_sentence_of_its_own() -> None:
    """A fix that asks "Did you mean" follows a full stop."""
    fault = Fault("clinic.yml", 7, "makeup", "unknown key 'wrods'", "Did you mean 'words'?")
    assert str(fault) == "clinic.yml:7: makeup: unknown key 'wrods'. Did you mean 'words'?"


def test_the_error_shows_every_fault() -> None:
    """ProtocolError keeps the faults and prints one on each line."""
    faults = [Fault("a.yml", line, "", "wrong", "right it") for line in (1, 2)]
    error = ProtocolError(faults)
    assert error.faults == tuple(faults)
    assert str(error).splitlines() == [str(fault) for fault in faults]


def test_a_report_knows_which_files_have_faults() -> None:
    """`has` tells a faulty file from a sound one."""
    report = Report()
    report.at("a.yml", "makeup").fault(3, "wrong", "right it")
    assert report.has("a.yml")
    assert not report.has("b.yml")
    assert report.faults == [Fault("a.yml", 3, "makeup", "wrong", "right it")]


def test_the_nearest_word_must_be_near() -> None:
    """A slip finds its word, another word finds nothing."""
    assert nearest("makup", ["makeup", "sauna"]) == "makeup"
    assert nearest("zebra", ["makeup", "sauna"]) is None


@pytest.mark.parametrize(
    ("word", "known", "fix"),
    [
        ("alowed", ("allowed", "avoid"), "Did you mean 'allowed'?"),
        ("zebra", ("allowed", "avoid"), "use one of allowed, avoid"),
        ("zebra", (), "use a name that exists"),
        ("zebra", tuple(f"name{n}" for n in range(50)), "use a name that exists"),
    ],
)
def test_a_choice_offers_what_helps(word: str, known: tuple[str, ...], fix: str) -> None:
    """What was meant, or a short list, or neither if the list is long."""
    assert choice(word, known) == fix


def test_long_text_is_cut_to_one_line() -> None:
    """A message stays on one line, however long the text it is about."""
    assert shorten("a\n  b") == "a b"
    assert len(shorten("word " * 100)) <= 60
