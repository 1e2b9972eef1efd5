"""The desk with a clock that is turned by hand, and people who use it as a browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.commands.auditing import opened_audit
from bot.mailbox import Arrival, Mailbox, open_mailbox
from bot.patients.audit_book import Audit
from bot.patients.register import Register
from bot.patients.staff_records import Account
from bot.patients.staff_register import StaffRegister, open_staff_register
from bot.staff.parts import StaffParts
from bot.staff.passwords import hashed
from bot.staff.site import Site
from tests.desk.clinic import open_clinic
from tests.patients.databases import migrated_database

HOME = "http://testserver"
FIRST, OWN = "first-time-only", "plum orchard ladder seven"
# Made once: each takes a tenth of a second.
HASHES = {password: hashed(password) for password in (FIRST, OWN)}
QR_KEY = re.compile(r"type this key: <code>([A-Z2-7 ]+)</code>")
CODES = re.compile(r"<li><code>([\w-]+)</code></li>")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        """Time goes by."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Office:
    """The desk's parts, to look at what it did."""

    app: Starlette
    parts: StaffParts
    clock: Clock
    logins: int = 0

    @property
    def register(self) -> Register:
        return self.parts.register

    @property
    def mailbox(self) -> Mailbox:
        return self.parts.mailbox

    @property
    def accounts(self) -> StaffRegister:
        return self.parts.accounts

    @property
    def audit(self) -> Audit:
        return self.parts.audit

    def hire(self, login: str, role: str = "front_desk", name: str = "") -> Account:
        """An account with the one-time password FIRST."""
        until = self.clock() + timedelta(days=3)
        return self.accounts.add_staff(login, name or login.title(), role, HASHES[FIRST], until)

    def browser(self, **options: Any) -> Person:
        """Nobody yet."""
        return Person(self, TestClient(self.app, HOME, follow_redirects=False, **options))

    def person(self, role: str = "front_desk", login: str = "") -> Person:
        """Somebody who is logged in; accounts are set up without walking through the login."""
        self.logins += 1
        account = self.hire(login or f"{role}{self.logins}".replace("_", ""), role)
        self.accounts.set_password(account.id, HASHES[OWN])
        person = self.browser()
        person.account = account
        token = self.accounts.open_staff_session(account.id, "in")
        person.client.cookies.set("afterglow_staff", token, path="/staff")
        return person

    def patient(self, name: str = "Ann Lee", phone: str | None = "+12125550123", day: int = 1):
        """A registered patient's reference."""
        return self.register.add_patient(name, phone, self.today - timedelta(days=day))

    @property
    def today(self) -> date:
        return date(2026, 11, 20)

    def talk(self, patient: str | None = None, *texts: str) -> str:
        """A conversation in which the patient wrote this."""
        talk = self.mailbox.visitor(self.mailbox.open_session(patient, "en")).conversation
        for number, text in enumerate(texts):
            self.mailbox.accept([Arrival("web", f"{talk}/{number}", talk, text)])
        return talk


class Person:
    """A browser. What it sends carries what a browser adds: the origin, and the form's token."""

    def __init__(self, office: Office, client: TestClient) -> None:
        self.office = office
        self.client = client
        self.account: Account | None = None
        self.csrf = ""

    def get(self, path: str, **headers: str):
        """A page; its forms' token is remembered."""
        answer = self.client.get(f"/staff{path}", headers=headers)
        if found := re.search(r'data-csrf="(\w+)"', answer.text):
            self.csrf = found[1]
        return answer

    def post(self, path: str, headers: dict[str, str] | None = None, **sent: Any):
        """A form of a page that was seen before."""
        for page in ("/login", "/password"):
            if not self.csrf:
                self.get(page)
        data = {"csrf": self.csrf, **sent}
        return self.client.post(
            f"/staff{path}", data=data, headers={"Origin": HOME, **(headers or {})}
        )

    def give(self, login: str, password: str):
        """Name and password."""
        self.get("/login")
        return self.post("/login", login=login, password=password)

    def code(self, secret: str) -> str:
        """What the app shows now."""
        return pyotp.TOTP(secret).at(self.office.clock())

    def first_login(self, login: str) -> tuple[str, list[str]]:
        """From the one-time password to being in: the app's secret and the recovery codes."""
        assert self.give(login, FIRST).headers["location"] == "/staff/login/enrol"
        secret = QR_KEY.search(self.get("/login/enrol").text)[1].replace(" ", "")
        shown = self.post("/login/enrol", code=self.code(secret))
        codes = CODES.findall(unescape(shown.text))
        self.get("/login/password")
        assert self.post("/login/password", new=OWN, again=OWN).headers["location"] == "/staff/"
        self.csrf = ""
        return secret, codes


@contextmanager
def opened(folder: Path, url: str = "", **settings: Any) -> Iterator[Office]:
    """The desk of a clinic in this folder."""
    chosen = {"secret": "s" * 40, **settings}
    chosen["database_url"] = url or migrated_database("sqlite", folder)
    clinic = open_clinic(folder, **chosen)
    kept = clinic.settings
    clock = Clock()
    clinic.register._clock = clock
    accounts = open_staff_register(
        kept.register_url,
        clock,
        timedelta(minutes=kept.staff_idle_minutes),
        timedelta(hours=kept.staff_session_hours),
    )
    mailbox = open_mailbox(kept.register_url, clock)
    audit = opened_audit(kept)
    audit._clock = clock
    parts = StaffParts(
        register=clinic.register,
        mailbox=mailbox,
        accounts=accounts,
        audit=audit,
        desk=clinic.desk,
        settings=kept,
        sign_link=lambda reference: f"signed-{reference}",
        clock=clock,
    )
    app = Starlette(routes=[Mount("/staff", Site(parts).app)])
    yield Office(app, parts, clock)
    for part in (clinic.register, accounts, mailbox, audit):
        part.close()
