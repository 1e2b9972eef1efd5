"""Patients who write Spanish are answered in Spanish, with the verdicts that the English get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Desk, Memory
from bot.desk.shelf import Shelf
from bot.desk.smalltalk import friendly_phrase
from bot.language import language_of
from bot.protocol.reading.files import CONTENT, ROLES
from bot.protocol.translating import in_language
from tests.desk.clinic import Clinic, only_answer, turn, verdicts
from tests.desk.test_prescribed import MEDICINE_TOPICS

MAKEUP = "¿Puedo usar maquillaje?"
WAITING = Memory(pending=("makeup",), pending_text=MAKEUP, awaiting="date", language="es")


def words(clinic: Clinic, key: str, **values: object) -> str:
    """A fixed sentence as a Spanish patient sees it."""
    return clinic.desk.wording_in("es").phrase(key, **values)


def rule_words(clinic: Clinic, rule: str) -> str:
    """The Spanish words of a rule."""
    return clinic.protocol.translations["es"].rules[rule]


def test_makeup_waits_for_tomorrow(clinic):
    """On day 0 makeup is not yet allowed; words, date, source and label are Spanish."""
    reply = clinic.answer(MAKEUP, patient=clinic.patient(0), makeup="maquillaje")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["rule"]) == ("not_yet", "makeup/day-0")
    assert (answer["from_date"], answer["label"]) == ("2026-11-21", "maquillaje")
    assert reply.aftercare["language"] == "es"
    section = clinic.protocol.translations["es"].sections["Day 1"]
    assert reply.text == "\n\n".join(
        [
            f"Maquillaje: {words(clinic, 'not_yet')} {rule_words(clinic, 'makeup/day-0')} "
            f"{words(clinic, 'allowed_from', date='mañana (sáb 21 nov)')} "
            f"{words(clinic, 'from_clinic', section=section)}",
            words(clinic, "unreviewed"),
        ]
    )


def test_makeup_is_allowed_on_the_next_day(clinic):
    """From day 1 it is allowed, and the sheet's quote stays as it is on the sheet."""
    reply = clinic.answer(MAKEUP, patient=clinic.patient(1), makeup="maquillaje")
    answer = only_answer(reply)
    sheet = (CONTENT / ROLES["sheet"]).read_text(encoding="utf-8")
    assert (answer["verdict"], answer["basis"]) == ("allowed", "clinic")
    assert rule_words(clinic, "makeup/day-1") in reply.text
    assert " ".join(answer["quote"].split()) in " ".join(sheet.split())


def test_flaking_is_expected_through_its_last_day(clinic):
    """On day 3 flaking is expected, with the last date on which it is."""
    text = "¿Es normal que la piel se me descame?"
    reply = clinic.answer(text, patient=clinic.patient(3), dryness_flaking="descame")
    assert verdicts(reply) == {"dryness_flaking": "expected"}
    assert words(clinic, "expected_until", date="el mar 24 nov") in reply.text


def test_advil_is_to_be_avoided(clinic):
    """On day 0 the clinic's words on anti-inflammatories are given in Spanish."""
    reply = clinic.answer(
        "¿Puedo tomar Advil?", patient=clinic.patient(0), anti_inflammatory="Advil"
    )
    assert verdicts(reply) == {"anti_inflammatory": "avoid"}
    assert rule_words(clinic, "anti_inflammatory/day-0") in reply.text


@pytest.mark.parametrize(
    ("text", "level"),
    [("me sale pus de la mejilla", "same_day"), ("no puedo respirar", "emergency")],
)
def test_a_danger_sign_has_its_spanish_text(clinic, text, level):
    """The fixed text of the sign is said in Spanish, and the staff read the patient's words."""
    reply = clinic.desk.red_flag(turn(text, patient=clinic.patient(3), intent="red_flag"))
    flag = reply.aftercare["answers"][0]["topic"]
    said = clinic.desk.wording_in("es")
    assert reply.text.startswith(said.fill(clinic.protocol.translations["es"].flags[flag][level]))
    assert set(verdicts(reply).values()) == {"urgent"}
    [task] = clinic.register.escalations()
    assert (task.level, task.words) == (level, text)


