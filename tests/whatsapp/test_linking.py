"""A phone becomes a patient's by the clinic reference and a code, and by nothing else."""

from __future__ import annotations

import json
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.mailbox import Arrival
from bot.patients.book import utc_now
from bot.whatsapp.codes import CodeFolder
from tests.gateway.loopback import closed_address, serving
from tests.whatsapp.street import ANA, BEN, Street, served, street

UNKNOWN = "P-K7MXQ4"
DANGER = "I can't breathe and my face is swelling"


@pytest.fixture
def opened(tmp_path, rasa, both) -> Street:
    """A street with a worker and the codes in the folder for the staff."""
    with street(tmp_path, rasa, both) as made, served(made):
        yield made


def codes(opened: Street) -> list[str]:
    """What the staff could read out now."""
    folder = CodeFolder(opened.town.settings.data_dir / "codes", utc_now)
    return [code.code for code in folder.codes()]


def on_its_way(opened: Street, reference: str, language: str = "en") -> str:
    """What everybody is told who asks for a code."""
    return opened.phrase("code_on_its_way", language, given=reference, minutes=10)


def test_reference_and_code_link_the_phone(opened, rasa):
    """Step by step as a patient does it; the next question is asked as that patient."""
    ana = opened.town.patient()
    assert opened.ask(BEN, "can I swim?").text.endswith(opened.phrase("link_hint"))
    reply = opened.ask(BEN, f"my reference is {ana.lower()}")
    assert reply.text == on_its_way(opened, ana) and reply.aftercare["service"] is True
    [code] = opened.wait(lambda: codes(opened))
    assert opened.patient_of(BEN) is None
    assert opened.ask(BEN, f"{code[:3]} {code[3:]}").text == opened.phrase("linked")
    assert opened.patient_of(BEN) == ana
    opened.ask(BEN, "can I run?")
    assert [turn["metadata"]["patient"] for turn in rasa.received] == [None, ana]
    assert opened.ask(BEN, ana).text == opened.phrase("linked_already")


def test_an_unknown_reference_is_answered_in_the_same_words(opened):
    """Nobody can find out who is a patient; no code exists, and none is written anywhere."""
    assert opened.ask(BEN, UNKNOWN).text == on_its_way(opened, UNKNOWN)
    assert opened.ask(BEN, "123456").text == opened.phrase("code_refused")
    assert codes(opened) == [] and opened.tasks() == []


def test_a_wrong_code_is_refused_and_danger_still_comes_first(opened):
    """While a code is awaited, a red flag is a red flag."""
    ana = opened.town.patient()
    opened.ask(BEN, ana)
    [code] = opened.wait(lambda: codes(opened))
    bad = f"{(int(code) + 1) % 10**6:06d}"
    assert opened.ask(BEN, bad).text == opened.phrase("code_refused")
    assert opened.ask(BEN, DANGER).text.startswith("Call 911 now.")
    assert opened.ask(BEN, code).text == opened.phrase("linked")


def test_the_fourth_code_of_a_day_is_refused(opened):
    """In words that say whom to ask instead."""
    for _ in range(3):
        assert opened.ask(BEN, UNKNOWN).text == on_its_way(opened, UNKNOWN)
    assert opened.ask(BEN, UNKNOWN).text == opened.phrase("code_limit")


def test_six_digits_that_nobody_asked_for_go_to_rasa(opened, rasa):
    """A number in a question is no code."""
    assert opened.ask(BEN, "123456").text.startswith("You said: 123456")


def test_spanish_is_kept_through_the_linking(opened, rasa):
    """A reference has no language; the conversation has."""
    rasa.memory = {"language": "es"}
    opened.ask(BEN, "¿puedo usar maquillaje hoy?")
    assert opened.ask(BEN, UNKNOWN).text == on_its_way(opened, UNKNOWN, "es")


