"""Tests of bot/protocol/content: the clinic's real rules, whatever they say today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocol.engine import Ruling, needs_day, overview, rule_for
from bot.protocol.lint import check
from bot.protocol.loader import CONTENT, load
from bot.protocol.model import Override, Protocol, Window
from bot.protocol.vocabulary import AREAS, LEVELS

TOPICS = {
    "activity": """makeup sunscreen sun_exposure cleanser shower_heat moisturizer lotion_topicals
        exfoliant retinoid vitamin_c acne_treatment anti_inflammatory acetaminophen ice arnica
        exercise swimming sauna_steam alcohol smoking hair_removal shaving injectables
        facial_or_peel touching_picking sleep_position hair_dye flying_travel next_session""",
    "symptom": """dryness_flaking shedding_peeling redness swelling bruising_eye bruising itching
        tightness breakout pinpoint_bleeding burning darkening""",
    "info": """what_is how_performed what_treats number_of_sessions results_timing
        aftercare_overview pain""",
    "flag": """infection allergic_reaction severe_pain cold_sore_blisters eye_vision fever
        bleeding_heavy""",
    "pseudo": "other human smalltalk out_of_scope",
}
VERDICTS = {
    "activity": {"allowed", "allowed_with_care", "not_yet", "avoid", "ask_clinic"},
    "symptom": {"expected", "unexpected", "ask_clinic"},
    "info": {"info", "ask_clinic"},
    "flag": {"urgent"},
    "pseudo": {"handoff", "smalltalk", "unknown", "ask_clinic"},
}
STRICTEST_FIRST = {
    "activity": ["avoid", "not_yet", "ask_clinic", "allowed_with_care", "allowed"],
    "symptom": ["unexpected", "ask_clinic", "expected"],
}

KINDS = {name: kind for kind, names in TOPICS.items() for name in names.split()}

Ask = Callable[[int], Ruling]
Case = tuple[str, int, frozenset[str], list[Override]]

TOPIC = st.sampled_from(sorted(KINDS))
DAY = st.integers(-30, 400)
AREA_SET = st.frozensets(st.sampled_from(AREAS))
EDGE = st.one_of(st.none(), st.integers(-30, 60))


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    """The clinic's real protocol."""
    return load()