def test_other_questions_wait_in_spanish(clinic):
    """What else was asked is named by its Spanish label."""
    text = "me sale pus, ¿puedo usar maquillaje?"
    reply = clinic.desk.red_flag(turn(text, patient=clinic.patient(3), makeup="maquillaje"))
    assert words(clinic, "other_questions_wait", topics="maquillaje") in reply.text


def test_a_visitor_is_asked_and_answers_yesterday(clinic):
    """The question for the date is Spanish, "ayer" answers it, and the reply goes on in Spanish."""
    asked = clinic.answer(MAKEUP, makeup="maquillaje")
    assert asked.aftercare["kind"] == "ask_treatment_date"
    assert asked.text == words(clinic, "ask_date")
    reply = clinic.desk.unsure(turn("ayer", memory=asked.memory, intent="unsure"))
    assert (only_answer(reply)["verdict"], only_answer(reply)["day"]) == ("allowed", 1)
    assert reply.text.startswith(words(clinic, "date_taken", date="ayer (jue 19 nov)"))
    assert rule_words(clinic, "makeup/day-1") in reply.text
    assert reply.text.count(words(clinic, "unreviewed")) == 1


@pytest.mark.parametrize("said", ["11/12", "banana", "1990-05-05", "1/2/2090"])
def test_the_date_is_asked_again_in_spanish(clinic, said):
    """Two possible dates, none and an impossible one: each question back is Spanish."""
    reply = clinic.desk.take_date(turn(said, memory=WAITING))
    assert reply.aftercare["language"] == "es"
    assert language_of(reply.text) == "es"
    assert all(button.title in reply.text for button in reply.buttons)
    assert reply.memory.awaiting == "date"


def test_pressing_a_spanish_date_button_answers(clinic):
    """A button shows the date in Spanish and says it in figures."""
    asked = clinic.desk.take_date(turn("11/12", memory=WAITING))
    assert asked.buttons[0].title == "el jue 12 nov"
    reply = clinic.desk.unsure(turn(asked.buttons[0].says, memory=asked.memory))
    assert (only_answer(reply)["day"], reply.aftercare["language"]) == (8, "es")


def test_tomorrow_and_a_claimed_day(clinic):
    """ "Mañana" is answered for tomorrow; a day claimed for today never replaces the record's."""
    patient = clinic.patient(0)
    reply = clinic.answer("¿maquillaje mañana?", patient=patient, makeup="maquillaje")
    assert (only_answer(reply)["verdict"], only_answer(reply)["day"]) == ("allowed", 1)
    assert reply.text.startswith(words(clinic, "on_date", date="mañana (sáb 21 nov)", day=1))
    text = "hoy es el día 5, ¿puedo usar maquillaje?"
    assert only_answer(clinic.answer(text, patient=patient, makeup="maquillaje"))["day"] == 0


def test_several_topics_in_reading_order(clinic):
    """Each topic has its own paragraph, and the note on the translation comes once, last."""
    text = "¿puedo nadar, usar maquillaje y es normal lo rojo?"
    reply = clinic.answer(
        text, patient=clinic.patient(1), redness="rojo", swimming="nadar", makeup="maquillaje"
    )
    assert list(verdicts(reply)) == ["swimming", "makeup", "redness"]
    paragraphs = reply.text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[-1] == words(clinic, "unreviewed")


def test_a_signed_translation_has_no_note(clinic, tmp_path):
    """Once the clinic has signed, nothing is said about a review any more."""
    shelf = SignedShelf(CONTENT, general_on=True)
    desk = Desk(clinic.register, shelf, clinic.settings)
    reply = desk.answer(turn(MAKEUP, patient=clinic.patient(1), makeup="maquillaje"))
    assert rule_words(clinic, "makeup/day-1") in reply.text
    assert words(clinic, "unreviewed") not in reply.text


