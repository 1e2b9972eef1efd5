"""The audit: who did what to whose record and when, one sealed row after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.patients.audit_chain import GENESIS, Fault, Mark, Verdict, check, head_seal, seal
from bot.patients.audit_mark import read_mark, write_mark
from bot.patients.book import utc_now
from bot.patients.database import WRITING, engine_for
from bot.patients.staff_records import Staff
from bot.patients.staff_tables import AuditHeadRow, AuditRow

_AUDIT = AuditRow.__table__
_HEAD = AuditHeadRow.__table__
_AT_ONCE = 1000


@dataclass(frozen=True)
class AuditEntry:
    """One row for people to read. It names references only; what was written stands elsewhere."""

    seq: int
    at: str
    actor: str
    action: str
    patient: str | None
    object: str | None
    detail: Mapping[str, object]


class Audit:
    """`key` must come from outside the database: whoever owns that cannot seal a row then.

    `mark` is a file, also outside the database, that remembers the newest row.
    """

    def __init__(
        self,
        engine: Engine,
        key: bytes,
        mark: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._writing_engine = engine.execution_options(**{WRITING: True})
        self._key = key
        self._mark = mark
        self._clock = clock

    def note(
        self,
        actor: Staff | str,
        action: str,
        patient: str | None = None,
        object: str | None = None,
        **detail: object,
    ) -> int:
        """Add a row and return its number; once this returns, it is on the disk.

        Only references belong in here, never names, numbers or words. Noted before the deed:
        what cannot be noted must not be done.
        """
        row = {
            "at": self._clock().astimezone(timezone.utc).isoformat(timespec="microseconds"),
            "actor": actor.id if isinstance(actor, Staff) else actor,
            "action": action,
            "patient": patient,
            "object": object,
            "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
        }
        with self._writing_engine.begin() as connection:
            # The one row that every writer locks: it puts them in one order.
            head = connection.execute(select(_HEAD).with_for_update()).one()
            row["seq"] = head.seq + 1
            row["previous"] = head.seal if head.seq else GENESIS
            row["seal"] = seal(self._key, row)
            connection.execute(insert(_AUDIT), row)
            sealed = head_seal(self._key, row["seq"], row["seal"])
            newest = {"seq": row["seq"], "seal": row["seal"], "sealed": sealed}
            connection.execute(update(_HEAD).values(**newest))
        if self._mark is not None:
            write_mark(self._mark, row["seq"], row["seal"])
        return row["seq"]

    def verify(self) -> Verdict:
        """Look at the whole chain. The first fault names the earliest row that is wrong."""
        # Read first: a row that is written meanwhile is then no row too few.
        marked = None if self._mark is None else read_mark(self._mark)
        marks = [] if marked is None else [Mark("the file beside the database", *marked)]
        with self._engine.connect() as connection:
            head = connection.execute(select(_HEAD)).one_or_none()
            is_ours = head is not None and head.sealed == head_seal(self._key, head.seq, head.seal)
            if is_ours:
                marks.append(Mark("the sealed head", head.seq, head.seal))
            verdict = check(self._key, _rows(connection), marks)
        is_new = head is not None and head.seq == 0 and verdict.rows == 0
        if is_ours or is_new:
            return verdict
        wrong = Fault(None, "the head of the audit was changed or removed")
        return Verdict(verdict.rows, (*verdict.faults, wrong))

    def entries(
        self,
        patient: str | None = None,
        actor: str | None = None,
        before: int | None = None,
        most: int = 100,
    ) -> list[AuditEntry]:
        """The newest first."""
        chosen = select(_AUDIT).order_by(_AUDIT.c.seq.desc()).limit(most)
        if patient is not None:
            chosen = chosen.where(_AUDIT.c.patient == patient)
        if actor is not None:
            chosen = chosen.where(_AUDIT.c.actor == actor)
        if before is not None:
            chosen = chosen.where(_AUDIT.c.seq < before)
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(chosen)]

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def open_audit(
    url: str, key: bytes, mark: Path | None = None, clock: Callable[[], datetime] = utc_now
) -> Audit:
    """The audit in this database, already migrated."""
    return Audit(engine_for(url), key, mark, clock)


def _rows(connection: Connection) -> Iterator[Mapping[str, object]]:
    last = None
    while True:
        chosen = select(_AUDIT).order_by(_AUDIT.c.seq).limit(_AT_ONCE)
        if last is not None:
            chosen = chosen.where(_AUDIT.c.seq > last)
        part = connection.execute(chosen).mappings().all()
        if not part:
            return
        yield from part
        last = part[-1]["seq"]


def _entry(row) -> AuditEntry:
    try:
        detail = json.loads(row.detail)
    except ValueError:
        # Somebody changed it; the verifier says so, and a list must still be shown.
        detail = {"unreadable": True}
    return AuditEntry(row.seq, row.at, row.actor, row.action, row.patient, row.object, detail)
