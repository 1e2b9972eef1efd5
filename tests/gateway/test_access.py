"""The access matrix: every endpoint, for every kind of caller, and random mixtures of both."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta, timezone

import pytest

from bot.gateway.events import message_of
from bot.mailbox import open_mailbox
from bot.mailbox.session_book import IDLE
from tests.gateway.town import HTTP, Browser

CASES = 10_000
GUARDED = {
    "post": ("POST", "/api/messages"),
    "events": ("GET", "/api/events"),
    "timeline": ("GET", "/api/timeline"),
}


@pytest.fixture
def callers(served):
    """Ava and Ben with a secret word each, and those who are nobody."""
    people = {}
    for name, days in (("ava", 1), ("ben", 5)):
        browser = served.browser(served.patient(days))
        browser.reply_to(browser.say(f"my secret word is {name}-secret?"))
        people[name] = browser
    past = open_mailbox(
        served.settings.register_url,
        clock=lambda: datetime.now(timezone.utc) - IDLE - timedelta(seconds=1),
    )
    nobodies = {
        "nobody": {},
        "expired": {"Authorization": f"Bearer {past.open_session(None, None)}"},
        "forged": {"Authorization": "Bearer " + "A" * 43},
        "link": {"Authorization": f"Bearer {served.link(served.patient())}"},
        "ava's hash": {"Authorization": f"Bearer {_hash(people['ava'])}"},
        "ava, cut": {"Authorization": f"Bearer {people['ava'].session[:-1]}"},
        "ava, lower": {"Authorization": f"Bearer {people['ava'].session.lower()}"},
        "ava as cookie": {"Cookie": f"session={people['ava'].session}"},
        "ava as basic": {"Authorization": f"Basic {people['ava'].session}"},
        "staff": {"Authorization": "Bearer staff", "X-Role": "staff", "X-Afterglow-Key": "key"},
        "conversation": {"Authorization": f"Bearer {_conversation(served, people['ava'])}"},
    }
    past.close()
    return people, nobodies


def _hash(browser: Browser) -> str:
    from bot.mailbox.session_book import hashed

    return hashed(browser.session)


def _conversation(town, browser: Browser) -> str:
    return town.mailbox.visitor(browser.session).conversation


def test_nobody_gets_anything_and_everybody_their_own(served, callers):
    """Each guarded endpoint: 401 without a session of one's own, one's own data with it."""
    people, nobodies = callers
    for name, headers in nobodies.items():
        for endpoint, (method, path) in GUARDED.items():
            body = {"json": {"id": "i", "text": "hello?"}} if method == "POST" else {}
            answer = HTTP.request(method, served.address + path, headers=headers, **body)
            assert (name, endpoint, answer.status_code) == (name, endpoint, 401)
            assert "secret" not in answer.text
    for name, browser in people.items():
        other = "ben" if name == "ava" else "ava"
        told = json.dumps(browser.messages(2))
        assert f"{name}-secret" in told and f"{other}-secret" not in told
        day = HTTP.get(served.address + "/api/timeline", headers=browser.headers).json()["day"]
        assert day == {"ava": 1, "ben": 5}[name]


def test_no_session_reaches_anothers_buttons_ids_or_place(served, callers):
    """Another's button, message id and event number are strangers' words."""
    people, _ = callers
    ava, ben = people["ava"], people["ben"]
    offered = ava.reply_to(ava.say("menu?"))["buttons"][0]["id"]
    assert ben.post({"id": "x", "button": offered}).json()["code"] == "no_such_button"
    taken = ava.messages(1)[0]["client_id"]
    assert ben.post({"id": taken, "text": "mine?"}).json()["seq"] == 3
    assert "ava-secret" not in json.dumps(ben.messages(2, after=0))


def test_random_requests_never_cross(served, callers):
    """Sessions, conversations, ids and headers of two patients mixed at random: 0 crossings."""
    people, nobodies = callers
    chance = random.Random(4)
    strangers = list(nobodies.values())
    conversations = {name: _conversation(served, browser) for name, browser in people.items()}
    references = [served.mailbox.visitor(b.session).patient for b in people.values()]
    crossed = []
    for number in range(CASES):
        name = chance.choice(["ava", "ben", "nobody"])
        other = "ben" if name == "ava" else "ava"
        browser = people.get(name)
        headers = dict(browser.headers if browser else chance.choice(strangers))
        # Claims of being somebody else, wherever one could be made.
        claim = chance.choice([conversations[other], *references, people[other].session])
        place = chance.choice(["X-Session", "X-Patient", "Cookie", "X-Forwarded-User", "Origin2"])
        headers[place] = f"session={claim}" if place == "Cookie" else claim
        query = {chance.choice(["session", "conversation", "patient", "token"]): claim}
        if chance.random() < 0.5:
            answer = HTTP.get(served.address + "/api/timeline", headers=headers, params=query)
            expected = {"ava": 1, "ben": 5}.get(name)
            right = (
                answer.status_code == 401 if browser is None else (answer.json()["day"] == expected)
            )
        else:
            body = {
                "id": f"r{number}",
                "text": "",
                chance.choice(["conversation", "sender"]): claim,
            }
            answer = HTTP.post(
                served.address + "/api/messages", json=body, headers=headers, params=query
            )
            wanted = {400, 429} if browser else {401}
            right = answer.status_code in wanted
        if not right:
            crossed.append((number, name, answer.status_code))
    assert crossed == []
    for name, browser in people.items():
        entries = served.mailbox.entries_after(conversations[name], 0)
        assert len(entries) == 2 and f"{name}-secret" in str([message_of(e) for e in entries])
        assert browser.messages(2)


def test_open_endpoints_tell_nothing_of_anybody(served, callers):
    """Page, widget, health and metrics hold no word, reference or session of a patient."""
    people, _ = callers
    known = [b.session for b in people.values()]
    known += [_conversation(served, b) for b in people.values()]
    known += [served.mailbox.visitor(b.session).patient for b in people.values()]
    for path in (
        "/",
        "/health",
        "/ready",
        "/metrics",
        "/widget/afterglow-chat.js",
        "/demo/patients",
    ):
        text = HTTP.get(served.address + path).text
        assert not [word for word in [*known, "-secret"] if word in text], path


def test_there_is_no_other_door(served):
    """Rasa's own and other usual addresses do not exist here."""
    for path in (
        "/webhooks/afterglow/message",
        "/webhooks/rest/webhook",
        "/conversations/x/tracker",
        "/model/parse",
        "/api/message",
        "/api/patients",
        "/docs",
        "/widget/../../settings.py",
        "/widget/%2e%2e/script.py",
        "/widget/plain.html",
        "/static/",
    ):
        assert HTTP.get(served.address + path).status_code == 404, path
    refused = HTTP.put(served.address + "/api/messages", json={})
    assert (refused.status_code, refused.json()["code"]) == (405, "bad_method")
