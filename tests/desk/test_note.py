"""Fixed sentences about a channel: in the patient's language, and with a task where one is due."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Memory
from tests.desk.clinic import turn

SERVICE = (
    *("stopped", "started", "help", "stale_button", "caption_kept", "file_lost", "only_words"),
    *("location_received", "reaction_received", "link_hint", "link_again", "code_refused"),
    *("code_limit", "linked", "linked_already"),
)


def test_a_note_says_its_phrases_and_calls_nobody(clinic):
    """Several phrases are paragraphs; nothing of it is about anybody's care."""
    reply = clinic.desk.note(turn("STOP"), "stopped", "link_hint")
    assert reply.text == f"{clinic.phrase('stopped')}\n\n{clinic.phrase('link_hint')}"
    assert reply.aftercare["service"] is True and reply.aftercare["answers"] == []
    assert reply.aftercare["kind"] == "info" and clinic.register.escalations() == []


def test_a_task_has_its_reference_in_the_words(clinic):
    """Told again for the same message it is the same task."""
    patient = clinic.patient(day=2)
    said = replace(turn("📷", patient=patient), message="m7")
    replies = [clinic.desk.note(said, "photo_received", task="photo: 3") for _ in range(2)]
    [task] = clinic.register.escalations()
    assert replies[0] == replies[1] and task.reference in replies[0].text
    assert (task.level, task.understood, task.patient) == ("routine", "photo: 3", patient)
    assert replies[0].aftercare["escalation"]["reference"] == task.reference


def test_a_note_is_in_the_conversations_language(clinic):
    """A sign without words has none of its own; a translation of no advice needs no warning."""
    spanish = turn("📷", memory=Memory(language="es"))
    reply = clinic.desk.note(spanish, "only_words")
    assert reply.text == clinic.desk.wording_in("es").phrase("only_words")
    assert reply.aftercare["language"] == "es" and reply.memory == spanish.memory


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("phrase", SERVICE)
def test_every_fixed_sentence_stands_by_itself(clinic, phrase, language):
    """None lacks a value that nobody fills in, and none says a word about care."""
    text = clinic.desk.wording_in(language).phrase(phrase)
    assert text and "{" not in text
    assert not {"skin", "makeup", "microneedling", "piel", "maquillaje"} & set(text.lower().split())
