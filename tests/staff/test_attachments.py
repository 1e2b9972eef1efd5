"""Photos and recordings in the desk: shown as what they are, to those who care for patients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.patients.staff_register import open_staff_register
from bot.staff.pages.attachments import photo_kind
from tests.gateway.loopback import WireRasa
from tests.staff.clinic import Clinic
from tests.whatsapp.street import ANA, Street, served, street

JPEG = b"\xff\xd8\xff\xe0rest"
HOSTILE = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<!doctype html><script>alert(1)</script>",
    b"GIF7", b"", b"RIFF1234WEBM", b"%PDF-1.7",
)


@pytest.fixture
def phones(tmp_path, browser) -> Iterator[tuple[Clinic, Street]]:
    rasa = WireRasa()
    with street(tmp_path, rasa, "meta") as opened, served(opened):
        accounts = open_staff_register(opened.town.settings.register_url)
        clinic = Clinic(opened.town, accounts, browser)
        yield clinic, opened
        clinic.close_pages()
        accounts.close()
        rasa.release.set()


def test_a_photo_is_opened_from_the_conversation_and_that_is_noted(phones):
    """One press on what the patient sent; the audit names who looked."""
    clinic, opened = phones
    treated = clinic.town.settings.today() - timedelta(days=2)
    patient = clinic.register.add_patient("Zoe Marsh", ANA, treated)
    opened.show(ANA, "photo", text="is this normal?")
    talk = opened.contact(ANA).conversation
    opened.wait(lambda: clinic.mailbox.attachments(1)[0].state == "stored")
    page = clinic.open(f"/conversations/{talk}", clinic.hire(name="Dana Ortiz"))
    with page.context.expect_page() as shown:
        page.get_by_role("link", name="Open the photo").click()
    shown.value.wait_for_load_state()
    kind, width = shown.value.evaluate(
        "() => [document.contentType, document.images[0].naturalWidth]"
    )
    assert kind in ("image/jpeg", "image/png") and width > 0
    audit = clinic.open("/audit", clinic.hire("admin", "Ada Admin"))
    assert audit.locator("tr", has_text="attachment.read").filter(has_text=patient).count() == 1


@pytest.mark.parametrize("content", HOSTILE)
def test_what_is_no_photo_is_never_shown_in_a_page(content):
    """Neither markup nor a file that only pretends: the browser saves it instead."""
    assert photo_kind(content) is None
    assert photo_kind(JPEG) == ("image/jpeg", "jpg")
