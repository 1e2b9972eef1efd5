"""Templates that the provider has approved, as it keeps them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.simulator.people import Unknown

_OURS = Path(__file__).with_name("templates.json")
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass
class Template:
    """`sid` is Twilio's name for it. A template that is paused can not be sent."""

    name: str
    language: str
    body: str
    sid: str = ""
    buttons: list[str] = field(default_factory=list)
    paused: bool = False

    @property
    def variables(self) -> list[str]:
        """The names of its variables, each once, in order."""
        return list(dict.fromkeys(_VARIABLE.findall(self.body)))

    def filled(self, values: dict[str, str]) -> str:
        """The body as the person reads it. A KeyError names the variable without a value."""
        return _VARIABLE.sub(lambda found: values[found[1]], self.body)


class Templates:
    """By name and language, and by Twilio's sid."""

    def __init__(self) -> None:
        self.all = [Template(**one) for one in json.loads(_OURS.read_text(encoding="utf-8"))]

    def put(self, wanted: dict) -> Template:
        """Add one, or replace the one of that name and language."""
        try:
            template = Template(**wanted)
        except TypeError as error:
            raise Unknown(f"That is no template: {error}.") from None
        self.all = [
            one
            for one in self.all
            if (one.name, one.language) != (template.name, template.language)
        ]
        self.all.append(template)
        return template

    def get(self, name: str, language: str) -> Template | None:
        return next((t for t in self.all if (t.name, t.language) == (name, language)), None)

    def by_sid(self, sid: str) -> Template | None:
        return next((t for t in self.all if t.sid == sid), None)

    def to_list(self) -> list[dict]:
        """For the control API."""
        return [asdict(one) for one in self.all]
