"""Tests of bot/protocol/engine.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.protocol.engine import needs_day, overview, rule_for
from bot.protocol.model import Override, Protocol, Window
from tests.protocol import small

FACE = frozenset({"face"})
EYES = frozenset({"face", "eyes"})


@pytest.fixture
def protocol(tmp_path: Path) -> Protocol:
    """The small protocol of made-up sentences."""
    return small.protocol(tmp_path)


@pytest.mark.parametrize(
    ("day", "verdict", "rule"),
    [
        (-400, "ask_clinic", "makeup/before"),
        (-1, "ask_clinic", "makeup/before"),
        (0, "not_yet", "makeup/day-0"),
        (1, "allowed", "makeup/day-1"),
        (400, "allowed", "makeup/day-1"),
    ],
)
def test_the_rule_of_the_day_answers(protocol: Protocol, day: int, verdict: str, rule: str) -> None:
    """Inside each window and on both its edges, the rule of that window rules."""
    ruling = rule_for(protocol, "makeup", day, FACE)
    assert (ruling.verdict, ruling.rule, ruling.day) == (verdict, rule, day)


def test_a_ruling_carries_words_and_ground(protocol: Protocol) -> None:
    """Words, quote and section come from the rule, the basis from its file."""
    ruling = rule_for(protocol, "makeup", 0, FACE)
    assert ruling.words == "Words for makeup on day 0."
    assert (ruling.basis, ruling.quote) == ("clinic", "Sentence about makeup.")
    assert (ruling.section, ruling.sources, ruling.signed_by) == ("Makeup", (), None)


def test_where_the_sheet_is_silent_the_basis_is_none(protocol: Protocol) -> None:
    """A rule of the clinic without a quote does not claim the sheet as its ground."""
    ruling = rule_for(protocol, "makeup", -1, FACE)
    assert (ruling.basis, ruling.quote, ruling.section) == ("none", None, None)


def test_general_guidance_names_its_sources(protocol: Protocol) -> None:
    """A rule of the general file is marked as general."""
    ruling = rule_for(protocol, "sauna", 5, FACE)
    assert (ruling.basis, ruling.sources) == ("general", ("B1", "A5"))


def test_not_yet_says_until_when_and_from_when(protocol: Protocol) -> None:
    """The last day of waiting and the first day that allows."""
    ruling = rule_for(protocol, "makeup", 0, FACE)
    assert (ruling.until_day, ruling.from_day) == (0, 1)
    assert (ruling.next_day, ruling.next_verdict) == (1, "allowed")


def test_not_yet_without_a_permission_has_no_from_day(protocol: Protocol) -> None:
    """Waiting that ends in "ask the clinic" promises no day."""
    ruling = rule_for(protocol, "sauna", 1, FACE)
    assert (ruling.until_day, ruling.from_day) == (3, None)
    assert (ruling.next_day, ruling.next_verdict) == (4, "ask_clinic")


def test_other_verdicts_tell_the_days_of_their_rule(protocol: Protocol) -> None:
    """from_day and until_day are the run of the rule; an open end is None."""
    allowed = rule_for(protocol, "makeup", 9, FACE)
    assert (allowed.from_day, allowed.until_day, allowed.next_day) == (1, None, None)
    before = rule_for(protocol, "makeup", -3, FACE)
    assert (before.from_day, before.until_day, before.next_day) == (None, -1, 0)


def test_the_eye_area_chooses_between_rules(protocol: Protocol) -> None:
    """The same day is ruled apart for those whose eye area was treated."""
    assert rule_for(protocol, "bruising", 4, EYES).rule == "bruising/day-0-eyes"
    assert rule_for(protocol, "bruising", 5, EYES).rule == "bruising/day-5-eyes"
    assert rule_for(protocol, "bruising", 4, FACE).rule == "bruising/day-0-not-eyes"


def test_the_next_verdict_skips_rules_that_agree(protocol: Protocol) -> None:
    """A later rule with the same verdict is no change."""
    wider = Override("makeup", Window(3, 5), "allowed", "Dr. A", words="Own words.")
    ruling = rule_for(protocol, "makeup", 1, FACE, [wider])
    assert (ruling.from_day, ruling.until_day, ruling.next_day) == (1, 2, None)


def test_without_a_day_a_dated_topic_is_refused(protocol: Protocol) -> None:
    """No date, no dated advice."""
    assert needs_day(protocol, "makeup", FACE)
    with pytest.raises(ValueError, match="depends on the day"):
        rule_for(protocol, "makeup", None, FACE)


def test_without_a_day_a_timeless_topic_is_answered(protocol: Protocol) -> None:
    """What never changes needs no date."""
    assert not needs_day(protocol, "what_is", FACE)
    ruling = rule_for(protocol, "what_is", None, FACE)
    assert (ruling.verdict, ruling.day, ruling.next_day) == ("info", None, None)


def test_days_before_the_treatment_do_not_make_a_topic_dated(protocol: Protocol) -> None:
    """Only a change from day 0 on asks for the date."""
    assert not needs_day(protocol, "bruising", FACE)
    assert rule_for(protocol, "bruising", None, FACE).rule == "bruising/day-0-not-eyes"
    assert needs_day(protocol, "bruising", EYES)


def test_other_words_for_the_same_verdict_need_the_day(tmp_path: Path) -> None:
    """Two rules that differ in words alone are still two answers."""
    same_verdict = small.changed("clinic", "verdict: not_yet", "verdict: allowed")
    assert needs_day(small.protocol(tmp_path, **same_verdict), "makeup", FACE)


def test_an_override_can_make_a_topic_dated(protocol: Protocol) -> None:
    """A personal instruction for some days needs the day to be known."""
    personal = Override("bruising", Window(0, 3), "expected", "Dr. A")
    assert needs_day(protocol, "bruising", FACE, [personal])
    past = Override("bruising", Window(-5, -1), "expected", "Dr. A")
    assert not needs_day(protocol, "bruising", FACE, [past])


def test_a_red_flag_is_urgent_on_every_day(protocol: Protocol) -> None:
    """A flag needs no day, and answers with its mildest fixed reply."""
    for day in (None, -3, 0, 200):
        ruling = rule_for(protocol, "fever", day, FACE)
        assert (ruling.verdict, ruling.rule) == ("urgent", "fever/any")
        assert ruling.words == "Words for a fever: {clinic}."


def test_pseudo_topics_have_their_fixed_verdicts(protocol: Protocol) -> None:
    """A wish for a person is handed off; anything else is a question for the clinic."""
    assert rule_for(protocol, "human", None, FACE).verdict == "handoff"
    other = rule_for(protocol, "other", None, FACE)
    assert (other.verdict, other.basis) == ("ask_clinic", "none")
    assert other.words == "Words for what is not covered."


def test_general_guidance_can_be_turned_off(tmp_path: Path) -> None:
    """Every day of a general topic is then not covered; the clinic's topics stay as they are."""
    protocol = small.protocol(tmp_path, general_on=False)
    for day in (None, -5, 0, 2, 50):
        ruling = rule_for(protocol, "sauna", day, FACE)
        assert (ruling.verdict, ruling.basis, ruling.sources) == ("ask_clinic", "none", ())
        assert ruling.words == "Words for what is not covered."
    assert rule_for(protocol, "makeup", 1, FACE).verdict == "allowed"


