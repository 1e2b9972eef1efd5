"""The audit's chain: how a row is sealed, and what a break in the chain says. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Whatever the first row follows.
GENESIS = ""
FIELDS = ("seq", "at", "actor", "action", "patient", "object", "detail", "previous")
MOST_FAULTS = 100


@dataclass(frozen=True)
class Fault:
    """One row that is not as it was written. `seq` is None when no single row can be named."""

    seq: int | None
    wrong: str

    def __str__(self) -> str:
        return self.wrong if self.seq is None else f"row {self.seq}: {self.wrong}"


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and what was found; the first fault is the earliest."""

    rows: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Mark:
    """A number and its seal that somebody wrote down elsewhere; `place` says where."""

    place: str
    seq: int
    seal: str


def seal(key: bytes, row: Mapping[str, object]) -> str:
    """The row's keyed hash. It covers the seal before it, so the rows hold each other."""
    told = json.dumps([row[field] for field in FIELDS], ensure_ascii=False, default=str)
    return hmac.new(key, told.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def head_seal(key: bytes, seq: int, newest: str) -> str:
    """Seals the newest row's number, so that nobody can name an earlier one the newest."""
    told = f"head of the audit {seq} {newest}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def check(key: bytes, rows: Iterable[Mapping[str, object]], marks: Iterable[Mark] = ()) -> Verdict:
    """Look at every row, in the order of their numbers, and at what was marked elsewhere."""
    wanted = list(marks)
    chain = _Chain(key)
    faults: list[Fault] = []
    for row in rows:
        faults += chain.follow(row)
        faults += [
            Fault(mark.seq, f"is another row than the one that {mark.place} names")
            for mark in wanted
            if mark.seq == row["seq"] and mark.seal != row["seal"]
        ]
        if len(faults) >= MOST_FAULTS:
            break
    else:
        faults += _cut_off(chain.seq, wanted)
    return Verdict(chain.looked_at, tuple(faults))


def _cut_off(last: int, marks: Iterable[Mark]) -> Iterator[Fault]:
    furthest = max(marks, key=lambda mark: mark.seq, default=None)
    if furthest and furthest.seq > last:
        missing = "is missing" if furthest.seq == last + 1 else f"to row {furthest.seq} are missing"
        yield Fault(last + 1, f"{missing}: the audit was cut off here; {furthest.place} knows more")


class _Chain:
    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seal = GENESIS
        self.seq = 0
        self.looked_at = 0

    def follow(self, row: Mapping[str, object]) -> Iterator[Fault]:
        """What is wrong with this row as the next one."""
        self.looked_at += 1
        seq, expected = row["seq"], self.seq + 1
        if not isinstance(seq, int) or seq < expected:
            yield Fault(expected, f"carries the number {str(seq)[:20]!r}")
            return
        gap = seq > expected
        if gap:
            missing = "is missing" if seq == expected + 1 else f"to row {seq - 1} are missing"
            yield Fault(expected, missing)
        if seal(self._key, row) != row["seal"]:
            yield Fault(seq, self._changed(row))
        elif row["previous"] != self._seal and not gap:
            yield Fault(seq, "does not follow the row before it, which was replaced or resealed")
        self.seq, self._seal = seq, str(row["seal"])

    def _changed(self, row: Mapping[str, object]) -> str:
        home = next((n for n in self._near(row["seq"]) if self._belongs_at(n, row)), None)
        if home is not None:
            return f"holds what was written as row {home}: the order was changed"
        return "was changed, or was put in by somebody who does not have the key"

    def _belongs_at(self, seq: int, row: Mapping[str, object]) -> bool:
        return seal(self._key, {**row, "seq": seq}) == row["seal"]

    def _near(self, seq: object) -> Iterator[int]:
        # Rows that changed places are looked for nearby; a stranger's seal fits nowhere.
        assert isinstance(seq, int)
        for away in range(1, 500):
            yield seq + away
            if seq - away > 0:
                yield seq - away
