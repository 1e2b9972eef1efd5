"""The recovery timeline: where the patient is, and what changes when."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.scripted import TIMELINE


def test_a_treatment_date_that_was_told_moves_the_timeline(visit):
    """An anonymous visitor's recovery appears on the strip when the day is known."""
    chat = visit("/host").open()
    expect(chat.page.get_by_role("button", name="Your recovery Day not known yet")).to_be_visible()
    chat.ask("three days ago")
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()


def test_the_timeline_says_where_the_patient_is_and_what_changes(visit, size):
    """Closed it is one line; open it has every stage, the present one unfolded, with dates."""
    chat = visit(size=size).open()
    toggle = chat.page.get_by_role("button", name="Your recovery Day of treatment")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(chat.page.locator(".stop")).to_have_text(["0", "1", "2", "3", "4", "5", "6", "7+"])
    expect(chat.page.locator(".stop.now")).to_have_text("0")
    toggle.click()
    panel = chat.page.get_by_role("region", name="Your recovery")
    present = panel.locator("[aria-current=step]")
    expect(present).to_contain_text("You are here")
    expect(present.get_by_text("gentle cleanser before bed")).to_be_visible()
    expect(panel.get_by_text("smoother and more radiant")).to_be_hidden()
    expect(panel).to_contain_text("Thu, Nov 26")
    expect(panel.get_by_text("What changes when")).to_be_visible()
    expect(panel.locator(".changes .badge").first).to_have_text("MakeupYes")
    toggle.click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize(
    ("day", "said", "stop"),
    [
        (-3, "3 days before treatment", None),
        (-1, "1 day before treatment", None),
        (0, "Day of treatment", "0"),
        (6, "Day 6", "6"),
        (7, "Day 7", "7+"),
        (40, "Day 40", "7+"),
    ],
)
def test_every_day_has_its_place(visit, clinic, day, said, stop):
    """Before the treatment no stop is marked; after a week the last one stays."""
    clinic.recovery = {**TIMELINE, "day": day}
    chat = visit("/host").open()
    expect(
        chat.page.get_by_role("button", name=f"Your recovery {said}", exact=True)
    ).to_be_visible()
    expect(chat.page.locator(".stop.now")).to_have_text([stop] if stop else [])


def test_it_is_dated_in_the_readers_language(visit):
    """The interface's words and dates; the clinic's own words come as they are."""
    chat = visit('/host?lang="es"').open()
    chat.ask("three days ago")
    chat.page.get_by_role("button", name="Tu recuperación Día 3").click()
    panel = chat.page.get_by_role("region", name="Tu recuperación")
    expect(panel).to_contain_text("Estás aquí")
    expect(panel).to_contain_text("vie, 27 nov")


def test_it_changes_language_with_the_conversation(visit, clinic):
    """The stages are asked for in the language that the patient now reads."""
    chat = visit().open()
    expect(chat.page.locator(".entries")).to_have_attribute("lang", "en")
    chat.ask("¿Puedo usar maquillaje hoy?")
    expect(chat.page.locator(".entries")).to_have_attribute("lang", "es")
    chat.page.evaluate("document.querySelector('afterglow-chat').setAttribute('lang', 'en')")
    expect(chat.page.locator(".entries")).to_have_attribute("lang", "en")


def test_an_emergency_takes_its_place(visit):
    """Next to a call for help there is no talk of days."""
    chat = visit().open()
    toggle = chat.page.get_by_role("button", name="Your recovery")
    expect(toggle).to_be_visible()
    chat.ask("my throat is swelling")
    expect(toggle).to_be_hidden()


def test_without_a_timeline_the_chat_is_whole(visit, clinic):
    """An empty one shows nothing."""
    clinic.recovery = {"day": None, "language": "en", "entries": [], "changes": []}
    chat = visit("/host").open()
    chat.ask("hello")
    expect(chat.page.locator(".recovery")).to_be_hidden()
