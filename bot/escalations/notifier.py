"""Tells the staff of every call, step by step up its ladder, until somebody acts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.escalations.contacts_file import LEVELS, Contacts
from bot.escalations.ladder import Climb, Next, next_step, round_of
from bot.escalations.notice import Notice
from bot.escalations.sending import Sender, Unreached
from bot.hours.hours import Hours
from bot.journal import traced
from bot.patients.records import ClimbRecord
from bot.patients.register import Register

POLL_SECONDS = 1.0
FAULT_SECONDS = 2.0
# After so many the list is looked at anew, so that an emergency passes a hundred routine calls.
AT_ONCE = 8
# Longer than any sender tries, and well within the lease.
SEND_SECONDS = 25.0
SAY_AGAIN = timedelta(minutes=5)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Plan:
    """What the clinic has written down: whom to tell, when it is open, where its desk is."""

    contacts: Callable[[], Contacts]
    hours: Callable[[], Hours | None]
    desk: str = ""


class Notifier:
    """`name` is this worker's; whoever bore it before is dead. `clock` gives the moment in UTC."""

    def __init__(
        self,
        name: str,
        register: Register,
        plan: Plan,
        senders: Mapping[str, Sender],
        clock: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._register = register
        self._plan = plan
        self._senders = senders
        self._clock = clock
        self._silent_said: datetime | None = None

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        released = False
        while True:
            pause = POLL_SECONDS
            try:
                if not released:
                    await asyncio.to_thread(self._register.release_climbs, self._name)
                    released = True
                if await self.round() == AT_ONCE:
                    pause = 0.0
            except Exception as fault:
                log.error("escalations could not be looked at", error=traced(fault))
                pause = FAULT_SECONDS
            await asyncio.sleep(pause)

    async def round(self) -> int:
        """Take every step that is due, the most urgent first. Returns how many were."""
        contacts, hours = self._plan.contacts(), self._plan.hours()
        climbs = await asyncio.to_thread(self._register.climbs)
        now = self._clock()
        due = []
        for climb in sorted(climbs, key=lambda climb: LEVELS.index(climb.level)):
            ladder = contacts.ladders.get(climb.level)
            step = next_step(ladder, _climb(climb), now, hours) if ladder else None
            if step is not None and step.at <= now:
                due.append(climb)
        if climbs and not contacts.reach_somebody:
            self._say_nobody(len(climbs), now)
        taken = due[:AT_ONCE]
        await asyncio.gather(*(self._safely(climb, contacts) for climb in taken))
        return len(taken)

    async def _safely(self, climb: ClimbRecord, contacts: Contacts) -> None:
        try:
            await self._take(climb, contacts)
        except Exception as fault:
            # The lease runs out by itself, and the step is taken again.
            log.error("a step was left", escalation=climb.reference, error=traced(fault))

    async def _take(self, climb: ClimbRecord, contacts: Contacts) -> None:
        ladder = contacts.ladders[climb.level]
        before = round_of(ladder, climb.steps)
        missed = await asyncio.to_thread(self._register.missed, climb.reference, before)
        step = next_step(ladder, _climb(climb), self._clock(), None, missed)
        assert step is not None
        tell = _addresses(step, contacts)
        begun = await asyncio.to_thread(
            self._register.begin_step, climb, self._name, [one[:2] for one in tell]
        )
        if begun is None:
            return
        notice = Notice(climb.reference, climb.level, climb.steps, self._plan.desk)
        faults = await asyncio.gather(*(self._send(*one, notice) for one in tell))
        outcome = {one[:2]: fault for one, fault in zip(tell, faults)}
        await asyncio.to_thread(self._register.end_step, climb, begun, outcome)

    async def _send(self, contact: str, way: str, address: str, notice: Notice) -> str | None:
        """None, or the kind of fault."""
        about = {"escalation": notice.reference, "contact": contact, "way": way}
        try:
            sending = self._senders[way].send(address, notice)
            await asyncio.wait_for(sending, SEND_SECONDS)
        except (Unreached, asyncio.TimeoutError) as fault:
            kind = str(fault) or "too slow"
        except Exception as fault:
            kind = type(fault).__name__
            log.error("a sender is broken", **about, error=traced(fault))
        else:
            log.info("staff were told", **about, urgency=notice.level, step=notice.number)
            return None
        log.error("staff could not be told", **about, reason=kind)
        return kind

    def _say_nobody(self, waiting: int, now: datetime) -> None:
        said = self._silent_said
        if said is None or now - said >= SAY_AGAIN or said > now:
            self._silent_said = now
            log.error(
                "nobody is notified of escalations: there is no contacts.yml", waiting=waiting
            )


def _climb(record: ClimbRecord) -> Climb:
    return Climb(record.raised_at, record.steps, record.stepped_at, record.reached)


def _addresses(step: Next, contacts: Contacts) -> list[tuple[str, str, str]]:
    """(contact, way, address) of everybody whom the step tells, by each of their ways."""
    people = [contacts.people[name] for name in step.tell if name in contacts.people]
    return [(person.name, way, address) for person in people for way, address in person.ways]
