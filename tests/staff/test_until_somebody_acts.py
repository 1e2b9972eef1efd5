"""From danger in the chat to relief: two browsers, a mail server, and nobody who acts at first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import expect

from bot.escalations.contacts_file import Contact, Contacts
from bot.escalations.ladder import Ladder, Step
from bot.escalations.mail import Mail
from bot.escalations.notifier import Notifier, Plan
from bot.patients.book import utc_now
from tests.background import running
from tests.escalations.sinks import Letters, mail_server
from tests.staff.clinic import Clinic
from tests.staff.test_live import DANGER

DESK, NURSE = "desk@clinic.example", "nurse@clinic.example"
SECOND = timedelta(seconds=1)
LADDER = Ladder((Step(0 * SECOND, ("desk",)), Step(3 * SECOND, ("nurse",))), 3 * SECOND)
PEOPLE = {
    "desk": Contact("desk", (("email", DESK),)),
    "nurse": Contact("nurse", (("email", NURSE),)),
}


@contextmanager
def notifying(clinic: Clinic, port: int) -> Iterator[None]:
    """The notifier beside the worker, with minutes as short as seconds."""
    contacts = Contacts(PEOPLE, dict.fromkeys(("emergency", "same_day", "routine"), LADDER))
    plan = Plan(lambda: contacts, lambda: None, f"{clinic.town.address}/staff")
    mail = Mail("127.0.0.1", port, "none")
    notifier = Notifier("n1", clinic.register, plan, {"email": mail}, utc_now)
    with running(notifier.run):
        yield


def test_nobody_acts_the_second_is_told_somebody_acts_the_patient_knows(clinic: Clinic):
    """At the top of the desk within two seconds, then letters, until one press ends them."""
    letters = Letters()
    page = clinic.open("/inbox", clinic.hire(name="Dana Ortiz"))
    chat = clinic.visit(f"/#patient={clinic.town.link(clinic.patient('Zoe Marsh'))}").open()
    with mail_server(letters) as port, notifying(clinic, port):
        chat.say(DANGER)
        row = page.locator(".row.emergency", has_text="Zoe Marsh")
        expect(row).to_be_visible(timeout=2000)
        expect(chat.answers.last).to_contain_text(
            "do not wait for an answer here", ignore_case=True
        )
        end = time.monotonic() + 15
        while NURSE not in letters.addresses:
            assert time.monotonic() < end, letters.addresses
            page.wait_for_timeout(100)
        assert letters.addresses[0] == DESK
        row.locator(".open").focus()
        page.keyboard.press("a")
        expect(page.locator(".said")).to_have_text("Noted: you have seen it.")
        told = len(letters.addresses)
        expect(chat.page.locator(".about")).to_contain_text("Dana Ortiz at the clinic has seen")
        page.wait_for_timeout(8000)
        assert len(letters.addresses) <= told + 1
    for _, letter in letters.kept:
        assert "/staff" in letter.get_payload() and "throat" not in letter.as_string()
        assert "Zoe" not in letter.as_string()
