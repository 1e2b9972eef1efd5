"""Who is told next and when: over all rounds, through closed hours, whatever the clock does."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalations.ladder import AGAIN, AHEAD, Climb, Ladder, Next, Step, next_step, round_of
from bot.hours.hours import Hours

# A Friday, 10:30 in New York.
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)
STEPS = (Step(0 * MINUTE, ("desk",)), Step(5 * MINUTE, ("nurse",)), Step(15 * MINUTE, ("dr",)))
LADDER = Ladder(STEPS, 10 * MINUTE)
HOURS = Hours(ZoneInfo("America/New_York"), (((540, 1020),),) * 5 + ((), ()))


def climb(steps: int = 0, ago: timedelta | None = None, reached: bool = True) -> Climb:
    """Raised an hour ago; the last step was taken so long ago."""
    return Climb(NOW - 60 * MINUTE, steps, NOW - ago if ago is not None else None, reached)


@pytest.mark.parametrize(
    ("steps", "place", "after"),
    [(1, 1, 5), (2, 2, 10), (3, 0, 10), (4, 1, 5), (300, 0, 10), (301, 1, 5)],
)
def test_the_steps_come_in_order_and_then_anew(steps, place, after):
    """Each after its time, the next round after the pause, for ever."""
    found = next_step(LADDER, climb(steps, 1 * MINUTE), NOW)
    assert found == Next(NOW + (after - 1) * MINUTE, steps, STEPS[place].tell)


def test_the_first_step_counts_from_when_it_was_raised():
    """Nothing was done yet: at once, or when the plan says so."""
    assert next_step(LADDER, climb(), NOW).at == NOW - 60 * MINUTE
    late = Ladder((Step(90 * MINUTE, ("desk",)),), MINUTE)
    assert next_step(late, climb(), NOW).at == NOW + 30 * MINUTE


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_when_nobody_was_reached_the_next_are_tried_at_once(steps):
    """Not after the time that a person was given to react."""
    found = next_step(LADDER, climb(steps, timedelta(0), reached=False), NOW)
    assert found.at == NOW + AGAIN


def test_who_could_not_be_reached_is_tried_again_with_the_next_step():
    """Within the round; a new round tells everybody anew."""
    assert next_step(LADDER, climb(1), NOW, missed=("desk",)).tell == ("nurse", "desk")
    assert next_step(LADDER, climb(3), NOW, missed=("dr",)).tell == ("desk",)
    assert list(round_of(LADDER, 5)) == [3, 4] and list(round_of(LADDER, 3)) == []


def test_a_level_that_waits_rings_when_the_clinic_opens():
    """Raised on Friday evening: on Monday at nine; without hours, at once."""
    waits = Ladder(STEPS, 10 * MINUTE, waits=True)
    evening = NOW.replace(hour=23)
    raised = Climb(evening)
    assert next_step(waits, raised, evening, HOURS).at == datetime(
        2026, 11, 23, 14, 0, tzinfo=timezone.utc
    )
    assert next_step(waits, raised, evening).at == evening
    assert next_step(LADDER, raised, evening, HOURS).at == evening
    never = Hours(HOURS.zone, ((),) * 7)
    assert next_step(waits, raised, evening, never).at == evening


def test_a_clock_that_was_put_back_delays_nothing():
    """A step in the future means: due now."""
    for ahead in (Climb(NOW + timedelta(days=2)), Climb(NOW, 2, NOW + timedelta(hours=1), True)):
        assert next_step(LADDER, ahead, NOW).at == NOW
    just = Climb(NOW, 1, NOW + AHEAD, True)
    assert next_step(LADDER, just, NOW).at == NOW + AHEAD + 5 * MINUTE


def test_without_a_step_nobody_is_told():
    """A level that the clinic left out."""
    assert next_step(Ladder((), MINUTE), climb(), NOW) is None


GAPS = st.integers(1, 120).map(lambda minutes: minutes * MINUTE)
LADDERS = st.builds(
    lambda gaps, repeat: Ladder(
        tuple(Step(sum(gaps[:n], 0 * MINUTE), (f"c{n}",)) for n in range(len(gaps))), repeat
    ),
    st.lists(GAPS, min_size=1, max_size=5),
    GAPS,
)


@given(
    LADDERS,
    st.lists(st.tuples(st.integers(-10_000, 10_000), st.booleans()), min_size=1, max_size=40),
)
def test_nobody_is_forgotten_whatever_the_clock_does(ladder, jumps):
    """Jumping back and forth, the next step is never further away than the longest pause."""
    longest = max(ladder.repeat, *(step.after for step in ladder.steps))
    now, so_far = NOW, Climb(NOW)
    for minutes, reached in jumps:
        found = next_step(ladder, so_far, now)
        assert found.at <= now + AHEAD + longest
        assert found.tell == ladder.steps[so_far.steps % len(ladder.steps)].tell
        if found.at <= now:
            so_far = Climb(so_far.raised_at, so_far.steps + 1, now, reached)
        now += minutes * MINUTE
