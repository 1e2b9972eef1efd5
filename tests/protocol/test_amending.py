"""The clinic's changes on top of the files: made, checked like them, taken back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.protocol.changes import (
    NewTopic,
    Rollback,
    RuleChange,
    SynonymChange,
    Version,
    as_content,
    change_from,
    changes_at,
)
from bot.protocol.engine import rule_for
from bot.protocol.faults import ProtocolError
from bot.protocol.lint import examine
from bot.protocol.loader import build, load
from bot.protocol.model import Protocol
from bot.protocol.reading.files import CONTENT
from bot.protocol.timeline import timeline
from bot.protocol.translating import in_language

FACE = frozenset({"face"})
WORDS = {"en": "The clinic says so.", "es": "La clínica lo dice."}


def ruled(topic: str, days: str, verdict: str, **more) -> RuleChange:
    """A statement of the clinic, unless `more` says that it quotes the sheet."""
    given = {"words": WORDS, "quote": "We say so.", "signed_by": "Dr Vega, Nov 25, 2026", **more}
    return RuleChange("rule change 1", topic, days, verdict, **given)


def changed(*changes, general_on: bool = True) -> Protocol:
    """The clinic's own files with these changes made."""
    return build(examine(CONTENT, changes=changes), general_on)


def faults(*changes) -> str:
    """What the lint says of these changes, on one line each."""
    return "\n".join(str(fault) for fault in examine(CONTENT, changes=changes).faults)


def test_a_change_rules_its_days_and_no_others():
    """Inside its window it speaks, signed; before and after it the old rule goes on."""
    protocol = changed(ruled("exercise", "3-5", "avoid"))
    before = load()
    for day in (-5, 0, 2, 6, 40):
        old = rule_for(before, "exercise", day, FACE)
        new = rule_for(protocol, "exercise", day, FACE)
        assert (new.verdict, new.words, new.basis) == (old.verdict, old.words, old.basis)
    for day in (3, 4, 5):
        ruling = rule_for(protocol, "exercise", day, FACE)
        assert (ruling.verdict, ruling.basis) == ("avoid", "clinic")
        assert (ruling.signed_by, ruling.quote) == ("Dr Vega, Nov 25, 2026", "We say so.")


def test_what_is_left_of_a_rule_keeps_its_spanish():
    """A rule that is cut in two says the same on both sides, in both languages."""
    protocol, before = changed(ruled("exercise", "3-5", "avoid")), load()
    spanish, spanish_before = in_language(protocol, "es"), in_language(before, "es")
    for day in (2, 6):
        words = rule_for(spanish, "exercise", day, FACE).words
        assert words == rule_for(spanish_before, "exercise", day, FACE).words
    assert rule_for(spanish, "exercise", 4, FACE).words == WORDS["es"]


def test_without_general_guidance_the_clinics_own_statement_still_holds():
    """The setting turns off what others publish, not what this clinic signed."""
    protocol = changed(ruled("exercise", "3-5", "avoid"), general_on=False)
    verdicts = [rule_for(protocol, "exercise", day, FACE).verdict for day in (2, 4, 6)]
    assert verdicts == ["ask_clinic", "avoid", "ask_clinic"]


def test_general_guidance_still_may_not_allow():
    """Only what is signed or quoted may say yes; the rest of the topic stays as cautious."""
    protocol = changed(ruled("exercise", "10+", "allowed"))
    for span in timeline(protocol, "exercise", FACE):
        if span.rule.basis == "general":
            assert span.rule.verdict in ("ask_clinic", "not_yet", "avoid")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (ruled("excercise", "3", "avoid"), "unknown topic 'excercise'. Did you mean 'exercise'?"),
        (ruled("exercise", "5-3", "avoid"), "'5-3' ends before it begins"),
        (ruled("exercise", "3", "alowed"), "Did you mean 'allowed'?"),
        (ruled("redness", "3", "allowed"), "does not fit the kind 'symptom'"),
        (ruled("fever", "3", "expected"), "cannot be changed here"),
        (ruled("exercise", "3", "avoid", quote=""), "without a quote"),
        (ruled("exercise", "3", "avoid", words={"en": "No stop"}), "end them with a full stop"),
        (ruled("exercise", "3", "avoid", words={"en": "No."}), "exercise/day-3"),
        (
            ruled("exercise", "3", "avoid", quote="Never said.", section="Day 1", signed_by=None),
            "the quote 'Never said.' is not in the sheet",
        ),
        (SynonymChange("rule change 1", "makeup", "en", "sauna"), "already belongs to"),
        (SynonymChange("rule change 1", "makeup", "fr", "fard"), "unknown language 'fr'"),
        (SynonymChange("rule change 1", "fever", "en", "hot head"), "cannot be changed here"),
    ],
)
def test_a_faulty_change_is_refused_with_what_to_do(change, said):
    """Each kind of slip is named, the change by its number or the file that it would break."""
    assert said in faults(change)


