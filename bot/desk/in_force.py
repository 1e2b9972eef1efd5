"""The clinic's changes as the register keeps them, read as versions of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.patients.change_records import ChangeRecord
from bot.protocol.changes import Change, Rollback, Version, change_from


def change_of(record: ChangeRecord) -> Change | Rollback:
    """What a change says; the lint reports it under its number."""
    return change_from(record.kind, record.content, f"rule change {record.id}")


class History:
    """What went live, in turn; read anew only when the register hands out something else."""

    def __init__(self, live_changes: Callable[[], Sequence[ChangeRecord]]) -> None:
        self._live_changes = live_changes
        self._read: tuple[Sequence[ChangeRecord], tuple[Version, ...]] = ((), ())

    def __call__(self) -> tuple[Version, ...]:
        """The versions so far."""
        records, versions = self._read
        found = self._live_changes()
        if found is not records:
            versions = tuple(Version(r.version or 0, change_of(r), r.replaces) for r in found)
            self._read = found, versions
        return versions
