"""How far each call for a person has come: whose turn it is, and who was told."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from bot.patients.book import Book
from bot.patients.escalation_tables import Escalation, EscalationNotice
from bot.patients.records import ClimbRecord, NoticeRecord

LEASE = timedelta(seconds=60)
# A lease that ends later than it ever could was written before the clock was put back.
FURTHEST = 2 * LEASE

_CALLS = Escalation.__table__
_NOTICES = EscalationNotice.__table__


class LadderBook(Book):
    """A step is written down before anybody is told and after; who dies in between is repeated."""

    def climbs(self) -> list[ClimbRecord]:
        """Every call that nobody has taken and nobody is telling of just now, oldest first."""
        columns = ("reference", "level", "steps", "stepped_at", "reached")
        chosen = select(
            *(_CALLS.c[name] for name in columns),
            func.coalesce(_CALLS.c.raised_at, _CALLS.c.created_at).label("raised_at"),
        )
        open_ones = chosen.where(_CALLS.c.acknowledged_at.is_(None), _free(self._clock()))
        with self._reading() as session:
            rows = session.execute(open_ones.order_by(_CALLS.c.created_at))
            return [ClimbRecord(**row) for row in rows.mappings()]

    def begin_step(
        self, climb: ClimbRecord, worker: str, tell: Iterable[tuple[str, str]]
    ) -> str | None:
        """The right to tell these (contact, way), for this worker alone; None: somebody has it.

        Also None when the call was taken, or raised to another level, since it was looked at.
        """
        now, lease = self._clock(), f"{worker}:{secrets.token_hex(8)}"
        mine = (
            _CALLS.c.reference == climb.reference,
            _CALLS.c.acknowledged_at.is_(None),
            _CALLS.c.steps == climb.steps,
            _CALLS.c.level == climb.level,
            _free(now),
        )
        with self._writing.begin() as session:
            claim = update(_CALLS).where(*mine).values(lease=lease, lease_until=now + LEASE)
            if session.execute(claim).rowcount != 1:
                return None
            left = (_NOTICES.c.escalation == climb.reference, _NOTICES.c.state == "sending")
            session.execute(update(_NOTICES).where(*left).values(state="unsure", ended_at=now))
            session.add_all(
                EscalationNotice(
                    escalation=climb.reference,
                    step=climb.steps,
                    contact=contact,
                    way=way,
                    state="sending",
                    began_at=now,
                )
                for contact, way in tell
            )
        return lease

    def end_step(
        self, climb: ClimbRecord, lease: str, faults: Mapping[tuple[str, str], str | None]
    ) -> None:
        """What became of it: for each (contact, way) None, or the kind of fault."""
        now = self._clock()
        reached = any(fault is None for fault in faults.values())
        with self._writing.begin() as session:
            for (contact, way), fault in faults.items():
                mine = (
                    _NOTICES.c.escalation == climb.reference,
                    _NOTICES.c.step == climb.steps,
                    _NOTICES.c.contact == contact,
                    _NOTICES.c.way == way,
                    _NOTICES.c.state == "sending",
                )
                state = "sent" if fault is None else "failed"
                ended = {"state": state, "fault": fault, "ended_at": now}
                session.execute(update(_NOTICES).where(*mine).values(**ended))
            done = {"steps": climb.steps + 1, "stepped_at": now, "reached": reached}
            held = (_CALLS.c.reference == climb.reference, _CALLS.c.lease == lease)
            done |= {"lease": None, "lease_until": None}
            session.execute(update(_CALLS).where(*held).values(**done))

    def release_climbs(self, worker: str) -> None:
        """Free what an earlier life of this worker held: it is dead, nobody need wait for it."""
        held = _CALLS.c.lease.startswith(f"{worker}:", autoescape=True)
        with self._writing.begin() as session:
            free = update(_CALLS).where(held).values(lease=None, lease_until=None)
            session.execute(free, execution_options={"synchronize_session": False})

    def missed(self, reference: str, steps: Collection[int]) -> tuple[str, ...]:
        """Contacts whom these steps tried to tell and could not, by any of their ways."""
        if not steps:
            return ()
        chosen = select(_NOTICES.c.contact, _NOTICES.c.state)
        chosen = chosen.where(_NOTICES.c.escalation == reference, _NOTICES.c.step.in_(steps))
        with self._reading() as session:
            told = session.execute(chosen.order_by(_NOTICES.c.id)).all()
        reached = {contact for contact, state in told if state == "sent"}
        return tuple(dict.fromkeys(contact for contact, _ in told if contact not in reached))

    def notices_of(self, reference: str) -> list[NoticeRecord]:
        """Who was told of it, in order."""
        names = ("step", "contact", "way", "state", "began_at", "ended_at", "fault")
        chosen = select(*(_NOTICES.c[name] for name in names))
        chosen = chosen.where(_NOTICES.c.escalation == reference).order_by(_NOTICES.c.id)
        with self._reading() as session:
            return [NoticeRecord(**row) for row in session.execute(chosen).mappings()]

    def open_calls(self) -> tuple[dict[str, int], datetime | None]:
        """How many calls of each level nobody has taken, and since when the oldest one waits."""
        open_ones = _CALLS.c.acknowledged_at.is_(None)
        by_level = select(_CALLS.c.level, func.count()).where(open_ones).group_by(_CALLS.c.level)
        oldest = select(func.min(_CALLS.c.created_at)).where(open_ones)
        with self._reading() as session:
            return dict(map(tuple, session.execute(by_level))), session.execute(oldest).scalar_one()


def _free(now: datetime):
    until = _CALLS.c.lease_until
    return or_(_CALLS.c.lease.is_(None), until < now, until > now + FURTHEST)
