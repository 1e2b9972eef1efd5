"""What goes out through Twilio says all of what was meant, and tells where to report back."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.options import length
from bot.whatsapp.records import Outbound, Sender, SendFault
from bot.whatsapp.twilio.errors import KIND_OF, answered, fault_of
from bot.whatsapp.twilio.writing import written
from tests.whatsapp.twilio.webhooks import ACCOUNT, BSUID, PHONE

TO = Sender(None, PHONE)


def test_a_text():
    """A text goes to the number, from ours, with our key in the callback's address."""
    assert written(Outbound("Sí 😊"), TO, "d17", ACCOUNT) == {
        "From": "whatsapp:+14155238886",
        "To": "whatsapp:+16505551234",
        "StatusCallback": "https://chat.clinic.example/whatsapp/twilio/status?key=d17",
        "Body": "Sí 😊",
    }


@pytest.mark.parametrize(
    "to, address",
    [
        (Sender(BSUID, PHONE), f"whatsapp:{BSUID}"),
        (Sender(None, None, "US.ENT.1"), "whatsapp:US.ENT.1"),
    ],
)
def test_an_id_goes_before_a_number(to, address):
    """Numbers pass to other people; where there is an id, the message goes to it."""
    assert written(Outbound("Hi"), to, "d1", ACCOUNT)["To"] == address


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=20))
def test_any_key_comes_back(key):
    """The key survives in the callback's address whatever it is."""
    callback = written(Outbound("Hi"), TO, key, ACCOUNT)["StatusCallback"]
    query = parse_qs(urlsplit(callback).query, keep_blank_values=True)
    assert query["key"] == [key]


def test_options_are_numbered():
    """Options stand under the text with numbers, in the patient's language."""
    message = Outbound("¿Desde cuándo?", (("a", "Hoy"), ("b", "Ayer")), language="es")
    expected = "¿Desde cuándo?\n\n1. Hoy\n2. Ayer\n\nResponda con un número."
    assert written(message, TO, "d1", ACCOUNT)["Body"] == expected


def test_a_template():
    """A template goes out by its id, its values numbered and on one line each."""
    form = written(Outbound(template="HX1", parameters=("Ana", "a\nb")), TO, "d1", ACCOUNT)
    assert form["ContentSid"] == "HX1" and "Body" not in form
    assert json.loads(form["ContentVariables"]) == {"1": "Ana", "2": "a b"}
    assert "ContentVariables" not in written(Outbound(template="HX1"), TO, "d1", ACCOUNT)


@pytest.mark.parametrize("text", ["", " ", "x" * 1601, "\U0001f44d" * 801])
def test_a_text_that_cannot_be_sent_is_refused(text):
    """Neither nothing nor more than Twilio takes goes out; it is never shortened in silence."""
    with pytest.raises(SendFault, match="invalid"):
        written(Outbound(text), TO, "d1", ACCOUNT)
    assert length("x" * 1600) == 1600


def test_nobody_is_no_address():
    """Without number and id there is nothing to send to."""
    with pytest.raises(SendFault, match="invalid"):
        written(Outbound("Hi"), Sender(), "d1", ACCOUNT)


@pytest.mark.parametrize(
    "status, body, kind",
    [
        (400, {"code": 63016}, "window_closed"),
        (400, {"code": 21656}, "bad_template"),
        (400, {"code": 21617}, "invalid"),
        (400, {"code": 987654}, "invalid"),
        (400, None, "invalid"),
        (401, {"code": 20003}, "unauthorised"),
        (403, None, "unauthorised"),
        (404, {"code": 20404}, "invalid"),
        (429, {"code": 20429}, "rate"),
        (503, {"code": 20503}, "down"),
        (408, None, "down"),
        # Twilio does not say how far it came.
        (500, {"code": 20500}, "answer_lost"),
        (502, None, "answer_lost"),
    ],
)
def test_answers(status, body, kind):
    """A failing answer says whether trying again could send twice."""
    assert answered(status, body).kind == kind


@pytest.mark.parametrize("code", [63016, 63003, 63024, 63018, 63027, 63028, 63013])
def test_the_codes_that_come_by_status_have_a_kind(code):
    """What WhatsApp refuses after Twilio took it is understood."""
    assert fault_of(code).kind == KIND_OF[code]
    assert fault_of(999_999).retry is False
