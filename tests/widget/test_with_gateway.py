"""The widget in front of the real gateway, worker and tables; only Rasa is a stand-in.

What the fake clinic of the other tests promises is kept by ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import PhoneArrival
from bot.patients.book import utc_now
from bot.patients.links import sign_conversation
from tests.gateway.loopback import WireRasa
from tests.gateway.town import Town, town
from tests.widget.fake_clinic import FakeClinic
from tests.widget.stage import Stage


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, stage: Stage) -> Iterator[Town]:
    """The service with its demo and one worker; one other site may embed the chat."""
    rasa = WireRasa()
    folder = tmp_path_factory.mktemp("town")
    with town(folder, rasa, demo=True, origins=(stage.other_url,)) as opened, opened.worker():
        yield opened
        rasa.release.set()


def embed(clinic: FakeClinic, served: Town, attributes: str) -> None:
    """Put the real widget on a page of the fake clinic's site."""
    tags = (
        f'<script type="module" src="{served.address}/widget/afterglow-chat.js"></script>'
        f"<afterglow-chat {attributes}></afterglow-chat>"
    )
    clinic.embedding = (f'<!doctype html><html lang="en"><title>Clinic</title>{tags}', 200, {})


def test_a_patient_asks_presses_and_reloads(visit, stage, clinic, served, size):
    """From a signed token to an answer, a button by its id, and the same conversation again."""
    embed(clinic, served, f'token="{served.link(served.patient(days_ago=3))}"')
    chat = visit("/clinic", size=size, site=stage.other_url).open()
    expect(chat.page.get_by_role("button", name="Your recovery Day 3")).to_be_visible()
    expect(chat.ask("show me the menu?")).to_contain_text("You said: show me the menu?")
    chat.page.get_by_role("button", name="Makeup", exact=True).click()
    expect(chat.answers).to_have_count(2)
    chat.page.reload()
    expect(chat.mine).to_have_text(["show me the menu?", "Makeup"])
    expect(chat.answers).to_have_count(2)
    expect(chat.ask("one more?")).to_contain_text("You said: one more?")


def test_a_patient_of_the_demo_is_chosen(visit, served):
    """The picker's token is taken, and another patient begins anew."""
    chat = visit(site=served.address).open()
    expect(chat.page.get_by_role("button", name="Your recovery Day of treatment")).to_be_visible()
    chat.ask("is it me?")
    chat.page.get_by_label("Signed in as").select_option("DEMO-DAY-8")
    toggle = chat.page.get_by_role("button", name="Your recovery Day 8")
    expect(toggle).to_be_visible()
    expect(chat.mine).to_have_count(0)
    toggle.click()
    panel = chat.page.get_by_role("region", name="Your recovery")
    expect(panel.locator("[aria-current=step] .words").first).to_be_visible()


def test_the_link_in_a_message_opens_what_was_said_on_the_phone(visit, served):
    """Also beside a demo: question and answer are there, and the talk goes on in the browser."""
    arrival = PhoneArrival("whatsapp", "wamid.A", Keys(phone="+12125550101"), "can I swim?")
    [asked] = served.mailbox.accept([arrival])
    secret = served.settings.signing_secret()
    token = sign_conversation(asked.conversation, secret, utc_now())
    chat = visit(f"/chat#patient={token}", site=served.address).open()
    expect(chat.mine).to_have_text(["can I swim?"])
    expect(chat.answers.first).to_contain_text("You said: can I swim?")
    assert "patient=" not in chat.page.url
    expect(chat.ask("and run?")).to_contain_text("You said: and run?")
    chat.page.reload()
    expect(chat.mine).to_have_text(["can I swim?", "and run?"])


def test_a_site_that_is_not_on_the_list_gets_no_chat(visit, clinic, served):
    """The gateway refuses, and the visitor is told that there is nobody."""
    embed(clinic, served, "")
    chat = visit("/clinic")
    chat.expected = ("CORS", "ERR_FAILED", "403")
    chat.open()
    expect(chat.page.get_by_text("The assistant cannot be reached right now.")).to_be_visible()


def test_a_forged_token_gets_no_record(visit, stage, clinic, served):
    """Signed by somebody else: the visitor may only go on without a record."""
    forged = served.link(served.patient(), secret="x" * 40)
    embed(clinic, served, f'token="{forged}"')
    chat = visit("/clinic", site=stage.other_url)
    chat.expected = ("401",)
    chat.open()
    expect(chat.page.get_by_text("could not tell us who you are")).to_be_visible()
    expect(chat.page.locator(".recovery")).to_be_hidden()


def test_a_thumb_reaches_the_clinic_and_can_be_taken_back(visit, served):
    """Pressed, it shows that it is; the table has it; pressed again, neither does."""
    chat = visit(site=served.address).open()
    chat.ask("can I wear makeup?")
    down = chat.page.get_by_role("button", name="This did not help")
    down.last.click()
    expect(down.last).to_have_attribute("aria-pressed", "true")
    expect(chat.page.get_by_text("Thank you")).to_be_attached()
    down.last.click()
    expect(down.last).to_have_attribute("aria-pressed", "false")
