"""Who is told next of an escalation, and when. Pure: moments come in, decisions go out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.hours.hours import Hours

# When nobody could be reached, the next people are tried this soon, whatever the plan says.
AGAIN = timedelta(seconds=30)
# Nothing was opened or done further ahead than this: then the clock was put back.
AHEAD = timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """`after` counts from the beginning of its round; `tell` names contacts."""

    after: timedelta
    tell: tuple[str, ...]


@dataclass(frozen=True)
class Ladder:
    """The steps of one level. After the last one the round begins anew, `repeat` later.

    `waits`: out of hours nobody is told, and the round goes on when the clinic opens.
    """

    steps: tuple[Step, ...]
    repeat: timedelta
    waits: bool = False


@dataclass(frozen=True)
class Climb:
    """How far one escalation has come: `steps` taken in all, the last one at `stepped_at`.

    `reached`: that one got through to somebody.
    """

    raised_at: datetime
    steps: int = 0
    stepped_at: datetime | None = None
    reached: bool = False


@dataclass(frozen=True)
class Next:
    """The step to take now or later: `number` counts on over all rounds."""

    at: datetime
    number: int
    tell: tuple[str, ...]


def next_step(
    ladder: Ladder,
    climb: Climb,
    now: datetime,
    hours: Hours | None = None,
    missed: Collection[str] = (),
) -> Next | None:
    """What comes next; at a moment that is not after `now` it is due. None: there is no step.

    `missed` are contacts whom this round tried to tell in vain: they are tried again with the next.
    """
    if not ladder.steps:
        return None
    place = climb.steps % len(ladder.steps)
    at = _planned(ladder, climb, place)
    if _in_future(climb, now):
        # The clock was put back. Telling once too often is better than once too late.
        at = now
    if ladder.waits and hours is not None:
        # A clinic that never opens would never hear of it.
        at = hours.opening(max(at, now)) or at
    again = tuple(name for name in missed if place > 0)
    tell = tuple(dict.fromkeys((*ladder.steps[place].tell, *again)))
    return Next(at, climb.steps, tell)


def round_of(ladder: Ladder, number: int) -> range:
    """The numbers of the steps taken in the same round before this one."""
    return range(number - number % len(ladder.steps), number)


def _planned(ladder: Ladder, climb: Climb, place: int) -> datetime:
    steps = ladder.steps
    if climb.stepped_at is None:
        return climb.raised_at + steps[0].after
    pause = steps[place].after - steps[place - 1].after if place else ladder.repeat
    return climb.stepped_at + (pause if climb.reached else min(pause, AGAIN))


def _in_future(climb: Climb, now: datetime) -> bool:
    last = climb.stepped_at or climb.raised_at
    return last > now + AHEAD