def test_a_number_that_passes_on_takes_nothing_along(tmp_path, rasa):
    """Ana's number becomes Ben's: he is a stranger, in a new conversation, and told what to do."""
    with street(tmp_path, rasa, "meta") as opened, served(opened):
        ana = opened.town.clinic.register.add_patient("Ana", ANA)
        opened.ask(ANA, "can I swim?")
        old = opened.contact(ANA).conversation
        assert opened.patient_of(ANA) == ana
        opened.message(opened.phone.change(ANA))
        answer = opened.ask(ANA, "can I run?")
        assert opened.patient_of(ANA) is None and opened.contact(ANA).conversation != old
        assert answer.text.endswith(opened.phrase("link_again"))
        assert rasa.received[-1]["metadata"]["patient"] is None
        assert rasa.received[-1]["conversation"] != rasa.received[0]["conversation"]


def test_the_clinics_own_system_sends_the_code(tmp_path, rasa, both):
    """Nothing of it stays in our folder, and the patient's answer does not wait for it."""
    got: list[dict] = []

    async def take(request: Request) -> Response:
        got.append(await request.json())
        return Response(status_code=204)

    app = Starlette(routes=[Route("/", take, methods=["POST"])])
    with serving(app) as url, street(tmp_path, rasa, both, code_url=url) as made, served(made):
        ana = made.town.patient()
        made.ask(BEN, ana)
        made.wait(lambda: got)
        assert got[0]["reference"] == ana and not (tmp_path / "codes").exists()
        assert made.ask(BEN, got[0]["code"]).text == made.phrase("linked")


def test_a_code_that_cannot_be_sent_is_a_task(tmp_path, rasa, both, monkeypatch):
    """The patient was told to call if none comes; the staff know whom to help."""
    monkeypatch.setattr("bot.whatsapp.linking.SENDING_PAUSES", (0.05,))
    with street(tmp_path, rasa, both, code_url=closed_address()) as opened, served(opened):
        ana = opened.town.patient()
        assert opened.ask(BEN, ana).text == on_its_way(opened, ana)
        [task] = opened.wait(opened.tasks)
        assert (task.understood, task.patient, task.level) == ("code_not_sent", ana, "routine")


def test_the_answer_takes_as_long_whether_the_reference_exists_or_not(tmp_path, rasa):
    """The clinic's system is slow here: who gets no code would otherwise be told by the clock."""

    async def slow(_: Request) -> Response:
        time.sleep(1.5)
        return Response(status_code=204)

    app = Starlette(routes=[Route("/", slow, methods=["POST"])])
    with serving(app) as address, street(tmp_path, rasa, "meta", code_url=address) as opened:
        with served(opened):
            took = []
            for reference in (opened.town.patient(), UNKNOWN):
                began = time.monotonic()
                opened.ask(BEN, reference)
                took.append(time.monotonic() - began)
        assert abs(took[0] - took[1]) < 1.0 and max(took) < 1.5


def test_who_reads_on_the_web_can_prove_it_there(tmp_path, rasa, both):
    """With answers kept out of WhatsApp, the hint is read in the web chat and followed there."""
    with street(tmp_path, rasa, both, whatsapp_privacy="link") as made, served(made):
        ana = made.town.patient()
        made.ask(BEN, "can I swim?")
        talk = made.contact(BEN).conversation

        def types(name: str, text: str) -> str:
            made.town.mailbox.accept([Arrival("web", f"{talk}/{name}", talk, text, whole=False)])
            return made.answer_to(f"{talk}/{name}").text

        assert types("1", ana) == on_its_way(made, ana)
        [code] = made.wait(lambda: codes(made))
        assert types("2", code) == made.phrase("linked") and made.patient_of(BEN) == ana


def test_no_code_is_kept_in_the_database(opened):
    """A copy of it proves nothing: only a keyed hash is there."""
    opened.ask(BEN, opened.town.patient())
    [code] = opened.wait(lambda: codes(opened))
    with opened.town.mailbox._reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM link_codes").mappings().all()
    assert code not in json.dumps([dict(row) for row in rows], default=str)
    assert len(rows[0]["code_hash"]) == 64
