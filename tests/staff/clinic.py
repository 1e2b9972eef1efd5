"""The whole service on loopback with staff who are logged in, and real browsers for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Request

from bot.patients.book import utc_now
from bot.patients.staff_register import StaffRegister, open_staff_register
from tests.gateway.loopback import WireRasa
from tests.gateway.town import Town, town
from tests.staff.people import HASHES, OWN
from tests.widget.chat import Chat
from tests.widget.conftest import SIZES


@dataclass
class Clinic:
    """`complaints` are what browsers reported, `foreign` what they asked of other machines."""

    town: Town
    accounts: StaffRegister
    chromium: Chromium
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    hired: int = 0

    @property
    def register(self):
        return self.town.clinic.register

    @property
    def mailbox(self):
        return self.town.mailbox

    def hire(self, role: str = "front_desk", name: str = "Dana Ortiz") -> str:
        """Somebody who is logged in: the session's token."""
        self.hired += 1
        until = utc_now() + timedelta(days=3)
        login = f"{role.replace('_', '.')}{self.hired}"
        account = self.accounts.add_staff(login, name, role, HASHES[OWN], until)
        self.accounts.set_password(account.id, HASHES[OWN])
        return self.accounts.open_staff_session(account.id, "in")

    def open(
        self,
        path: str,
        token: str | None = None,
        size: str = "desktop",
        before: Callable[[Page], Any] = lambda page: None,
        **options: Any,
    ) -> Page:
        """A page of the desk in a browser of its own."""
        context = self.chromium.new_context(**SIZES[size], **{"locale": "en-US", **options})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if token:
            address = f"{self.town.address}/staff"
            cookie = {"name": "afterglow_staff", "value": token, "url": address}
            context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])
        page = context.new_page()
        self._watch(page)
        before(page)
        page.goto(f"{self.town.address}/staff{path}")
        return page

    def visit(self, path: str) -> Chat:
        """A page of the patients' side with the chat on it, in a browser of its own."""
        context = self.chromium.new_context(**SIZES["desktop"], locale="en-US")
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        chat = Chat(context.new_page(), self.town.address)
        self._watch(chat.page)
        chat.page.goto(f"{self.town.address}{path}")
        return chat

    def _watch(self, page: Page) -> None:
        def on_request(request: Request) -> None:
            if urlsplit(request.url).hostname not in (None, "127.0.0.1"):
                self.foreign.append(request.url)

        page.on("console", lambda m: self.complaints.append(m.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", on_request)

    def patient(self, name: str, day: int = 3, areas: tuple[str, ...] = ("face",)) -> str:
        """Registered, treated so many days ago."""
        treated = self.town.settings.today() - timedelta(days=day)
        return self.register.add_patient(name, "+12125550123", treated, areas)

    def close_pages(self) -> None:
        """Every browser is closed."""
        while self.contexts:
            self.contexts.pop().close()


@contextmanager
def opened_clinic(folder: Path, browser: Chromium) -> Iterator[Clinic]:
    """Gateway, worker and tables are the real ones; only Rasa is a stand-in."""
    rasa = WireRasa()
    with town(folder, rasa) as served, served.worker():
        accounts = open_staff_register(served.settings.register_url)
        clinic = Clinic(served, accounts, browser)
        yield clinic
        clinic.close_pages()
        accounts.close()
        rasa.release.set()
