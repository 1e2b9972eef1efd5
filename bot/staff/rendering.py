"""Filling in the desk's pages. Everything that is put in is escaped, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.staff.page import Page

if TYPE_CHECKING:
    from bot.staff.visit import Visit

TEMPLATES = Path(__file__).parent / "templates"
ROLE_NAMES = {"front_desk": "Front desk", "clinician": "Clinician", "admin": "Admin"}


class Rendering:
    """`pages` give the menu; times are shown in the clinic's `timezone`."""

    def __init__(self, pages: Sequence[Page], timezone: str) -> None:
        self._pages = [page for page in pages if page.menu]
        self._zone = ZoneInfo(timezone)
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            clock=self._clock,
            moment=self._moment,
            day=_day,
            iso=lambda at: at.isoformat(),
            words=lambda name: str(name).replace("_", " "),
            role=lambda role: ROLE_NAMES.get(role, role),
        )

    def fill(self, template: str, visit: Visit, **values: object) -> str:
        """The page as HTML."""
        from bot.staff.visit import BASE

        session = visit.session
        is_in = session is not None and session.stage == "in"
        csrf = visit.cookies.csrf(visit.token)
        shared = {
            "at": lambda path: BASE + path,
            "csrf": lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(csrf),
            "csrf_token": csrf,
            "staff": visit.staff if is_in else None,
            "menu": self._menu(session.account.role) if is_in else [],
            "here": visit.request.url.path.removeprefix(BASE),
            "said": visit.cookies.said,
            "now": visit.now,
            "today": visit.today,
            "idle_minutes": visit.parts.settings.staff_idle_minutes,
            "ago": lambda at: ago(at, visit.now),
        }
        return self._environment.get_template(template).render({**shared, **values})

    def _menu(self, role: str) -> list[Page]:
        return [page for page in self._pages if role in page.get]

    def _clock(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%H:%M")

    def _moment(self, at: datetime | str) -> str:
        if isinstance(at, str):
            try:
                at = datetime.fromisoformat(at)
            except ValueError:
                # A row of the audit that somebody changed must still be shown.
                return at
        local = at.astimezone(self._zone)
        return f"{_day(local.date())}, {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in the one unit that says enough."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return "just now"
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {name}"
    raise AssertionError("a minute is a minute")


def as_json(values: object) -> str:
    """For an attribute that a script of ours reads."""
    return json.dumps(values)
