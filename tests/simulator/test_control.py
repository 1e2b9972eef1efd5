"""The control API: says what it cannot do, and the simulator can be a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest

from bot.simulator.account import Account
from bot.simulator.beside import ROOT, simulating_apart
from bot.simulator.client import Refused
from tests.simulator.clinic import AVA, BEN, PUBLIC
from tests.simulator.test_graph import TEXT, post, template

WRONG = {
    "nobody": ("say", {"person": "nobody", "text": "x"}, "nobody called"),
    "no person": ("say", {"text": "x"}, "nobody called"),
    "no text": ("say", {"person": AVA}, "text"),
    "unknown field": ("say", {"person": AVA, "text": "x", "colour": "red"}, "colour"),
    "no such button": ("press", {"person": AVA, "choice": "Makeup"}, "has a button"),
    "no such kind": ("send", {"person": AVA, "kind": "smell"}, "smell"),
    "no such message": ("again", {"id": "wamid.x"}, "Nobody sent"),
    "no such fault": ("faults", {"on": "send", "what": "explode"}, "explode"),
    "no such place": ("faults", {"on": "roof", "what": "drop"}, "roof"),
    "no such habit": ("habits", {"temper": 1}, "temper"),
    "habit of another type": ("habits", {"copies": "many"}, "copies"),
    "no such provider": ("habits", {"provider": "pigeon"}, "provider"),
    "no such field": ("people", {"person": AVA, "hat": "red"}, "hat"),
    "no such showing": ("people", {"person": AVA, "shows": "all"}, "shows"),
    "no template": ("templates", {"name": "x"}, "template"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_done_is_said(phone, name):
    """In a sentence that names it; nothing else happens."""
    what, body, words = WRONG[name]
    with pytest.raises(Refused, match=words):
        phone.do(what, **body)
    assert phone.heard() == []


def test_no_json_is_said_too(phone):
    """As a 400, not a crash."""
    for body in (b"{", b"[]", b'"x"'):
        answer = httpx.post(f"{phone.url}/control/say", content=body)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_ids_of_messages_are_used_once(phone):
    """A test may choose them, but not twice."""
    phone.say(AVA, "hello", id="wamid.mine")
    with pytest.raises(Refused, match="there already"):
        phone.say(AVA, "hello", id="wamid.mine")


def test_templates_can_be_added_and_paused(meta):
    """Replaced by name and language."""
    meta.person(AVA)
    meta.template("hours", "en", "We open at {{1}}, {{2}}.")
    assert post(meta, template("hours", "en", "nine", "Ava")).status_code == 200
    assert meta.sent(AVA)[0]["text"] == "We open at nine, Ava."
    meta.template("hours", "en", "We open.", paused=True)
    assert post(meta, template("hours", "en")).json()["error"]["code"] == 132015


def test_metas_check_of_the_address(meta):
    """Verified where the challenge comes back, and not where it does not."""
    assert meta.setup() == {"status": 200, "verified": True}
    there = meta.habits()["service_url"]
    meta.habits(service_url="http://127.0.0.1:9")
    try:
        assert meta.setup() == {"status": 0, "verified": False}
    finally:
        meta.habits(service_url=there)


def test_an_old_number_reaches_nobody(meta):
    """Who changed the number is not written to at the old one, and does not suffer from it."""
    meta.say(AVA, "hello")
    meta.change(AVA, phone="+12125550142")
    assert post(meta, TEXT).status_code == 200
    assert meta.quiet()
    [lost] = meta.sent()
    assert (lost["person"], lost["error"]) == (f"nobody at {AVA}", 131026)
    assert post(meta, {**TEXT, "to": "+12125550142"}).status_code == 200
    assert meta.quiet()
    assert meta.sent(AVA)[0]["state"] == "delivered"


def test_only_the_phone_or_only_the_id_is_shown(meta, clinic):
    """Webhooks carry what the person shows, and nothing else of them."""
    for person, shows in ((AVA, "phone"), (BEN, "user_id")):
        meta.person(person, shows=shows, parent_user_id="US.ENT.1")
        meta.say(person, "hello")
    assert meta.quiet()
    ava, ben = (json.loads(one.body)["entry"][0]["changes"][0]["value"] for one in clinic.requests)
    assert ava["messages"][0]["from"] == AVA.lstrip("+")
    assert "from_user_id" not in ava["messages"][0]
    assert "user_id" not in ava["contacts"][0]
    assert "from" not in ben["messages"][0]
    assert "wa_id" not in ben["contacts"][0]
    assert ben["messages"][0]["from_parent_user_id"] == "US.ENT.1"
    assert BEN.lstrip("+") not in json.dumps(ben)


def test_a_process_of_its_own_works_the_same():
    """With a given account; nothing is posted while it does not know where to."""
    account = Account.fresh()
    with simulating_apart(account=account, provider="twilio") as apart:
        apart.say(AVA, "hello")
        assert apart.quiet()
        assert apart.webhooks() == []
        env = apart.settings(public_url=PUBLIC)
        assert env["AFTERGLOW_TWILIO_AUTH_TOKEN"] == account.auth_token
    with pytest.raises(httpx.ConnectError):
        httpx.get(apart.url)


def test_no_process_is_left_behind():
    """Its input ends with whoever started it, and it ends with its input."""
    argv = (sys.executable, "-m", "bot.simulator")
    with subprocess.Popen(
        argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write("{}\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["url"].startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(10) == 0


def test_secrets_are_in_no_repr():
    """An account shows its ids only."""
    account = Account.fresh()
    shown = repr(account)
    for secret in (account.access_token, account.app_secret, account.auth_token):
        assert secret not in shown
    assert account.verify_token not in shown
    assert Account.fresh() != account


def test_a_fresh_clinic_gets_the_same_user_ids_again(phone):
    """Otherwise every start would look like a change of hands to the service."""
    before = phone.person(AVA)["user_id"]
    phone.reset()
    assert phone.person(AVA)["user_id"] == before
    assert phone.person(BEN)["user_id"] != before
