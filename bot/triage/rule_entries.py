"""A rule of the lexicon: read from its entry, checked, with what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = ("emergency", "same_day")
MESSAGE = -1  # `within: message`: anywhere in it

_RULE_KEYS = frozenset(
    "level all within order days unless near also unknown even_ended even_first".split()
)
_DEFAULT_WITHIN = 6
_DEFAULT_NEAR = 3


@dataclass(frozen=True)
class Rule:
    """`all`: one set of alternatives per part. `within` words end to end, or MESSAGE."""

    name: str
    flag: str
    level: str
    all: tuple[frozenset[str], ...]
    within: int
    listed: bool
    first_day: int | None
    last_day: int | None
    unknown_day: bool
    unless: frozenset[str]
    near: int
    also: tuple[frozenset[str], ...]
    even_ended: bool
    even_first: bool

    def concerns(self, mentioned: set[str]) -> bool:
        """Whether each part has a concept among these; without that the rule cannot match."""
        return not any(map(mentioned.isdisjoint, (*self.all, *self.also)))

    def on(self, day: int | None) -> bool:
        """An unknown day counts as every day, unless the rule says `unknown: false`."""
        if day is None:
            return self.unknown_day
        return (
            (self.first_day is None or day >= self.first_day)
            and (self.last_day is None or day <= self.last_day)
        )


def read_rule(name: str, flag: str, entry: Any, known: set[str], faults: list[str]) -> Rule:
    """The rule an entry describes; what is wrong with it is added to `faults`."""
    where = f"signs.yml: {name}"
    if not isinstance(entry, Mapping) or not isinstance(entry.get("all"), list):
        faults.append(f"{where}: a rule needs `all: [concept, ...]`")
        entry = {"all": []}
    for key in sorted(set(entry) - _RULE_KEYS):
        faults.append(f"{where}: unknown key {key!r}{_meant(key, _RULE_KEYS)}")
    level = entry.get("level", "same_day")
    if level not in LEVELS:
        faults.append(f"{where}: unknown level {level!r}{_meant(str(level), LEVELS)}")
    within = entry.get("within", _DEFAULT_WITHIN)
    if within == "message":
        within = MESSAGE
    if not isinstance(within, int):
        faults.append(f"{where}: within must be a number of words or `message`")
        within = _DEFAULT_WITHIN
    first, last = _days(entry.get("days"), where, faults)
    unless = _part("|".join(entry.get("unless", [])), known, where, faults)
    return Rule(
        name, flag, level,
        tuple(_part(part, known, where, faults) for part in entry["all"]),
        within, entry.get("order") == "listed", first, last,
        bool(entry.get("unknown", True)),
        unless, entry.get("near", _DEFAULT_NEAR),
        tuple(_part(part, known, where, faults) for part in entry.get("also", [])),
        bool(entry.get("even_ended", False)),
        bool(entry.get("even_first", False)),
    )


def _part(written: str, known: set[str], where: str, faults: list[str]) -> frozenset[str]:
    names = frozenset(filter(None, written.split("|")))
    for name in sorted(names - known):
        faults.append(f"{where}: unknown concept {name!r}{_meant(name, known)}")
    return names


def _days(written: Any, where: str, faults: list[str]) -> tuple[int | None, int | None]:
    """"3+" is from day 3 on, "0-2" these days; nothing is every day."""
    if written is None:
        return None, None
    first, plus, rest = str(written).partition("+")
    if plus and first.isdigit() and not rest:
        return int(first), None
    first, dash, last = str(written).partition("-")
    if dash and first.isdigit() and last.isdigit():
        return int(first), int(last)
    faults.append(f'{where}: days must look like "3+" or "0-2", found {written!r}')
    return None, None


def _meant(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f". Did you mean {close[0]!r}?" if close else ""
