"""The order of the inbox, for any mixture of calls and conversations."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox.modes import InboxLine, Standing
from bot.patients.records import EscalationRecord
from bot.staff.inbox import MOST_OTHERS, arranged

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def call(reference: str, level: str, talk: str, minutes: int) -> EscalationRecord:
    at = NOON + timedelta(minutes=minutes)
    return EscalationRecord(reference, level, "words", None, talk, None, (), "", at)


def line(talk: str, mode: str, minutes: int, unanswered: bool = False) -> InboxLine:
    at = NOON + timedelta(minutes=minutes)
    by = "Dana" if mode == "human" else None
    standing = Standing(talk, "web", None, "en", mode, at, by, 1, 3, 3, at, True, unanswered)
    return InboxLine(standing, "words", at)


TALKS = [f"talk-{number}" for number in range(8)]
LEVELS = ("emergency", "same_day", "routine")
calls = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.sampled_from([*TALKS, "", "gone"]), st.integers(0, 99)),
    max_size=30,
)
lines = st.dictionaries(
    st.sampled_from(TALKS),
    st.tuples(
        st.sampled_from(["bot", "waiting", "human", "closed"]), st.integers(0, 99), st.booleans()
    ),
)


@given(calls, lines)
def test_every_call_is_there_once_and_urgency_comes_first(told, talks):
    """Nothing is lost or doubled; no row stands above a more urgent or an older equal one."""
    given_calls = [call(f"E-{n}", *one) for n, one in enumerate(told)]
    given_lines = [line(talk, *one) for talk, one in talks.items()]
    inbox = arranged(given_calls, given_lines, {})
    rows = [*inbox.waiting, *inbox.with_staff, *inbox.others]
    shown = [one.reference for row in rows for one in row.calls]
    assert sorted(shown) == sorted(one.reference for one in given_calls)
    assert len({row.key for row in rows}) == len(rows)
    assert {row.conversation for row in rows} - {None} == set(talks)
    assert all(row.waits for row in inbox.waiting)
    assert not any(row.calls for row in (*inbox.with_staff, *inbox.others))
    ranks = [({"emergency": 0, "same_day": 1, None: 2, "routine": 3}[r.urgency], r.since)
             for r in inbox.waiting]  # fmt: skip
    assert ranks == sorted(ranks)


def test_a_storm_keeps_the_real_one_on_top():
    """A thousand routine calls of one chat are one row, below the emergency that came last."""
    storm = [call(f"E-{n}", "routine", "talk-0", n) for n in range(1000)]
    last = call("E-danger", "emergency", "talk-1", 2000)
    given_lines = [line("talk-0", "bot", 0), line("talk-1", "bot", 0)]
    inbox = arranged([*storm, last], given_lines, {})
    assert [len(row.calls) for row in inbox.waiting] == [1, 1000]
    assert inbox.waiting[0].calls[0].reference == "E-danger"


def test_quiet_conversations_are_few_and_newest_first():
    """What the assistant handles alone does not push anything off the page."""
    inbox = arranged([], [line(f"talk-{n}", "bot", n) for n in range(90)], {})
    assert inbox.waiting == ()
    assert len(inbox.others) == MOST_OTHERS
    assert inbox.others[0].key == "talk-89"