@pytest.fixture(scope="module")
def general_off() -> Protocol:
    """The same with general guidance turned off."""
    return load(general_on=False)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A topic, a day, the treated areas, and up to four overrides of the topic, each signed."""
    topic, day, areas = draw(TOPIC), draw(DAY), draw(AREA_SET)
    overrides = []
    verdicts = STRICTEST_FIRST.get(KINDS[topic])
    for number in range(draw(st.integers(0, 4)) if verdicts else 0):
        first, last = draw(EDGE), draw(EDGE)
        if first is not None and last is not None:
            first, last = min(first, last), max(first, last)
        verdict = draw(st.sampled_from(verdicts))
        overrides.append(Override(topic, Window(first, last), verdict, f"Dr. {number}"))
    return topic, day, areas, overrides


def test_the_content_has_no_faults() -> None:
    """The lint finds nothing to put right."""
    assert [str(fault) for fault in check(CONTENT)] == []


def test_the_topics_are_those_of_the_design(protocol: Protocol) -> None:
    """Each promised topic exists and is of its kind, and there is no other."""
    assert {name: topic.kind for name, topic in protocol.topics.items()} == KINDS


def test_every_flag_has_a_reply_for_every_level(protocol: Protocol) -> None:
    """Triage may raise any flag at any level."""
    flags = {topic.name for topic in protocol.topics.values() if topic.kind == "flag"}
    assert set(protocol.flags) == flags
    assert all(set(flag.words) == set(LEVELS) for flag in protocol.flags.values())


@settings(max_examples=300, deadline=None)
@given(cases())
def test_every_topic_has_one_fitting_ruling_on_every_day(protocol: Protocol, case: Case) -> None:
    """Exactly one rule or instruction is in force, and its verdict fits the kind of the topic."""
    topic, day, areas, overrides = case
    kind = KINDS[topic]
    ruling = rule_for(protocol, topic, day, areas, overrides)
    assert (ruling.topic, ruling.day) == (topic, day)
    assert ruling.verdict in VERDICTS[kind]
    in_force = [o.verdict for o in overrides if day in o.window]
    if in_force:
        assert ruling.basis == "personal"
        assert ruling.verdict == min(in_force, key=STRICTEST_FIRST[kind].index)
        assert ruling.signed_by in {o.signed_by for o in overrides if o.verdict == ruling.verdict}
    elif topic in protocol.rules:
        holding = [
            rule for rule in protocol.rules[topic] if day in rule.window and rule.applies_to(areas)
        ]
        assert [rule.id for rule in holding] == [ruling.rule]
        assert (ruling.words, ruling.basis) == (holding[0].words, holding[0].basis)


@given(TOPIC, DAY, AREA_SET)
def test_general_guidance_only_cautions(
    protocol: Protocol, topic: str, day: int, areas: frozenset[str]
) -> None:
    """It allows nothing, and what says more than "ask the clinic" names its sources."""
    ruling = rule_for(protocol, topic, day, areas)
    if ruling.basis == "general":
        assert ruling.verdict not in ("allowed", "allowed_with_care")
        assert ruling.sources or ruling.verdict == "ask_clinic"
        assert ruling.quote is None
    if ruling.basis == "clinic":
        assert ruling.quote and ruling.section


@given(TOPIC, DAY, AREA_SET)
def test_with_general_guidance_off_its_topics_ask_the_clinic(
    protocol: Protocol, general_off: Protocol, topic: str, day: int, areas: frozenset[str]
) -> None:
    """Whatever general.yml rules becomes "ask the clinic"; everything else stays as it is."""
    on, off = rule_for(protocol, topic, day, areas), rule_for(general_off, topic, day, areas)
    if any(rule.basis == "general" for rule in protocol.rules.get(topic, ())):
        assert (off.verdict, off.basis) == ("ask_clinic", "none")
        assert off.words == protocol.phrases["not_covered"]
        assert (off.from_day, off.until_day, off.next_day) == (None, None, None)
    else:
        assert on == off


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_days_of_a_ruling_agree_with_its_neighbours(protocol: Protocol, case: Case) -> None:
    """Asked again on the days a ruling names, the engine says what the ruling promised."""
    topic, day, areas, overrides = case

    def ask(other: int) -> Ruling:
        return rule_for(protocol, topic, other, areas, overrides)

    here = ask(day)
    if here.verdict == "not_yet":
        _check_waiting(here, day, ask)
    else:
        _check_run(here, day, ask)
    if here.next_day is None:
        assert {ask(other).verdict for other in _sample(day, 500)} == {here.verdict}
    else:
        assert ask(here.next_day).verdict == here.next_verdict != here.verdict
        assert {ask(other).verdict for other in _sample(day, here.next_day - 1)} == {here.verdict}


def _check_waiting(here: Ruling, day: int, ask: Ask) -> None:
    if here.until_day is not None:
        assert ask(here.until_day).verdict == "not_yet"
        assert ask(here.until_day + 1).verdict != "not_yet"
    allowing = {"allowed", "allowed_with_care"}
    last = 500 if here.from_day is None else here.from_day - 1
    assert not allowing & {ask(other).verdict for other in _sample(day, last)}
    if here.from_day is not None:
        assert here.from_day > day
        assert ask(here.from_day).verdict in allowing


def _check_run(here: Ruling, day: int, ask: Ask) -> None:
    first = day if here.from_day is None else here.from_day
    last = day if here.until_day is None else here.until_day
    assert first <= day <= last
    same = {(ask(other).rule, ask(other).signed_by) for other in _sample(first, last)}
    assert same == {(here.rule, here.signed_by)}
    for edge, beyond in ((here.from_day, first - 1), (here.until_day, last + 1)):
        other = ask(beyond)
        assert ((other.rule, other.signed_by) == (here.rule, here.signed_by)) == (edge is None)


def _sample(first: int, last: int) -> Sequence[int]:
    """The days from first to last; of a long run its ends and some days between."""
    days = range(first, last + 1)
    return days if len(days) < 40 else [*days[:15], *days[15:-15:23], *days[-15:]]


@given(cases())
def test_a_day_is_needed_exactly_where_it_makes_a_difference(
    protocol: Protocol, case: Case
) -> None:
    """Without a day the engine answers as on every day from 0 on, or refuses."""
    topic, _, areas, overrides = case
    answers = {
        (ruling.verdict, ruling.words)
        for ruling in (rule_for(protocol, topic, day, areas, overrides) for day in range(70))
    }
    assert needs_day(protocol, topic, areas, overrides) == (len(answers) > 1)
    if len(answers) > 1:
        with pytest.raises(ValueError, match="depends on the day"):
            rule_for(protocol, topic, None, areas, overrides)
    else:
        ruling = rule_for(protocol, topic, None, areas, overrides)
        assert {(ruling.verdict, ruling.words)} == answers


@given(DAY, AREA_SET)
def test_the_overview_has_one_entry_for_each_day(
    protocol: Protocol, day: int, areas: frozenset[str]
) -> None:
    """From the treatment on, exactly one entry speaks of a day, and it comes first."""
    entries = overview(protocol, day, areas)
    assert [day in entry.window for entry in entries].count(True) == (1 if day >= 0 else 0)
    if day >= 0:
        assert day in entries[0].window


def test_every_ruling_has_words(protocol: Protocol, general_off: Protocol) -> None:
    """Only what is handed on, or left unanswered, needs no words of the protocol."""
    for topic, day in product(KINDS, (-1, 0, 1, 5, 30)):
        for either in (protocol, general_off):
            ruling = rule_for(either, topic, day, frozenset({"face"}))
            assert ruling.words or ruling.verdict in ("handoff", "smalltalk", "unknown")