def test_an_unknown_topic_is_a_key_error(protocol: Protocol) -> None:
    """The engine never guesses a topic."""
    with pytest.raises(KeyError):
        rule_for(protocol, "juggling", 1, FACE)


def test_an_unknown_area_is_refused(protocol: Protocol) -> None:
    """A misspelt area must not silently count as "not the eyes"."""
    with pytest.raises(ValueError, match="unknown areas: eye"):
        rule_for(protocol, "bruising", 1, frozenset({"eye"}))


def test_the_overview_begins_with_the_day(protocol: Protocol) -> None:
    """What is over is left out; without a day everything is shown."""
    assert [entry.title for entry in overview(protocol, None, FACE)] == ["The day", "Later"]
    assert [entry.title for entry in overview(protocol, 0, FACE)] == ["The day", "Later"]
    assert [entry.title for entry in overview(protocol, 9, FACE)] == ["Later"]


def test_the_overview_knows_the_treated_areas(tmp_path: Path) -> None:
    """An entry for the eye area is shown only where that was treated."""
    later = '{days: 1+, title: "Later"'
    parts = (
        '{days: 1+, areas: eyes, title: "Eyes", words: "W.", quote: "Sentence about bruises."}\n'
        '  - {days: 1+, areas: not eyes, title: "Later"'
    )
    protocol = small.protocol(tmp_path, **small.changed("clinic", later, parts))
    assert [entry.title for entry in overview(protocol, 1, FACE)] == ["Later"]
    assert [entry.title for entry in overview(protocol, 1, EYES)] == ["Eyes"]
