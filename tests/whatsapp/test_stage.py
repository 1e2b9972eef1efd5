"""What is answered on WhatsApp without Rasa: never an error, never silence, red flags first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.mailbox.contact_tables import AttachmentRow, ConsentRow
from tests.whatsapp.street import ANA, BEN, Street, served, street

CONSENTS, FILES = ConsentRow.__table__, AttachmentRow.__table__
DANGER = "I can't breathe and my face is swelling"


@pytest.fixture
def opened(tmp_path, rasa, both) -> Street:
    """A street with a worker."""
    with street(tmp_path, rasa, both, clinic_phone="+1 212 555 0100") as made, served(made):
        yield made


def test_a_question_goes_to_rasa_with_the_patient_of_the_number(opened, rasa):
    """The number is in the register, so Rasa is told whose question it is."""
    ana = opened.town.clinic.register.add_patient("Ana", ANA)
    reply = opened.ask(ANA, "can I wear makeup?")
    assert reply.text == "You said: can I wear makeup?"
    assert rasa.received[0]["metadata"]["patient"] == ana
    assert rasa.received[0]["conversation"].startswith("wa-")


def test_a_stranger_is_answered_and_told_once_how_to_become_known(opened, rasa):
    """General questions are answered for nobody in particular; the hint comes with the first."""
    rasa.memory = {"language": "en"}
    hint = opened.phrase("link_hint")
    assert opened.ask(ANA, "what is microneedling?").text.endswith(f"\n\n{hint}")
    assert hint not in opened.ask(ANA, "does it hurt?").text
    assert rasa.received[0]["metadata"]["patient"] is None


@pytest.mark.parametrize(
    ("word", "language"), [("STOP", "en"), ("stop.", "en"), ("Baja", "es"), ("¡PARAR!", "es")]
)
def test_stop_is_recorded_confirmed_and_told_to_the_staff_once(opened, rasa, word, language):
    """And never ends answers to the patient's own questions."""
    for _ in range(2):
        assert opened.ask(ANA, word).text == opened.phrase("stopped", language)
    [task] = opened.tasks()
    assert (task.level, task.words, task.understood) == ("routine", word, "opted_out")
    consents = opened.rows(select(CONSENTS))
    assert [(c.given, c.words, c.channel) for c in consents] == [(False, word, "whatsapp")] * 2
    assert opened.contact(ANA).opted_out_at is not None and rasa.received == []
    assert opened.ask(ANA, "can I swim?").text.startswith("You said: can I swim?")


def test_start_takes_it_back(opened):
    """The consent is another row; the old one stays."""
    opened.ask(ANA, "STOP")
    assert opened.ask(ANA, "unstop").text == opened.phrase("started")
    assert opened.contact(ANA).opted_out_at is None
    assert [c.given for c in opened.rows(select(CONSENTS))] == [False, True]


def test_help_says_what_this_is_and_how_to_become_known(opened):
    """The emergency number is in it: "help" may be a cry for help."""
    reply = opened.ask(ANA, "Ayuda")
    assert reply.text == f"{opened.phrase('help', 'es')}\n\n{opened.phrase('link_hint', 'es')}"
    assert "911" in reply.text and reply.aftercare["service"] is True


def test_stop_inside_a_sentence_is_no_keyword(opened, rasa):
    """"Please stop the bleeding" must opt nobody out."""
    assert opened.ask(ANA, "when will the redness stop").text.startswith("You said:")
    assert opened.contact(ANA).opted_out_at is None and opened.tasks() == []


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [("photo", "photo_received"), ("voice", "voice_received"), ("video", "file_received"),
     ("document", "file_received")],
)  # fmt: skip
def test_a_file_gets_a_person_and_an_honest_sentence(opened, rasa, kind, phrase):
    """One routine task, its reference told; the file is fetched, and Rasa never hears of it."""
    reply = opened.show(ANA, kind)
    [task] = opened.tasks()
    assert reply.text == opened.phrase(phrase, reference=task.reference)
    assert (task.level, task.understood) == ("routine", f"{kind}: 1") and rasa.received == []
    opened.wait(lambda: [f for f in opened.rows(select(FILES)) if f.state == "stored"])


def test_an_album_is_one_task_and_its_caption_a_persons(opened, rasa):
    """Photos that follow each other are answered once; what is written with them is not judged."""
    names = [opened.phone.send(ANA, "photo", text=text) for text in ("is this normal?", "")]
    replies = {opened.answer_to(name).id for name in names}
    [task] = opened.tasks()
    assert len(replies) == 1 and task.understood == "photo: 1, 2"
    assert task.words.startswith("is this normal?") and rasa.received == []
    text = opened.answer_to(names[0]).text
    assert text.endswith(opened.phrase("caption_kept"))


def test_danger_in_a_caption_comes_first(opened):
    """A red flag beside a photo is a red flag; the photo is still fetched for the staff."""
    reply = opened.show(ANA, "photo", text=DANGER)
    assert reply.text.startswith("Call 911 now.") and reply.aftercare["kind"] == "red_flag"
    assert [task.level for task in opened.tasks()] == ["emergency"]
    opened.wait(lambda: [f for f in opened.rows(select(FILES)) if f.state == "stored"])


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [("sticker", "only_words"), ("location", "location_received"), ("contact", "only_words")],
)
def test_what_is_not_words_is_answered_in_words(opened, rasa, kind, phrase):
    """Neither an error nor silence, and no task where nobody must look."""
    assert opened.show(ANA, kind).text == opened.phrase(phrase)
    assert opened.tasks() == [] and rasa.received == []


def test_reactions_and_unknown_kinds_are_answered(tmp_path, rasa):
    """Meta alone tells of them; a reaction that is taken back asks for nothing."""
    with street(tmp_path, rasa, "meta") as opened, served(opened):
        opened.ask(ANA, "can I swim?")
        first = opened.tell(ANA, "and run?")
        shown = opened.show(ANA, "reaction", text="👍", answers=first)
        assert shown.text == opened.phrase("reaction_received")
        taken_back = opened.message(opened.phone.send(ANA, "reaction", answers=first))
        assert taken_back.answered_by is None
        assert opened.show(ANA, "unknown").text == opened.phrase("only_words")


def test_danger_is_answered_from_a_phone_whatever_is_down(tmp_path, rasa, both):
    """No Rasa at all, an unknown number: the fixed words at once and one task."""
    rasa.is_ready = False
    with street(tmp_path, rasa, both) as opened, served(opened):
        reply = opened.ask(ANA, DANGER)
        assert reply.text.startswith("Call 911 now.")
        [task] = opened.tasks()
        assert (task.level, task.words) == ("emergency", DANGER)


def test_two_people_never_share_anything(opened, rasa):
    """Each number has its own conversation, patient and button ids."""
    for person in (ANA, BEN):
        opened.ask(person, "menu please?")
    assert len({turn["conversation"] for turn in rasa.received}) == 2
