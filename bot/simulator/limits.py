"""Who may be written to now: the 24-hour window, the pair rate, the rate of all together."""

from __future__ import annotations

from datetime import timedelta

from bot.simulator.people import Person
from bot.simulator.world import World

BURST = 45


def window_is_open(world: World, person: Person) -> bool:
    """Whether the person wrote within the last 24 hours."""
    if person.wrote_at is None:
        return False
    return world.now() - person.wrote_at < timedelta(hours=world.habits.window_hours)


def pair_rate_hit(world: World, person: Person) -> bool:
    """Whether one more message to this person is one too many now. If not, it is counted.

    A burst is paid for afterwards: n messages cost n times the pause, whenever they went out.
    """
    pause, now = world.habits.pair_seconds, world.now()
    if not pause:
        return False
    allowed = BURST if world.habits.burst else 1
    # Each message holds its place for as long as all before it and itself would have taken.
    free_at = None
    held = 0
    for at in person.sends:
        start = max(at, free_at) if free_at else at
        free_at = start + timedelta(seconds=pause)
        held += free_at > now
    if held >= allowed:
        return True
    person.sends = [*person.sends[-2 * BURST :], now]
    return False


def throughput_hit(world: World) -> bool:
    """Whether all together send too fast. If not, this one is counted."""
    now = world.now()
    world.recent_sends = [at for at in world.recent_sends if now - at < timedelta(seconds=1)]
    if world.habits.per_second and len(world.recent_sends) >= world.habits.per_second:
        return True
    world.recent_sends.append(now)
    return False
