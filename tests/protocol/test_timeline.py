"""Tests of bot/protocol/timeline.py: overrides, and that the spans cover every day once."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.engine import rule_for
from bot.protocol.model import Override, Protocol, Window
from bot.protocol.timeline import override_fits, timeline
from bot.protocol.vocabulary import VERDICTS
from tests.protocol import small

FACE = frozenset({"face"})


@pytest.fixture(scope="module")
def protocol(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    """The small protocol of made-up sentences."""
    return small.protocol(tmp_path_factory.mktemp("content"))


def personal(verdict: str, first: int | None, last: int | None, by: str = "Dr. A") -> Override:
    """An override of makeup."""
    return Override("makeup", Window(first, last), verdict, by)


def test_an_override_replaces_the_rule_inside_its_window(protocol: Protocol) -> None:
    """On its first and last day it rules, on the days beside it the rule does."""
    overrides = [personal("avoid", 3, 5)]
    rulings = {day: rule_for(protocol, "makeup", day, FACE, overrides) for day in range(2, 7)}
    assert [rulings[day].basis for day in range(2, 7)] == ["clinic", *["personal"] * 3, "clinic"]
    assert (rulings[3].verdict, rulings[3].signed_by) == ("avoid", "Dr. A")
    assert (rulings[3].rule, rulings[3].from_day, rulings[3].until_day) == ("makeup/personal", 3, 5)
    assert (rulings[3].quote, rulings[3].section, rulings[3].sources) == (None, None, ())
    assert (rulings[2].next_day, rulings[2].next_verdict) == (3, "avoid")
    assert (rulings[6].from_day, rulings[6].until_day) == (6, None)


def test_an_override_brings_its_own_words_or_none(protocol: Protocol) -> None:
    """The rule's words do not speak for a provider who said something else."""
    wordless, worded = (
        personal("avoid", 3, 5),
        Override("makeup", Window(3, 5), "avoid", "Dr. A", reason="A reason.", words="Own words."),
    )
    assert rule_for(protocol, "makeup", 4, FACE, [wordless]).words == ""
    assert rule_for(protocol, "makeup", 4, FACE, [worded]).words == "Own words."


def test_an_override_may_be_open_at_either_end(protocol: Protocol) -> None:
    """Windows without an end cover all days on that side."""
    assert rule_for(protocol, "makeup", -99, FACE, [personal("avoid", None, 3)]).verdict == "avoid"
    ruling = rule_for(protocol, "makeup", 99, FACE, [personal("avoid", None, None)])
    assert (ruling.verdict, ruling.from_day, ruling.until_day) == ("avoid", None, None)


def test_an_override_prolongs_the_waiting(protocol: Protocol) -> None:
    """The run of not_yet goes over the border between rule and override."""
    ruling = rule_for(protocol, "makeup", 0, FACE, [personal("not_yet", 1, 9)])
    assert (ruling.rule, ruling.until_day, ruling.from_day) == ("makeup/day-0", 9, 10)


def test_an_override_of_another_topic_changes_nothing(protocol: Protocol) -> None:
    """Overrides speak of their own topic only."""
    other = Override("sauna", Window(0, 9), "avoid", "Dr. A")
    assert rule_for(protocol, "makeup", 1, FACE, [other]).basis == "clinic"


@pytest.mark.parametrize("kind", ["activity", "symptom"])
def test_of_several_overrides_the_strictest_wins(protocol: Protocol, kind: str) -> None:
    """In whatever order they are given, the stricter verdict rules the shared days."""
    topic = {"activity": "makeup", "symptom": "bruising"}[kind]
    strictest_first = VERDICTS[kind]
    for one, other in permutations(strictest_first, 2):
        overrides = [Override(topic, Window(0, 9), verdict, "Dr. A") for verdict in (one, other)]
        stricter = min(one, other, key=strictest_first.index)
        assert rule_for(protocol, topic, 4, FACE, overrides).verdict == stricter


def test_of_two_equally_strict_overrides_the_later_one_wins(protocol: Protocol) -> None:
    """The newer instruction is the one that is signed for."""
    overrides = [personal("avoid", 0, 9, "Dr. A"), personal("avoid", 0, 9, "Dr. B")]
    assert rule_for(protocol, "makeup", 4, FACE, overrides).signed_by == "Dr. B"


def test_general_off_does_not_silence_a_provider(tmp_path: Path) -> None:
    """A personal instruction holds where the general guidance is turned off."""
    protocol = small.protocol(tmp_path, general_on=False)
    overrides = [Override("sauna", Window(0, 9), "allowed", "Dr. A")]
    assert rule_for(protocol, "sauna", 4, FACE, overrides).verdict == "allowed"
    assert rule_for(protocol, "sauna", 10, FACE, overrides).verdict == "ask_clinic"


@pytest.mark.parametrize(
    ("topic", "verdict"),
    [("makeup", "expected"), ("bruising", "allowed"), ("fever", "expected"), ("what_is", "info")],
)
def test_an_override_that_does_not_fit_is_refused(
    protocol: Protocol, topic: str, verdict: str
) -> None:
    """Nobody can wave a red flag away, or give a verdict that the topic cannot have."""
    assert not override_fits(protocol.topics[topic], verdict)
    with pytest.raises(ValueError, match=f"an override of {topic} cannot say '{verdict}'"):
        timeline(protocol, topic, FACE, [Override(topic, Window(0, 1), verdict, "Dr. A")])


def test_a_protocol_with_a_hole_gives_no_answer(protocol: Protocol) -> None:
    """Rules that were never linted and miss a day raise, they do not guess."""
    holed = Protocol(
        topics=protocol.topics,
        rules={"makeup": protocol.rules["makeup"][1:]},
        flags={},
        overview=(),
        phrases=protocol.phrases,
        general_on=True,
        fingerprint="",
    )
    with pytest.raises(LookupError, match="makeup: no rule for day -1"):
        timeline(holed, "makeup", FACE)


EDGES = st.one_of(st.none(), st.integers(-5, 30))
OVERRIDES = st.lists(
    st.builds(
        lambda one, other, verdict: personal(verdict, *_ordered(one, other)),
        EDGES,
        EDGES,
        st.sampled_from(VERDICTS["activity"]),
    ),
    max_size=5,
)


def _ordered(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is not None and last is not None and last < first:
        return last, first
    return first, last


@given(overrides=OVERRIDES)
def test_the_spans_follow_each_other_without_gap_or_overlap(
    protocol: Protocol, overrides: list[Override]
) -> None:
    """From open end to open end, each span begins the day after the one before."""
    spans = timeline(protocol, "makeup", FACE, overrides)
    assert spans[0].window.first is None
    assert spans[-1].window.last is None
    for earlier, later in pairwise(spans):
        assert later.window.first == earlier.window.last + 1
        assert later.rule is not earlier.rule
