"""Somebody made up to see what they would be answered: nothing is noted, nobody is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.language import ENGLISH, SPANISH
from bot.protocol.days import parse_window
from bot.protocol.model import Override, Window
from bot.protocol.vocabulary import AREAS

# The reference in answers that would have called the staff.
NO_CALL = "E-NONE"
_SIGNED = "somebody"


@dataclass(frozen=True)
class Pretended:
    """Without `treated_on` a visitor of whom no date is known; `language` overrules the words."""

    treated_on: date | None
    areas: frozenset[str] = frozenset(AREAS[:1])
    overrides: tuple[Override, ...] = ()
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "treated_on": self.treated_on.isoformat() if self.treated_on else None,
            "areas": sorted(self.areas),
            "overrides": [
                [o.topic, o.window.first, o.window.last, o.verdict, o.signed_by, o.reason]
                for o in self.overrides
            ],
            "language": self.language,
        }

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Pretended:
        """Read what `as_json` wrote."""
        return cls(
            date.fromisoformat(given["treated_on"]) if given.get("treated_on") else None,
            frozenset(given.get("areas") or AREAS[:1]),
            tuple(
                Override(topic, Window(first, last), verdict, signed_by, reason)
                for topic, first, last, verdict, signed_by, reason in given.get("overrides") or ()
            ),
            given.get("language"),
        )

    def changed(self, words: Sequence[str]) -> Pretended:
        """With what the words say: an area, a language, `topic=verdict` or `topic=verdict:days`.

        Areas that are named replace those before; `plain` takes overrides and language back.
        ValueError for any other word.
        """
        areas, made = set(), self
        for word in words:
            topic, is_override, rest = word.partition("=")
            if word in AREAS:
                areas.add(word)
            elif word in (ENGLISH, SPANISH):
                made = replace(made, language=word)
            elif word == "plain":
                made = replace(made, overrides=(), language=None)
            elif is_override:
                verdict, _, days = rest.partition(":")
                window = parse_window(days or "any")
                one = Override(topic, window, verdict, _SIGNED)
                made = replace(made, overrides=(*made.overrides, one))
            else:
                raise ValueError(f"{word!r} is no area, language or override")
        return replace(made, areas=frozenset(areas)) if areas else made
