"""From answers and calls of some days to the figures of one page. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from statistics import median, quantiles

from bot.mailbox.exchange_book import Exchange
from bot.patients.records import EscalationRecord

MOST_TOPICS = 12
LAST_DAY = 14
ALONE, CLINIC, ASKED, CALLED, OTHER = (
    "answered alone",
    "left to the clinic",
    "asked back",
    "passed to a person",
    "small talk and other",
)
OUTCOMES = (ALONE, CLINIC, ASKED, CALLED, OTHER)
_ASKING = ("clarify", "ask_treatment_date")
_NO_TOPICS = {"human", "smalltalk", "out_of_scope"}
Row = tuple[str, int]


@dataclass(frozen=True)
class Waiting:
    """Calls of one level: how many, how many were taken, and in how many minutes."""

    level: str
    calls: int
    taken: int
    median: float | None
    slowest_tenth: float | None


@dataclass(frozen=True)
class Numbers:
    """Everything on the page; rows are (name, count) in the order in which they are shown."""

    answers: int
    outcomes: tuple[Row, ...]
    thumbs: tuple[Row, ...]
    topics: tuple[Row, ...]
    days: tuple[Row, ...]
    dates: tuple[tuple[date, int, int], ...]
    waiting: tuple[Waiting, ...]

    def cells(self) -> list[tuple[str, str, str]]:
        """All figures as (table, name, value), for a spreadsheet."""
        found = [("answers", "all", str(self.answers))]
        for table in ("outcomes", "thumbs", "topics", "days"):
            found += [(table, name, str(count)) for name, count in getattr(self, table)]
        for day, answers, calls in self.dates:
            found += [("answers by date", day.isoformat(), str(answers))]
            found += [("calls by date", day.isoformat(), str(calls))]
        for one in self.waiting:
            found += [
                ("calls", one.level, str(one.calls)),
                ("calls taken", one.level, str(one.taken)),
                ("minutes until taken, median", one.level, _minutes(one.median)),
                ("minutes until taken, slowest tenth", one.level, _minutes(one.slowest_tenth)),
            ]
        return found


def counted(
    exchanges: Sequence[Exchange], calls: Sequence[EscalationRecord], zone: tzinfo
) -> Numbers:
    """The figures of these answers and calls; dates by the clinic's clock."""
    outcomes = Counter(outcome_of(one) for one in exchanges)
    topics = Counter(t for one in exchanges for t in one.topics if t not in _NO_TOPICS)
    days = Counter(_day_name(one.aftercare.get("day")) for one in exchanges)
    thumbs = Counter(one.thumb for one in exchanges if one.thumb)
    return Numbers(
        answers=len(exchanges),
        outcomes=tuple((name, outcomes[name]) for name in OUTCOMES),
        thumbs=(("up", thumbs["up"]), ("down", thumbs["down"])),
        topics=tuple(topics.most_common(MOST_TOPICS)),
        days=tuple((name, days[name]) for name in _day_names() if days[name]),
        dates=_by_date((one.asked_at for one in exchanges), (c.created_at for c in calls), zone),
        waiting=tuple(_waiting(level, calls) for level in ("emergency", "same_day", "routine")),
    )


def outcome_of(one: Exchange) -> str:
    """What became of one message."""
    if one.aftercare.get("escalation"):
        return CALLED
    if one.kind in _ASKING:
        return ASKED
    if one.kind in ("answer", "info"):
        return CLINIC if set(one.verdicts) <= {"ask_clinic"} else ALONE
    return OTHER


def _waiting(level: str, calls: Iterable[EscalationRecord]) -> Waiting:
    mine = [call for call in calls if call.level == level]
    taken = [c for c in mine if c.acknowledged_at is not None]
    minutes = [(c.acknowledged_at - c.created_at).total_seconds() / 60 for c in taken]
    slow = quantiles(minutes, n=10)[-1] if len(minutes) > 1 else (minutes or [None])[0]
    middle = median(minutes) if minutes else None
    return Waiting(level, len(mine), len(taken), middle, slow)


def _by_date(
    answers: Iterable[datetime], calls: Iterable[datetime], zone: tzinfo
) -> tuple[tuple[date, int, int], ...]:
    asked = Counter(at.astimezone(zone).date() for at in answers)
    called = Counter(at.astimezone(zone).date() for at in calls)
    return tuple((day, asked[day], called[day]) for day in sorted({*asked, *called}))


def _day_name(day: int | None) -> str:
    if day is None:
        return "not known"
    if day < 0:
        return "before"
    return str(day) if day <= LAST_DAY else f"{LAST_DAY + 1} and later"


def _day_names() -> list[str]:
    numbers = [str(day) for day in range(LAST_DAY + 1)]
    return ["before", *numbers, f"{LAST_DAY + 1} and later", "not known"]


def _minutes(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
