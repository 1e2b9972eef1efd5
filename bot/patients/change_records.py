"""The plain data of the clinic's changes to its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.patients.errors import RegisterError


class ChangeRefused(RegisterError):
    """This cannot be done with the change as it stands; the message says why."""


class StaleRules(RegisterError):
    """Another change went live since this one was checked."""


@dataclass(frozen=True)
class Person:
    """Who drafts or approves: the account's id, and the name that is shown."""

    id: str
    name: str


@dataclass(frozen=True)
class ChangeRecord:
    """One change. What `content` and `result` mean is not known here.

    `version` is set once it is live; `replaces` are evaluation messages whose expected answer the
    approver says it replaces; `done` of `of` messages were checked so far.
    """

    id: int
    kind: str
    content: dict[str, Any] = field(repr=False)
    reason: str = field(repr=False)
    author: Person
    drafted_at: datetime
    state: str
    approver: Person | None = None
    decided_at: datetime | None = None
    version: int | None = None
    replaces: tuple[str, ...] = ()
    result: dict[str, Any] | None = field(default=None, repr=False)
    done: int = 0
    of: int = 0
    checked_until: datetime | None = None
