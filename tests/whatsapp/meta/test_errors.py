"""Meta's errors, as what they mean for the message."""

import pytest
import pywa.errors

from bot.whatsapp.meta.errors import KIND_OF, answered, fault_of
from bot.whatsapp.records import SendFault

NAMED = {
    131047: "window_closed",
    131056: "pair_rate",
    130429: "rate",
    80007: "rate",
    131026: "undeliverable",
    131050: "undeliverable",
    132001: "bad_template",
    132015: "bad_template",
    190: "unauthorised",
    210: "unauthorised",
    100: "invalid",
    131008: "invalid",
    131009: "invalid",
    131000: "down",
    131016: "down",
}


@pytest.mark.parametrize("code", NAMED)
def test_a_code_has_its_kind(code):
    """A code means the same in a status and in an answer."""
    expected = SendFault(NAMED[code], code)
    assert fault_of(code) == expected
    assert answered(400, {"error": {"code": code, "message": "…"}}) == expected


def test_every_code_of_sending_that_pywa_names_has_a_kind():
    """An independent list of Meta's codes holds none that we have not thought of."""
    families = (pywa.errors.SendMessageError, pywa.errors.ThrottlingError)
    families += (pywa.errors.AuthorizationError, pywa.errors.IntegrityError)
    codes = {
        code
        for family in families
        for error in family.__subclasses__()
        for code in error.__error_codes__ or ()
    }
    # Registering a number is not ours to do.
    missing = codes - set(KIND_OF) - set(range(200, 300)) - {133016}
    assert missing == set()


@pytest.mark.parametrize("code", [None, 0.5, 999_999])
def test_unknown_codes_are_not_tried_again(code):
    """What nobody understands is not repeated to a patient."""
    assert fault_of(code) == SendFault("undeliverable", code, retry=False)


@pytest.mark.parametrize(
    "status, body, kind",
    [
        (400, None, "invalid"),
        (401, None, "unauthorised"),
        (403, {"error": "x"}, "unauthorised"),
        (404, {}, "invalid"),
        (429, None, "rate"),
        (302, None, "invalid"),
        (408, None, "down"),
        (503, None, "down"),
        # A machine in between lost patience; the message may be on its way.
        (500, None, "answer_lost"),
        (502, "<html>", "answer_lost"),
        (504, None, "answer_lost"),
        # Meta itself says that it failed.
        (500, {"error": {"code": 131000}}, "down"),
        (500, {"error": {"code": 987654}}, "down"),
        (400, {"error": {"code": 987654}}, "invalid"),
        (500, {"error": {"code": "x"}}, "answer_lost"),
        (400, {"error": {"code": [1]}}, "invalid"),
    ],
)
def test_answers(status, body, kind):
    """A failing answer says whether trying again could send twice."""
    fault = answered(status, body)
    assert fault.kind == kind
    assert fault.retry == (kind in ("rate", "down", "pair_rate"))


def test_a_fault_says_nothing_of_anybody():
    """What ends in a log is the kind and the code."""
    error = {"code": 131026, "message": "(#131026) to +16505551234", "error_data": {"details": "x"}}
    assert str(answered(400, {"error": error})) == "undeliverable (131026)"
    assert "16505551234" not in repr(answered(400, {"error": error}))
