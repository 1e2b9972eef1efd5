"""The windows of a topic cover every day once, wherever the patient was treated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bot.protocol.days import gaps
from bot.protocol.faults import Place, Report
from bot.protocol.model import OverviewDay, Rule, Window
from bot.protocol.reading.draft import Draft, Placed
from bot.protocol.vocabulary import EYES

Dated = Placed[Rule] | Placed[OverviewDay]

WITH_EYES = frozenset({EYES})
WITHOUT_EYES: frozenset[str] = frozenset()


def check_windows(draft: Draft, report: Report) -> None:
    """No day of a topic is without a rule and none has two; the overview runs from day 0 on."""
    for topic_rules in draft.all_topic_rules():
        place = report.at(topic_rules.file, topic_rules.topic)
        _check_overlaps(topic_rules.rules, place)
        if topic_rules.sound and topic_rules.rules:
            _check_gaps(topic_rules.rules, None, place)
    if draft.overview:
        place = report.at(draft.files["clinic"], "overview")
        _check_overlaps(draft.overview, place)
        if "clinic" in draft.sound:
            _check_gaps(draft.overview, 0, place)


def _check_overlaps(entries: Sequence[Dated], place: Place) -> None:
    for earlier, later in combinations(entries, 2):
        if earlier.value.window.overlaps(later.value.window) and _can_meet(earlier, later):
            place.fault(
                later.line("days"),
                f"days {later.value.window} overlap with days {earlier.value.window}"
                f" at {place.file}:{earlier.line('days')}",
                "give each day to one of the two",
            )


def _can_meet(one: Dated, other: Dated) -> bool:
    return any(
        one.value.applies_to(areas) and other.value.applies_to(areas)
        for areas in (WITH_EYES, WITHOUT_EYES)
    )


def _check_gaps(entries: Sequence[Dated], start: int | None, place: Place) -> None:
    eyes = [entry for entry in entries if entry.value.applies_to(WITH_EYES)]
    others = [entry for entry in entries if entry.value.applies_to(WITHOUT_EYES)]
    eyes_gaps = gaps([entry.value.window for entry in eyes], start)
    other_gaps = gaps([entry.value.window for entry in others], start)
    for gap in eyes_gaps:
        where = "" if gap in other_gaps else " where the eye area was treated"
        _report_gap(eyes or entries, gap, where, place)
    for gap in other_gaps:
        if gap not in eyes_gaps:
            where = " where the eye area was not treated"
            _report_gap(others or entries, gap, where, place)


def _report_gap(entries: Sequence[Dated], gap: Window, where: str, place: Place) -> None:
    beside = _entry_before(entries, gap)
    place.fault(
        beside.line("days"),
        f"no rule for days {gap}{where}",
        "widen a window or add a rule ('before', N, N-M, N+ or any)",
    )


def _entry_before(entries: Sequence[Dated], gap: Window) -> Dated:
    """The entry that ends where the gap begins, or else the first one."""
    for entry in entries:
        last = entry.value.window.last
        if last is not None and last + 1 == gap.first:
            return entry
    return entries[0]
