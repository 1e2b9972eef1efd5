"""The clinic's figures, and the spreadsheet they go to."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox.exchange_book import Exchange
from bot.numbers.counting import ALONE, ASKED, CALLED, CLINIC, OTHER, counted
from bot.numbers.spreadsheet import as_csv, harmless
from bot.patients.records import EscalationRecord

NOON = datetime(2026, 11, 20, 17, tzinfo=timezone.utc)
ZONE = ZoneInfo("America/New_York")


def answer(kind="answer", verdict="allowed", topic="makeup", day=2, thumb=None, called=False,
           at=NOON) -> Exchange:  # fmt: skip
    """One answer."""
    aftercare = {
        "kind": kind, "day": day, "answers": [{"topic": topic, "verdict": verdict}],
        "escalation": {"level": "routine", "reference": "E-1"} if called else None,
    }  # fmt: skip
    return Exchange("c", "P-1", "web", "words", aftercare, at, thumb)


def call(level: str, minutes: float | None) -> EscalationRecord:
    """A call that was taken after so many minutes."""
    taken = None if minutes is None else NOON + timedelta(minutes=minutes)
    return EscalationRecord("E-1", level, "words", None, "c", 1, (), "", NOON, taken)


def test_every_message_has_one_outcome():
    """What was passed on counts as that, whatever else was said."""
    numbers = counted(
        [answer(), answer(verdict="ask_clinic"), answer(kind="clarify"),
         answer(kind="red_flag", verdict="urgent", called=True),
         answer(kind="smalltalk", verdict="smalltalk", topic="smalltalk")],
        [], ZONE,
    )  # fmt: skip
    assert dict(numbers.outcomes) == {ALONE: 1, CLINIC: 1, ASKED: 1, CALLED: 1, OTHER: 1}
    assert "smalltalk" not in dict(numbers.topics)


def test_topics_days_and_thumbs():
    """The busiest topic first; days in their order, from before to not known."""
    numbers = counted(
        [answer(topic="sauna", day=None), answer(day=20, thumb="up"), answer(day=-3, thumb="down"),
         answer(day=0, thumb="up")],
        [], ZONE,
    )  # fmt: skip
    assert numbers.topics == (("makeup", 3), ("sauna", 1))
    assert [name for name, _ in numbers.days] == ["before", "0", "15 and later", "not known"]
    assert dict(numbers.thumbs) == {"up": 2, "down": 1}


def test_how_long_calls_waited():
    """Median and slowest tenth of those that were taken; the others only count."""
    calls = [call("emergency", m) for m in range(1, 10)] + [call("emergency", None)]
    one = counted([], calls, ZONE).waiting[0]
    assert (one.level, one.calls, one.taken, one.median) == ("emergency", 10, 9, 5)
    assert one.slowest_tenth == pytest.approx(9)
    assert counted([], [], ZONE).waiting[0].median is None


def test_dates_are_the_clinics():
    """Two in the morning in London is the evening before in New York."""
    late = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
    assert counted([answer(at=late)], [], ZONE).dates[0][0].isoformat() == "2026-11-20"


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(cell):
    """Whatever a topic was called, and the words stay readable."""
    made = harmless(cell)
    assert not made.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in made


def test_the_spreadsheet_reads_back():
    """Commas, quotation marks and formulas stay in their cells."""
    text = as_csv(("a", "b"), [("=1+1", 'x,"y"')])
    assert list(csv.reader(io.StringIO(text.lstrip("\ufeff")))) == [["a", "b"], ["'=1+1", 'x,"y"']]


def test_nobody_is_in_the_export():
    """Neither words nor references."""
    cells = counted([answer(thumb="up")], [call("routine", 3)], ZONE).cells()
    assert not any(part in str(cells) for part in ("words", "P-1", "E-1"))
