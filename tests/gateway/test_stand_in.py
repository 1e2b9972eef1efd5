"""What is said when Rasa does not answer, by the real desk."""

from __future__ import annotations

import pytest

from bot.gateway.stand_in import StandIn
from tests.desk.clinic import TODAY, open_clinic


@pytest.fixture
def stand_in(tmp_path):
    """The stand-in of a clinic with a fixed day."""
    clinic = open_clinic(tmp_path)
    yield StandIn(clinic.desk, lambda: TODAY)
    clinic.register.close()


MESSAGES = {
    "en": ("can I wear makeup?", "there is pus coming out of my cheek"),
    "es": ("¿puedo usar maquillaje?", "me sale pus de la mejilla"),
}


@pytest.mark.parametrize("language", MESSAGES)
def test_it_speaks_the_messages_language(stand_in, language):
    """The apology and the reply to a danger sign are in the language of the message."""
    question, danger = MESSAGES[language]
    said = stand_in.desk.wording_in(language)
    failed = stand_in.failed(question, None, "c-1")
    reference = failed["custom"]["aftercare"]["escalation"]["reference"]
    assert failed["text"] == said.phrase("failed", reference=reference)
    alarm = stand_in.red_flag(danger, None, "c-1")
    assert alarm["text"].startswith(said.fill(said.protocol.flags["infection"].words["same_day"]))
    assert stand_in.red_flag(question, None, "c-1") is None
