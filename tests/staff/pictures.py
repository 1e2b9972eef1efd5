"""Makes the pictures of docs/for-clinics.md anew: `python -m tests.staff.pictures`.

The people in them are made up; the answers are the clinic's real ones.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from bot.desk import Desk, Turn
from bot.desk.shelf import Shelf
from bot.mailbox import Arrival, Outgoing, open_mailbox
from bot.patients.book import utc_now
from bot.patients.register import open_register
from bot.patients.staff_register import open_staff_register
from bot.staff.keys import Box
from bot.staff.second_factor import new_secret
from tests.chromium import chromium
from tests.desk.clinic import turn
from tests.gateway.loopback import WireRasa
from tests.gateway.town import Town, town
from tests.staff.clinic import Clinic

DOCS = Path(__file__).resolve().parents[2] / "docs"
PHONE = "+1212555{:04}"


class Story:
    """A clinic in the middle of its morning; every step names how many minutes ago it was."""

    def __init__(self, served: Town) -> None:
        self._town = served
        self._ago = timedelta()
        self._url = served.settings.register_url
        self._mailbox = open_mailbox(self._url, self._clock)
        self._register = open_register(self._url, clock=self._clock)
        kept = served.settings
        # What the desk stores has the same clock.
        self._desk = Desk(self._register, Shelf(kept.protocol_dir, kept.general_guidance), kept)
        self._people = 0

    def _clock(self) -> datetime:
        return utc_now() - self._ago

    @property
    def _today(self):
        return self._town.settings.today()

    def patient(self, name: str, day: int, areas: tuple[str, ...] = ("face",)) -> str:
        self._people += 1
        treated = self._today - timedelta(days=day)
        phone = PHONE.format(100 + self._people)
        return self._register.add_patient(name, phone, treated, areas, provider="Dr. Amal Haddad")

    def talk(self, patient: str | None) -> str:
        session = self._mailbox.open_session(patient, "en")
        return self._mailbox.visitor(session).conversation

    def asks(self, ago: float, talk: str, patient: str | None, text: str, **topics: str) -> None:
        """A question, and what the desk answers to it."""
        self._says(ago, talk, text)
        said = turn(text, patient, today=self._today, **topics)
        self._answer(talk, self._desk.answer(said))

    def alarms(self, ago: float, talk: str, patient: str | None, text: str) -> None:
        """A sign of danger, and the fixed words."""
        self._says(ago, talk, text)
        said = Turn(text, self._today, talk, patient, "may_i", message=f"m{ago}")
        self._answer(talk, self._desk.red_flag(said))

    def wants_person(self, ago: float, talk: str, patient: str | None, text: str) -> None:
        """Somebody who would rather speak with a person."""
        self._says(ago, talk, text)
        said = Turn(text, self._today, talk, patient, "want_person", message=f"m{ago}")
        self._answer(talk, self._desk.hand_over(said))

    def staff(self, ago: float, talk: str, by: str, text: str) -> None:
        """A person answers."""
        self._ago = timedelta(minutes=ago)
        version = self._mailbox.standing(talk).version
        self._mailbox.reply_as_staff(talk, by, text, version)

    def _says(self, ago: float, talk: str, text: str) -> None:
        self._ago = timedelta(minutes=ago)
        self._mailbox.accept([Arrival("web", f"{talk}/{ago}", talk, text)])

    def _answer(self, talk: str, reply) -> None:
        self._mailbox.post_to(talk, Outgoing(reply.text, aftercare=reply.aftercare))


def tell(story: Story) -> dict[str, str]:
    """Five patients and a visitor."""
    ann = story.patient("Ann Lee", 3, ("face", "eyes"))
    ann_talk = story.talk(ann)
    story.asks(9, ann_talk, ann, "Can I wear makeup today?", makeup="makeup")
    maria = story.patient("Maria Gonzalez", 2)
    story.alarms(26, story.talk(maria), maria, "One spot is oozing yellow pus and feels hot")
    peter = story.patient("Peter Novak", 1)
    story.wants_person(48, story.talk(peter), peter, "Could somebody call me about my next visit?")
    kim = story.patient("Kim Tran", 5)
    kim_talk = story.talk(kim)
    story.asks(75, kim_talk, kim, "Is it ok to use retinol?", retinoid="retinol")
    story.staff(70, kim_talk, "Lee Moreno (nurse)", "Hi Kim, please wait until I have asked Dr. H.")
    jo = story.patient("Jo Fischer", 9)
    story.asks(130, story.talk(jo), jo, "Is peeling still normal?", shedding_peeling="peeling")
    story.asks(200, story.talk(None), None, "What does it cost?")
    story.alarms(1, ann_talk, ann, "my lips are swelling and it is hard to breathe")
    return {"ann": ann, "talk": ann_talk}


def take(clinic: Clinic, known: dict[str, str]) -> None:
    """Every picture, each from the page as it is."""
    dana = clinic.hire(name="Dana Ortiz (front desk)")
    shot(clinic.open("/inbox", dana), "inbox")
    talk = f"/conversations/{known['talk']}"
    shot(clinic.open(talk, dana), "conversation", height=1180)
    shot(clinic.open("/inbox", dana, "phone"), "phone", height=844)
    shot(clinic.open(f"/patients/{known['ann']}", dana), "patient", height=900)
    shot(clinic.open("/login/enrol", enrolling(clinic)), "first-login", height=820)
    admin = clinic.hire("admin", "Robin Ellis (manager)")
    shot(clinic.open("/accounts", admin), "accounts", height=780)
    shot(clinic.open("/audit?verify=1", admin), "audit", height=640)


def enrolling(clinic: Clinic) -> str:
    """Somebody at the first login; the secret is used for nothing else."""
    account = clinic.accounts.staff_session(clinic.hire(name="Noor")).account
    sealed = Box(clinic.town.settings.signing_secret()).seal(new_secret(), account.id)
    return clinic.accounts.open_staff_session(account.id, "enrol", sealed)


def shot(page: Page, name: str, height: int = 760) -> None:
    """docs/staff-NAME.png."""
    expect(page.locator("h1")).to_be_visible()
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(800)
    page.screenshot(path=DOCS / f"staff-{name}.png")
    print(f"docs/staff-{name}.png")


def main() -> int:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        rasa = WireRasa()
        with town(Path(folder), rasa) as served:
            known = tell(Story(served))
            accounts = open_staff_register(served.settings.register_url)
            clinic = Clinic(served, accounts, browser)
            take(clinic, known)
            clinic.close_pages()
            accounts.close()
            rasa.release.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
