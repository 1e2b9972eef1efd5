"""Reads contacts.yml: the people of the clinic, and who of them is told when, level by level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.escalations.ladder import Ladder, Step
from bot.protocol.faults import Place, Report, choice, shorten
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.files import read_file
from bot.protocol.reading.yaml_lines import Node

LEVELS = ("emergency", "same_day", "routine")
WAYS = ("email", "slack", "teams")
# What is done where the file does not say: a routine call wakes nobody at night.
_WAITS = {"emergency": False, "same_day": False, "routine": True}
_MOST_MINUTES = 7 * 24 * 60
_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
_WEB = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True)
class Contact:
    """Somebody to tell. A webhook's address lets anybody write there, so no repr shows it."""

    name: str
    ways: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class Contacts:
    """`ladders` by level; a level that is not there tells nobody."""

    people: Mapping[str, Contact] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)

    @property
    def reach_somebody(self) -> bool:
        """Whether every emergency is told to anybody."""
        return "emergency" in self.ladders


NOBODY = Contacts()


def read_contacts(path: Path, report: Report) -> Contacts | None:
    """The contacts in this file; None, with faults in the report, if they cannot be used."""
    file = read_file(path, "contacts", report)
    if file.root is None:
        return None
    top = Fields(file.root, file.root.line, report.at(file.name), ("people", "levels"))
    people = {
        name: _contact(name, node, line, report.at(file.name, name))
        for name, node, line in top.tables("people")
    }
    if "levels" in file.root.entries:
        place = report.at(file.name, "levels")
        Fields(file.root.entries["levels"], top.lines["levels"], place, LEVELS)
    ladders = {
        level: _ladder(level, node, line, report.at(file.name, level), people)
        for level, node, line in top.tables("levels")
        if level in LEVELS
    }
    return None if report.has(file.name) else Contacts(people, ladders)


def _contact(name: str, node: Node, line: int, place: Place) -> Contact:
    fields = Fields(node, line, place, (), WAYS)
    ways = [(way, address) for way in WAYS if (address := fields.text(way)) is not None]
    for way, address in ways:
        good = (_EMAIL if way == "email" else _WEB).fullmatch(address)
        if not good:
            kind = "an e-mail address" if way == "email" else "a webhook's https:// address"
            place.fault(fields.lines[way], f"this is no {way} address", f"write {kind}")
    if fields.sound and not ways:
        place.fault(line, "there is no way to reach this contact", f"add {' or '.join(WAYS)}")
    return Contact(name, tuple(ways))


def _ladder(
    level: str, node: Node, line: int, place: Place, people: Mapping[str, Contact]
) -> Ladder:
    fields = Fields(node, line, place, ("steps", "repeat"), ("out_of_hours",))
    steps = []
    for item in fields.items("steps") or ():
        step = _step(item, place, people, steps[-1].after if steps else None)
        if step is not None:
            steps.append(step)
    waits = fields.one_of("out_of_hours", ("tell", "wait"))
    repeat = _minutes(fields, "repeat", place, least=1)
    waits = _WAITS[level] if waits is None else waits == "wait"
    return Ladder(tuple(steps), repeat or timedelta(hours=1), waits)


def _step(
    item: Node, place: Place, people: Mapping[str, Contact], before: timedelta | None
) -> Step | None:
    fields = Fields(item, item.line, place, ("after", "tell"))
    after, tell = _minutes(fields, "after", place, least=0), fields.texts("tell")
    for number, name in enumerate(tell or ()):
        if name not in people:
            said = f"there is no contact '{shorten(name)}'"
            place.fault(fields.lines[f"tell/{number}"], said, choice(name, tuple(people)))
    if after is None or tell is None:
        return None
    if before is not None and after <= before:
        place.fault(
            fields.lines["after"],
            "this step comes no later than the one before it",
            "write the steps in order, with rising minutes",
        )
    return Step(after, tell)


def _minutes(fields: Fields, key: str, place: Place, least: int) -> timedelta | None:
    text = fields.text(key)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and least <= int(text) <= _MOST_MINUTES):
        place.fault(
            fields.lines[key],
            f"'{shorten(text)}' is no number of minutes",
            f"write a whole number from {least} to {_MOST_MINUTES}",
        )
        return None
    return timedelta(minutes=int(text))