def test_a_sentence_of_the_sheet_cannot_lose_its_last_rule():
    """What the sheet says stays accounted for: taking its only rule away is a fault."""
    no_rule = [ruled("anti_inflammatory", "any", "avoid")]
    assert "is neither quoted nor listed" in faults(*no_rule)


def test_a_new_topic_answers_on_its_days_and_asks_the_clinic_on_all_others():
    """A topic that the files lack comes with names, labels and a first rule."""
    new = NewTopic("activity", {"en": "a lash lift", "es": "un lifting de pestañas"},
                   {"en": ("lash lift",), "es": ("lifting de pestañas",)})  # fmt: skip
    protocol = changed(ruled("lash_lift", "0-7", "not_yet", new_topic=new))
    assert rule_for(protocol, "lash_lift", 3, FACE).verdict == "not_yet"
    assert rule_for(protocol, "lash_lift", 8, FACE).verdict == "ask_clinic"
    assert in_language(protocol, "es").topics["lash_lift"].label == "un lifting de pestañas"


def test_a_change_survives_being_stored():
    """What is written for the database reads back the same."""
    new = NewTopic("activity", {"en": "a lash lift"}, {"en": ("lash lift",)})
    for change in (
        ruled("makeup", "0", "avoid", new_topic=new),
        SynonymChange("rule change 1", "makeup", "en", "war paint"),
        Rollback("rule change 1", 3),
    ):
        assert change_from(*as_content(change), "rule change 1") == change


def test_a_rollback_brings_an_earlier_version_back_whole():
    """Also one that was itself made after a rollback."""
    one, two, three = (SynonymChange(f"rule change {n}", "makeup", "en", str(n)) for n in (1, 2, 3))
    history = [Version(1, one), Version(2, two), Version(3, Rollback("", 1)), Version(4, three),
               Version(5, Rollback("", 2)), Version(6, Rollback("", 0))]  # fmt: skip
    held = [changes_at(history, n) for n in range(7)]
    assert held == [(), (one,), (one, two), (one,), (one, three), (one, two), ()]


TOPICS = sorted(
    topic for topic, rules in load().rules.items()
    if load().topics[topic].kind in ("activity", "symptom")
)  # fmt: skip
DAYS = st.one_of(
    st.just("before"),
    st.just("any"),
    st.integers(0, 30).map(str),
    st.integers(0, 30).map(lambda n: f"{n}+"),
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda p: f"{min(p)}-{max(p)}"),
)
CHANGES = st.lists(
    st.builds(lambda topic, days: (topic, days), st.sampled_from(TOPICS), DAYS), max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_no_changes_leave_a_day_without_a_rule_or_with_two(drawn):
    """Whatever windows are ruled in whatever order, each day has one rule, the newest.

    Refused are at most changes that take the last rule of a sentence of the sheet away.
    """
    changes = [ruled(topic, days, "ask_clinic") for topic, days in drawn]
    found = examine(CONTENT, changes=changes)
    assert all("neither quoted nor listed" in fault.message for fault in found.faults)
    for areas in (FACE, frozenset({"eyes"})):
        for topic in {topic for topic, _ in drawn}:
            rules = next(r for r in found.draft.all_topic_rules() if r.topic == topic).rules
            mine = [rule.value for rule in rules if rule.value.applies_to(areas)]
            for day in range(-2, 35):
                assert sum(day in rule.window for rule in mine) == 1


def test_a_protocol_with_a_broken_change_is_never_built():
    """The loader refuses it like any broken file."""
    history = [Version(1, ruled("exercise", "3", "alowed"))]
    with pytest.raises(ProtocolError, match="rule change 1:1"):
        load(history=history)