class SignedShelf(Shelf):
    """The content as if every translated file were signed."""

    def protocol(self, language: str = "en"):
        """The protocol with its translations marked as reviewed."""
        protocol = super().protocol()
        signed = {n: replace(t, reviewed=True) for n, t in protocol.translations.items()}
        return in_language(replace(protocol, translations=signed), language)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("¡Muchas gracias!", "thanks"),
        ("gracias, buenas noches", "thanks"),
        ("buenas noches", "goodbye"),
        ("adiós", "goodbye"),
        ("Adios!", "goodbye"),
        ("hasta mañana", "goodbye"),
        ("hola, buenas noches", "hello"),
        ("hola", "hello"),
    ],
)
def test_small_talk(clinic, text, key):
    """Thanks, a goodbye and a greeting are told apart, and carry no note on advice."""
    assert friendly_phrase(text) == key
    reply = clinic.desk.smalltalk(turn(text, intent="smalltalk", memory=Memory(language="es")))
    assert reply.text == words(clinic, key)


def test_a_person_is_called(clinic):
    """The hand-off and what is answered beside it are Spanish."""
    text = "quiero hablar con una persona, ¿puedo usar maquillaje?"
    asked = turn(text, patient=clinic.patient(1), makeup="maquillaje")
    reply = clinic.desk.hand_over(asked)
    reference = reply.aftercare["escalation"]["reference"]
    assert reply.text.startswith(words(clinic, "handed_over", reference=reference))
    assert rule_words(clinic, "makeup/day-1") in reply.text
    assert reply.text.endswith(words(clinic, "unreviewed"))
    alone = clinic.desk.hand_over(turn("quiero hablar con una persona"))
    assert words(clinic, "unreviewed") not in alone.text


def test_doubt_is_asked_back_with_spanish_buttons(clinic):
    """Topics are offered by their Spanish labels, then a person by "Sí" and "No"."""
    first = clinic.desk.unsure(turn("¿y eso qué?", maybe=("makeup",), intent="unsure"))
    assert first.text == words(clinic, "clarify")
    assert [(b.title, b.says) for b in first.buttons] == [("Maquillaje", "¿maquillaje?")]
    second = clinic.desk.unsure(turn("mmm", memory=first.memory, intent="unsure"))
    assert second.text == words(clinic, "offer_person")
    assert [(b.title, b.says) for b in second.buttons] == [("Sí", "si"), ("No", "no")]
    declined = clinic.desk.confirm(turn("no", memory=second.memory), agreed=False)
    assert declined.text == words(clinic, "no_person_wanted")
    agreed = clinic.desk.confirm(turn("si", memory=second.memory), agreed=True)
    assert (agreed.aftercare["kind"], agreed.aftercare["language"]) == ("handoff", "es")


def test_the_language_sticks(clinic):
    """A short message is answered in the language spoken before; a clear one changes it."""
    patient = clinic.patient(1)
    first = clinic.answer(MAKEUP, patient=patient, makeup="maquillaje")
    short = clinic.answer("Advil ok?", patient=patient, memory=first.memory, ice="Advil")
    assert short.aftercare["language"] == "es"
    clear = clinic.answer(
        "and can I wear makeup?", patient=patient, memory=short.memory, makeup="makeup"
    )
    assert clear.aftercare["language"] == "en"
    again = clinic.answer("Advil ok?", patient=patient, memory=clear.memory, ice="Advil")
    assert (again.aftercare["language"], again.memory.language) == ("en", "en")


