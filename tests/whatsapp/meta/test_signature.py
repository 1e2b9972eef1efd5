"""Only what Meta signed passes, and only Meta gets its challenge back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pywa.utils import webhook_updates_validator
from starlette.datastructures import Headers

from bot.whatsapp.meta.signature import HEADER, challenge, is_signed, sign

SECRET = "not-a-secret-of-anybody"
BODY = '{"text": "¿Está bien? 😊"}'.encode()
GOOD = sign(SECRET, BODY)


@given(st.binary(max_size=300), st.text(min_size=1, max_size=40).map(ascii))
def test_signs_as_an_independent_library_checks(body, secret):
    """pywa accepts every signature of ours, over any bytes."""
    assert webhook_updates_validator(secret, body, sign(secret, body))
    assert is_signed(secret, {HEADER: sign(secret, body)}, body)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_one_changed_byte_is_enough(body, data):
    """A body that differs in any bit is refused, by pywa and by us."""
    place = data.draw(st.integers(0, len(body) - 1))
    forged = bytearray(body)
    forged[place] ^= data.draw(st.integers(1, 255))
    signature = sign(SECRET, body)
    assert not is_signed(SECRET, {HEADER: signature}, bytes(forged))
    assert not webhook_updates_validator(SECRET, bytes(forged), signature)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "sha256=",
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        "sha256=" + GOOD[7:].upper(),
        GOOD[7:],
        "sha1=" + GOOD[7:],
        GOOD + "," + GOOD,
        f" {GOOD}",
        f"{GOOD}\n",
        "sha256=" + "é" * 64,
        "sha256=" + "٣" * 64,
        sign("another", BODY),
    ],
)
def test_a_malformed_or_wrong_header_is_refused(value):
    """Anything but `sha256=` and the right 64 small hexadecimal digits is no signature."""
    assert not is_signed(SECRET, {HEADER: value}, BODY)


def test_the_name_of_the_header_has_no_case():
    """Servers write header names as they like, in a dict or in Starlette's own kind of mapping."""
    assert is_signed(SECRET, {HEADER.lower(): GOOD}, BODY)
    assert is_signed(SECRET, Headers({HEADER.upper(): GOOD}), BODY)


def test_missing_or_repeated_is_refused():
    """No signature and two signatures are both none, even if both are right."""
    raw = HEADER.lower().encode()
    twice = Headers(raw=[(raw, GOOD.encode()), (raw, GOOD.encode())])
    assert not is_signed(SECRET, {}, BODY)
    assert not is_signed(SECRET, twice, BODY)
    assert not is_signed(SECRET, {HEADER: GOOD, HEADER.lower(): GOOD}, BODY)


def test_without_a_secret_nobody_is_genuine():
    """An empty secret would be one that everybody knows."""
    assert not is_signed("", {HEADER: sign("", BODY)}, BODY)


ASKED = {"hub.mode": "subscribe", "hub.verify_token": "our-word", "hub.challenge": "1158201444"}


def test_the_challenge_is_echoed_to_whoever_knows_the_token():
    """What Meta asks when the address is entered is answered."""
    assert challenge("our-word", ASKED) == "1158201444"


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "other"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "our-word\ud800"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>alert(1)</script>"},
    ],
)
def test_nobody_else_gets_an_echo(change):
    """Another word, another mode, and a challenge that could be markup get nothing."""
    assert challenge("our-word", {**ASKED, **change}) is None


def test_an_empty_token_matches_nothing():
    """A token that was never set is not the empty word."""
    assert challenge("", {**ASKED, "hub.verify_token": ""}) is None
    assert challenge("our-word", {}) is None
