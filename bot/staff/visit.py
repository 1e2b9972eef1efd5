"""One request to the desk, as its pages see it: who asks, for what, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.patients.staff_records import Staff, StaffSession
from bot.staff.cookies import Cookies
from bot.staff.parts import StaffParts

if TYPE_CHECKING:
    from bot.staff.rendering import Rendering

BASE = "/staff"


@dataclass
class Visit:
    """`session` is None only on pages that anyone may see."""

    request: Request
    parts: StaffParts
    rendering: Rendering
    cookies: Cookies
    session: StaffSession | None
    token: str
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    @property
    def staff(self) -> Staff:
        """Who asks."""
        assert self.session is not None
        return self.session.account.staff

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> Mapping[str, str]:
        """The parts of the address that vary."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def form(self) -> Mapping[str, str]:
        """What was sent, the first value of each name."""
        return {name: values[0] for name, values in self.sent.items()}

    def many(self, name: str) -> Sequence[str]:
        """All values under one name, such as ticked boxes."""
        return self.sent.get(name, ())

    @property
    def is_background(self) -> bool:
        """Asked for by the page itself: it shows no sign of a person."""
        return self.request.headers.get("x-background") == "1"

    @property
    def now(self) -> datetime:
        """The moment, in the clinic's time zone."""
        return self.parts.clock().astimezone(ZoneInfo(self.parts.settings.timezone))

    @property
    def today(self) -> date:
        """The clinic's calendar day."""
        return self.now.date()

    def note(
        self, action: str, patient: str | None = None, object: str | None = None, **detail: object
    ) -> None:
        """Into the audit, in this person's name: before what it speaks of is done or shown."""
        self.parts.audit.note(self.staff, action, patient, object, **detail)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """The template filled in. Everything in it is escaped."""
        return HTMLResponse(self.rendering.fill(template, self, **values), status)

    def goto(self, path: str, said: str = "") -> Response:
        """To another page of the desk; `said` is shown there once. It names nobody."""
        response = RedirectResponse(BASE + quote(path, safe="/?=&#%-._~"), 303)
        if said:
            self.cookies.say(response, said)
        return response

    def fault(self, status: int, sentence: str) -> Response:
        """A page that says what is wrong."""
        return self.page("fault.html", status, title="That did not work", sentence=sentence)