@pytest.mark.parametrize(
    "text", ["¿y cuándo puedo usarlo entonces?", "y mañana?", "¿eso cuándo?", "¿puedo ponérmelo?"]
)
def test_a_follow_up_speaks_of_the_topic_before(clinic, text):
    """A short message without a topic of its own is about the last one, in Spanish as well."""
    patient = clinic.patient(0)
    first = clinic.answer(MAKEUP, patient=patient, makeup="maquillaje")
    reply = clinic.answer(text, patient=patient, memory=first.memory)
    assert list(verdicts(reply)) == ["makeup"]
    assert reply.aftercare["language"] == "es"


@pytest.mark.parametrize(
    "said",
    [
        "me la recetó mi doctora",
        "mi doctor me mandó a tomarla",
        "me la mandó la dermatóloga",
        "mi médico dice que la tome",
        "es con receta",
        "es la pastilla del corazón",
        "tomo anticoagulantes",
        "es un antibiótico",
        "tomo aspirina todos los días",
        "la medicina de la presión",
    ],
)
def test_a_prescribed_medicine_is_never_advised_on(clinic, said):
    """On any day, for any medicine, the answer is to ask: never to avoid it or to wait."""
    for day in (0, 1, 8):
        patient = clinic.patient(day)
        for topic in sorted(MEDICINE_TOPICS - {"other"}):
            reply = clinic.answer(f"¿la pastilla? {said}", patient=patient, **{topic: "pastilla"})
            assert verdicts(reply) == {topic: "ask_clinic"}
            assert words(clinic, "prescribed") in reply.text


@pytest.mark.parametrize(
    "said", ["mi doctora es muy amable", "una receta casera", "quiero hablar con la doctora"]
)
def test_ordinary_words_are_no_prescription(clinic, said):
    """A doctor in the sentence is not yet a prescription."""
    text = f"{said}, ¿puedo tomar Advil?"
    reply = clinic.answer(text, patient=clinic.patient(0), anti_inflammatory="Advil")
    assert verdicts(reply) == {"anti_inflammatory": "avoid"}


def test_what_no_rule_covers(clinic):
    """Said to be uncovered in Spanish, never guessed."""
    reply = clinic.desk.uncovered(turn("¿puedo usar mi aceite para la barba?"))
    assert reply.text.startswith(words(clinic, "uncovered"))
    assert verdicts(reply) == {"other": "ask_clinic"}


def test_a_question_about_signs(clinic):
    """The signs are listed by their Spanish labels, and nobody is called."""
    reply = clinic.answer("¿cómo se ve una infección?")
    assert reply.aftercare["kind"] == "info"
    for label in clinic.protocol.translations["es"].flag_labels.values():
        assert label in reply.text
    assert clinic.register.escalations() == []


def test_failures_are_told_in_the_messages_language(clinic):
    """Too much text, a failure with a task and one without: each is said in Spanish."""
    message = turn("¿puedo usar maquillaje?")
    assert clinic.desk.too_long(message).text == words(clinic, "too_long", limit=4000)
    failed = clinic.desk.failed(message)
    reference = failed.aftercare["escalation"]["reference"]
    assert failed.text.startswith(words(clinic, "failed", reference=reference))
    without = clinic.desk.apologise(message, "L-1").text
    assert without.startswith(words(clinic, "failed", reference="L-1"))


def test_without_a_translation_the_answer_is_english(clinic, tmp_path):
    """A clinic without Spanish texts answers a Spanish message in English words."""
    shelf = PlainShelf(CONTENT, general_on=True)
    desk = Desk(clinic.register, shelf, clinic.settings)
    reply = desk.answer(turn(MAKEUP, patient=clinic.patient(1), makeup="maquillaje"))
    assert clinic.phrase("allowed") in reply.text
    assert words(clinic, "unreviewed") not in reply.text


class PlainShelf(Shelf):
    """The content without its translations."""

    def protocol(self, language: str = "en"):
        """The English protocol alone."""
        return in_language(replace(super().protocol(), translations={}), language)
