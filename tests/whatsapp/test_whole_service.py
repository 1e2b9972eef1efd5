"""Patients with phones and the whole service: real processes, real model, a simulated provider.

Each test is one patient's story, seen from their phone alone, and from the staff's list of tasks.
"""

from __future__ import annotations

import base64
import itertools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bench.kill.processes import Service, running_service
from bot.patients.book import utc_now
from bot.patients.register import Register, open_register
from bot.settings import Settings
from bot.simulator.beside import simulating
from bot.simulator.client import Simulated
from bot.training import NotTrained, trained_model
from bot.whatsapp.codes import CodeFolder
from bot.whatsapp.media_store import MediaStore

pytestmark = [
    pytest.mark.xdist_group("whole service"),
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc"),
]
SECRET = "s" * 40
PUBLIC = "https://chat.clinic.example"
DANGER = "I can't breathe and my face is swelling"
CLINIC_PHONE = "+1 212 555 0199"
ZONE = ZoneInfo(Settings().timezone)
_numbers = itertools.count(100)


@dataclass
class Clinic:
    """The service, the simulated provider, and the register behind it."""

    service: Service
    phone: Simulated
    register: Register
    provider: str

    def patient(self, days_ago: int, has_phone: bool = True) -> tuple[str, str]:
        """Reference and number of somebody treated so many days ago."""
        number = f"+1212555{next(_numbers):04d}"
        treated = datetime.now(ZONE).date() - timedelta(days=days_ago)
        on_record = number if has_phone else None
        return self.register.add_patient("Somebody", on_record, treated), number

    def ask(self, person: str, text: str, **more: object) -> dict:
        """What comes back to this text."""
        return self.answer(person, lambda: self.phone.say(person, text, **more))

    def answer(self, person: str, do) -> dict:
        """The next message that the clinic sends after this is done."""
        before = len(self.replies(person))
        do()

        def enough(found: list[dict]) -> bool:
            return len(found) > before

        return self.phone.wait(lambda: self.replies(person), enough, 40)[before]

    def replies(self, person: str) -> list[dict]:
        """What was sent to them, but for the request to wait that a busy machine causes."""
        late = ("This is taking longer", "Esto está tardando")
        return [m for m in self.phone.sent(person) if not m["text"].startswith(late)]

    def tasks(self, patient: str | None = None) -> list:
        """What the staff are asked to do for this patient."""
        return [t for t in self.register.escalations() if patient in (None, t.patient)]


