"""Danger told on WhatsApp: the desk at once, letters until somebody acts, and the phone knows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.patients.staff_register import open_staff_register
from tests.escalations.sinks import Letters, mail_server
from tests.gateway.loopback import WireRasa
from tests.staff.clinic import Clinic
from tests.staff.test_live import DANGER
from tests.staff.test_until_somebody_acts import DESK, NURSE, notifying
from tests.whatsapp.street import ANA, Street, street
from tests.whatsapp.street import served as at_work


@pytest.fixture(params=["meta", "twilio"])
def phones(request: pytest.FixtureRequest, tmp_path, browser) -> Iterator[tuple[Clinic, Street]]:
    """A clinic on WhatsApp, with its desk in real browsers."""
    rasa = WireRasa()
    with street(tmp_path, rasa, request.param) as opened, at_work(opened):
        accounts = open_staff_register(opened.town.settings.register_url)
        clinic = Clinic(opened.town, accounts, browser)
        yield clinic, opened
        clinic.close_pages()
        accounts.close()
        rasa.release.set()


def test_danger_on_whatsapp_is_on_top_reaches_the_second_and_comes_back(phones):
    """Within two seconds in a logged-in browser; the second contact is written to; one press, and
    the phone says who has seen it."""
    clinic, opened = phones
    treated = clinic.town.settings.today() - timedelta(days=2)
    clinic.register.add_patient("Zoe Marsh", ANA, treated)
    letters = Letters()
    page = clinic.open("/inbox", clinic.hire(name="Dana Ortiz"))
    with mail_server(letters) as port, notifying(clinic, port):
        opened.tell(ANA, DANGER)
        row = page.locator(".row.emergency", has_text="Zoe Marsh")
        expect(row).to_be_visible(timeout=2000)
        expect(page.locator(".row").first).to_contain_text("Zoe Marsh")
        until = time.monotonic() + 15
        while NURSE not in letters.addresses:
            assert time.monotonic() < until, letters.addresses
            page.wait_for_timeout(100)
        assert letters.addresses[0] == DESK
        row.locator(".open").focus()
        page.keyboard.press("a")
        expect(page.locator(".said")).to_have_text("Noted: you have seen it.")
        opened.wait(lambda: any(_says_who(line) for line in opened.phone.sent(ANA)), 30)
    assert all("throat" not in letter.as_string() for _, letter in letters.kept)


def _says_who(line: dict) -> bool:
    return "Dana Ortiz at the clinic has seen" in line["text"]
