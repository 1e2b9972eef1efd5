"""Who is let in as whom: signed links, sessions of our own, and how many from one address."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest

from bot.patients.book import utc_now
from bot.patients.links import AUDIENCE, ISSUER
from tests.gateway.town import HTTP


def opened(town, token):
    """The answer to a request for a session with this token."""
    return HTTP.post(town.address + "/api/session", json={"token": token})


def test_a_link_becomes_a_session_of_its_patient(open_town):
    """The answer says that it is a patient, never which; the clinic's numbers come along."""
    town = open_town(is_up=False, clinic_phone="+12125550100")
    reference = town.patient()
    answer = opened(town, town.link(reference))
    told = answer.json()
    assert answer.status_code == 201 and reference not in answer.text
    session = told.pop("session")
    assert told == {
        "patient": True,
        "language": "en",
        "clinic_phone": "+12125550100",
        "emergency_number": "911",
    }
    assert len(session) > 40 and town.mailbox.visitor(session).patient == reference


def test_a_link_may_be_used_again_for_another_conversation(open_town):
    """A reload within its quarter of an hour works; the conversations stay apart."""
    town = open_town(is_up=False)
    link = town.link(town.patient())
    one, two = opened(town, link).json()["session"], opened(town, link).json()["session"]
    assert town.mailbox.visitor(one).conversation != town.mailbox.visitor(two).conversation


def test_without_a_link_one_is_a_visitor(open_town):
    """Nobody's record stands behind the session; the language is taken where we speak it."""
    town = open_town(is_up=False)
    for body, language in (({}, "en"), ({"token": None, "language": "es"}, "es")):
        told = HTTP.post(town.address + "/api/session", json=body).json()
        assert (told["patient"], told["language"]) == (False, language)
        assert town.mailbox.visitor(told["session"]).patient is None


def test_a_reference_is_no_link(open_town):
    """Saying who one is opens nothing; other fields are not looked at."""
    town = open_town(is_up=False)
    reference = town.patient()
    assert opened(town, reference).status_code == 401
    body = {"patient": reference, "reference": reference, "sub": reference}
    told = HTTP.post(town.address + "/api/session", json=body).json()
    assert told["patient"] is False


def forgeries(town, reference: str) -> dict[str, str]:
    """Tokens that are wrong in one way each."""
    secret, now = town.settings.signing_secret(), utc_now()
    good = town.link(reference)
    claims = jwt.decode(good, options={"verify_signature": False})
    head, body, signature = good.split(".")

    def signed(key=secret, algorithm="HS256", headers=None, **changes):
        altered = {**claims, **changes}
        altered = {name: value for name, value in altered.items() if value is not None}
        return jwt.encode(altered, key, algorithm=algorithm, headers=headers)

    def part(value) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    other = part({**claims, "sub": town.patient()})
    return {
        "expired": town.link(reference, now=now - timedelta(minutes=16)),
        "from the future": town.link(reference, now=now + timedelta(minutes=5)),
        "another secret": town.link(reference, secret="x" * 40),
        "no algorithm": f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "None, spelled oddly": f"{part({'alg': 'NonE'})}.{body}.{signature}",
        "stronger algorithm": signed(algorithm="HS512"),
        "another's claims": f"{head}.{other}.{signature}",
        "no signature": f"{head}.{body}.",
        "half a signature": good[:-8],
        "lives for a day": signed(exp=claims["exp"] + 86_400),
        "lives for ever": signed(exp=None),
        "no subject": signed(sub=None),
        "a list as subject": signed(sub=["x"]),
        "another audience": signed(aud="someone"),
        "another issuer": signed(iss="someone"),
        "no audience": signed(aud=None),
        "no issue time": signed(iat=None),
        "expiry as text": signed(exp="soon"),
        "no id": signed(jti=None),
        "unknown patient": signed(sub="P-NOBODY"),
        "key in the header": signed(key="x" * 40, headers={"jwk": {"k": "eA", "kty": "oct"}}),
        "key file in the header": signed(key="x" * 40, headers={"kid": "../../dev/null"}),
        "empty": "",
        "words": "let me in",
        "dots": "..",
        "not ASCII": "é.é.é",
        "long": "a." * 20_000,
        "signature of nothing": f"{head}.{body}.{part('')}",
        "issuer and audience swapped": signed(iss=AUDIENCE, aud=ISSUER),
    }


def test_no_forged_expired_or_swapped_token_is_let_in(open_town):
    """Each way of being wrong is a 401 with a sentence, and nothing is opened."""
    town = open_town(is_up=False)
    for way, token in forgeries(town, town.patient()).items():
        answer = opened(town, token)
        assert (way, answer.status_code, answer.json()["code"]) == (way, 401, "bad_token")
        assert "session" not in answer.json()


@pytest.mark.parametrize("token", [7, True, [], {}, ["x"]])
def test_a_token_that_is_no_text_is_refused(open_town, token):
    """A wrong type is never taken for no token."""
    assert opened(open_town(is_up=False), token).status_code == 400


def test_new_sessions_from_one_address_have_an_end(open_town):
    """After the clinic's number of them 429; an address behind our own proxy is told apart."""
    town = open_town(is_up=False, new_sessions=3)
    codes = [opened(town, None).status_code for _ in range(5)]
    assert codes == [201, 201, 201, 429, 429]
    refused = opened(town, town.link(town.patient()))
    assert refused.json()["code"] == "too_many_sessions" and int(refused.headers["retry-after"]) > 9
    elsewhere = HTTP.post(
        town.address + "/api/session", json={}, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert elsewhere.status_code == 201


def test_an_ended_session_is_over_at_once(open_town):
    """DELETE ends it for every endpoint; again, or without a session, it is no error."""
    town = open_town(is_up=False)
    browser = town.browser()
    browser.say("hello?")
    url = town.address + "/api/session"
    assert HTTP.delete(url, headers=browser.headers).status_code == 204
    assert browser.post({"id": "i1", "text": "hello?"}).status_code == 401
    assert HTTP.delete(url, headers=browser.headers).status_code == 204
    assert HTTP.delete(url).status_code == 204


def test_the_token_is_kept_as_a_hash_only(open_town):
    """A copy of the database lets nobody in."""
    town = open_town(is_up=False)
    browser = town.browser(town.patient())
    browser.say("hello?")
    for file in town.settings.data_dir.iterdir():
        if file.is_file():
            assert browser.session.encode() not in file.read_bytes()