@pytest.fixture(scope="module", params=["meta", "twilio"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Clinic]:
    """Ready to answer; one for all tests of a provider, because it takes a while to load."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    folder: Path = tmp_path_factory.mktemp(request.param)
    with simulating(provider=request.param, public_url=PUBLIC) as phone:
        env = {
            **phone.settings(),
            "AFTERGLOW_SECRET": SECRET,
            "AFTERGLOW_CLINIC_PHONE": CLINIC_PHONE,
            "AFTERGLOW_LOG_LEVEL": "debug",
        }
        with running_service(folder, env) as service:
            phone.habits(service_url=service.address)
            service.wait_until_ready()
            register = open_register(f"sqlite:///{folder / 'afterglow.db'}")
            yield Clinic(service, phone, register, request.param)
            register.close()


def test_a_question_is_answered_for_the_patients_own_day(clinic):
    """From the number alone: who, which day, the sheet's answer, its verdict in words in front."""
    _, on_day_0 = clinic.patient(days_ago=0)
    _, on_day_1 = clinic.patient(days_ago=1)
    today, tomorrow = (clinic.ask(p, "can I wear makeup?") for p in (on_day_0, on_day_1))
    assert "not yet" in today["text"].lower() and "yes, that is fine" in tomorrow["text"].lower()
    assert len(clinic.replies(on_day_1)) == 1 and "/" not in tomorrow["text"][:1]


def test_several_topics_are_one_message(clinic):
    """Two questions in one breath: both answered, one reply."""
    _, ana = clinic.patient(days_ago=1)
    text = clinic.ask(ana, "can I wear makeup and use retinol?")["text"].lower()
    assert "makeup" in text and "retin" in text
    time.sleep(1)
    assert len(clinic.replies(ana)) == 1


def test_short_messages_are_one_question(clinic):
    """ "hi" / "can I" / "wear makeup?" is one question and gets one answer."""
    _, ana = clinic.patient(days_ago=1)
    for text in ("hi", "can I", "wear makeup?"):
        clinic.phone.say(ana, text)
    clinic.phone.wait(lambda: clinic.replies(ana), bool, 40)
    assert "makeup" in clinic.replies(ana)[0]["text"].lower()
    time.sleep(1)
    assert len(clinic.replies(ana)) == 1


def test_buttons_are_pressed_or_typed(clinic):
    """A choice that we offered works by its button, or by its number where there are none."""
    reference, ana = clinic.patient(days_ago=3)
    clinic.ask(ana, "😀")
    offered = clinic.ask(ana, "🤷")
    titles = [choice["title"] for choice in offered["choices"]] or offered["text"].split()
    assert "Yes" in titles and "No" in titles
    if offered["choices"]:
        accepted = clinic.answer(ana, lambda: clinic.phone.press(ana, "Yes"))
    else:
        accepted = clinic.ask(ana, "1")
    [task] = clinic.tasks(reference)
    assert task.reference in accepted["text"] and task.topics == ("human",)


def test_a_button_of_an_older_conversation_is_answered_politely(clinic):
    """The account changed since: neither an error nor what the button meant to its old owner."""
    if clinic.provider == "twilio":
        pytest.skip("there the choices are numbers in the text")
    reference, ana = clinic.patient(days_ago=3)
    clinic.ask(ana, "😀")
    offered = clinic.ask(ana, "🤷")
    clinic.phone.change(ana)
    reply = clinic.answer(ana, lambda: clinic.phone.press(ana, "Yes", of=offered["id"]))
    assert "older message" in reply["text"] and clinic.tasks(reference) == []


def test_danger_is_answered_first_and_at_once(clinic):
    """Within five seconds, with the emergency number, and an emergency for the staff."""
    reference, ana = clinic.patient(days_ago=1)
    began = time.monotonic()
    assert "Call 911 now." in clinic.ask(ana, DANGER)["text"]
    assert time.monotonic() - began < 5
    assert [task.level for task in clinic.tasks(reference)] == ["emergency"]


def test_a_photo_is_stored_and_a_person_will_look(clinic):
    """Encrypted with us, whole, and nothing said about what is on it."""
    reference, ana = clinic.patient(days_ago=2)
    content = b"\xff\xd8\xff" + bytes(range(256)) * 100
    file = {"data": base64.b64encode(content).decode(), "mime": "image/jpeg"}
    reply = clinic.answer(
        ana, lambda: clinic.phone.send(ana, "photo", text="is this normal?", file=file)
    )
    [task] = clinic.tasks(reference)
    assert task.reference in reply["text"] and "a person will look at it" in reply["text"]
    assert "expected" not in reply["text"] and task.words == "is this normal?"
    number = int(task.understood.rpartition(" ")[2])
    store = MediaStore(clinic.service.data_dir / "media", SECRET)
    until = time.monotonic() + 20
    while time.monotonic() < until and not list((store._folder).glob("?" * 40)):
        time.sleep(0.1)
    time.sleep(0.3)
    assert store.read(number) == content


def test_stop_is_confirmed_and_questions_are_still_answered(clinic):
    """In Spanish here, and the clinic knows."""
    reference, ana = clinic.patient(days_ago=1)
    assert "Ya no recibirás mensajes" in clinic.ask(ana, "BAJA")["text"]
    assert [task.understood for task in clinic.tasks(reference)] == ["opted_out"]
    assert "maquillaje" in clinic.ask(ana, "¿puedo usar maquillaje hoy?")["text"].lower()


def test_an_unknown_number_becomes_a_patients(clinic):
    """Answered as a stranger, linked by reference and code, answered for the own day."""
    reference, stranger = clinic.patient(days_ago=1, has_phone=False)
    first = clinic.ask(stranger, "can I wear makeup?")["text"]
    assert "When was your treatment?" in first and "clinic reference" in first
    assert "six digits" in clinic.ask(stranger, reference)["text"]
    folder = CodeFolder(clinic.service.data_dir / "codes", utc_now)
    until = time.monotonic() + 10
    while not (good := [c for c in folder.codes() if c.reference == reference]):
        assert time.monotonic() < until, "no code came"
        time.sleep(0.1)
    assert "now I know who you are" in clinic.ask(stranger, good[-1].code)["text"]
    assert "yes, that is fine" in clinic.ask(stranger, "can I wear makeup?")["text"].lower()


def test_a_closed_window_is_reopened_by_the_template(clinic):
    """Too late for free words: the template, and the answer once the patient writes again."""
    _, ana = clinic.patient(days_ago=1)
    clinic.phone.say(ana, "can I wear makeup?", age=25 * 3600)

    def shown() -> list[dict]:
        return [m for m in clinic.replies(ana) if m["state"] != "failed"]

    # Twilio does not tell when a message was written, so there the free words are tried, and fail.
    clinic.phone.wait(shown, lambda messages: any(m["template"] for m in messages), 40)
    [template] = clinic.phone.wait(shown, lambda messages: len(messages) == 1, 10)
    assert template["template"] and "makeup" not in template["text"].lower()
    clinic.phone.say(ana, "yes?")
    sent = clinic.phone.wait(shown, lambda messages: len(messages) >= 3, 40)
    assert [message["template"] for message in sent[1:]] == [None, None]
    assert "makeup" in sent[1]["text"].lower()


def test_everything_else_is_answered_too(clinic):
    """Stickers, places, contacts, recordings: never an error, never silence."""
    kinds = ("sticker", "location", "contact", "voice", "video", "document")
    people = [clinic.patient(days_ago=1)[1] for _ in kinds]
    for person, kind in zip(people, kinds):
        clinic.phone.send(person, kind)
    assert all(clinic.phone.wait_sent(1, person, 30)[0]["text"] for person in people)


def test_no_number_or_word_of_a_patient_is_in_any_log(clinic):
    """At the most talkative level, after all of the above."""
    _, ana = clinic.patient(days_ago=1)
    clinic.ask(ana, "can I use canaryword on my canaryface?")
    clinic.answer(ana, lambda: clinic.phone.send(ana, "photo", text="canarycaption"))
    people = clinic.phone.people()
    signs = ["canary", *(person["phone"].lstrip("+") for person in people if person.get("phone"))]
    for log in (clinic.service.data_dir / "logs").iterdir():
        text = log.read_text(errors="replace").lower()
        assert [sign for sign in signs if sign in text] == [], log.name
