"""Webhooks are delivered as providers do it, also when something goes wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter

import httpx
import pytest

from bot.simulator.client import Refused, Simulated
from tests.simulator.clinic import AVA, BEN, Clinic
from tests.simulator.test_graph import TEXT, post


def messages(clinic: Clinic) -> list[str]:
    """The ids of all messages in all posts, in order."""
    return [
        message["id"]
        for request in clinic.requests
        for entry in json.loads(request.body)["entry"]
        for change in entry["changes"]
        for message in change["value"].get("messages", [])
    ]


def signed(phone: Simulated, clinic: Clinic) -> list[bool]:
    """For each post, whether Meta's signature is right."""
    secret = phone.account.app_secret.encode()
    return [
        request.headers["x-hub-signature-256"]
        == "sha256=" + hmac.new(secret, request.body, hashlib.sha256).hexdigest()
        for request in clinic.requests
    ]


def test_meta_repeats_until_it_is_taken(meta, clinic):
    """500, 403, 404: again and again, the very same bytes; then no more."""
    clinic.answers = [500, 403, 404]
    message = meta.say(AVA, "hello")
    assert meta.quiet()
    assert list(clinic.bodies().values()) == [4]
    assert meta.heard()[0]["attempts"] == [500, 403, 404, 200]
    assert meta.heard()[0]["delivered"]
    assert messages(clinic) == [message] * 4


def test_meta_repeats_while_nobody_is_there(meta, clinic):
    """A service that is down is told everything once it is up."""
    there = meta.habits()["service_url"]
    meta.habits(service_url="http://127.0.0.1:9", pace=0.05)
    message = meta.say(AVA, "hello")
    meta.wait(meta.webhooks, lambda attempts: len(attempts) >= 2, 5)
    meta.habits(service_url=there)
    assert meta.quiet()
    assert messages(clinic) == [message]
    assert meta.webhooks()[0]["why"] == "refused"


def test_twilio_repeats_once_and_only_if_nobody_is_there(twilio, clinic):
    """What was answered with 500 is lost to the webhook, and still in the list."""
    clinic.answers = [500]
    lost = twilio.say(AVA, "lost")
    assert twilio.quiet()
    assert twilio.heard()[0]["attempts"] == [500]
    there = twilio.habits()["service_url"]
    twilio.habits(service_url="http://127.0.0.1:9")
    twilio.say(AVA, "lost too")
    assert twilio.quiet()
    assert twilio.heard()[1]["attempts"] == [0, 0]
    twilio.habits(service_url=there)
    assert [one["id"] for one in twilio.heard()][0] == lost


@pytest.mark.parametrize("provider", ["meta", "twilio"])
def test_copies_come_in_parallel(phone, clinic, provider):
    """Fifty times the same, by habit or on request."""
    phone.habits(provider=provider, copies=50)
    message = phone.say(AVA, "hello")
    assert phone.quiet()
    assert len(clinic.requests) == 50
    phone.habits(copies=1)
    phone.again(message, copies=7)
    assert phone.quiet()
    assert len(clinic.requests) == 57
    assert len(phone.heard()[0]["attempts"]) == 57


def test_a_batch_holds_messages_and_statuses_of_several_people(meta, clinic):
    """One post with entries, changes and messages in each."""
    meta.say(AVA, "hello")
    assert meta.quiet()
    clinic.requests.clear()
    meta.habits(batch=50, linger=1.0)
    post(meta, {**TEXT, "biz_opaque_callback_data": "d1"})
    ids = [meta.say(person, f"{n}") for n in range(6) for person in (AVA, AVA, BEN)]
    assert meta.quiet()
    body = json.loads(clinic.requests[0].body)
    changes = [change for entry in body["entry"] for change in entry["changes"]]
    assert len(body["entry"]) > 1
    assert len(changes) > len(body["entry"])
    assert max(len(change["value"].get("messages", [])) for change in changes) == 2
    assert messages(clinic) == ids
    assert any("statuses" in change["value"] for change in changes)


def test_shuffled_messages_come_in_another_order(meta, clinic):
    """All of them, once each."""
    meta.habits(shuffle=True, linger=0.5)
    ids = [meta.say(AVA, str(number)) for number in range(30)]
    assert meta.quiet()
    assert messages(clinic) != ids
    assert Counter(messages(clinic)) == Counter(ids)


def test_otherwise_the_first_attempts_are_in_order(meta, clinic):
    """Also when the first one is slow; a repeated one comes later."""
    meta.fault("webhook", "delay", seconds=0.2)
    ids = [meta.say(AVA, str(number)) for number in range(5)]
    assert meta.quiet()
    assert messages(clinic) == ids


def test_forged_truncated_and_dropped_attempts(meta, clinic):
    """Each spoils one attempt; Meta's redelivery brings the message whole."""
    for what in ("forge", "truncate", "drop"):
        meta.fault("webhook", what)
    clinic.answers = [403, 400]
    message = meta.say(AVA, "hello")
    assert meta.quiet()
    assert [one["fault"] for one in meta.webhooks()] == ["forge", "truncate", "drop", None]
    assert [one["why"] for one in meta.webhooks()] == [
        "answered",
        "answered",
        "dropped",
        "answered",
    ]
    assert signed(meta, clinic) == [False, True, True]
    with pytest.raises(ValueError):
        json.loads(clinic.requests[1].body)
    assert json.loads(clinic.requests[2].body)["entry"]
    assert meta.heard()[0]["id"] == message


def test_strangers_are_not_signed(meta, twilio, clinic):
    """Forged posts of all kinds for both; they are in no list, for nobody sent them."""
    for provider in ("meta", "twilio"):
        meta.habits(provider=provider)
        clinic.requests.clear()
        clinic.answers = [403] * 3
        for how in ("wrong", "unsigned", "altered"):
            assert meta.forge(AVA, "a lie", how) == 403
        assert len(clinic.requests) == 3
        if provider == "meta":
            signatures = [one.headers.get("x-hub-signature-256") for one in clinic.requests]
            assert signatures[1] is None
    assert meta.heard() == []
    with pytest.raises(Refused, match="forge"):
        meta.forge(AVA, "a lie", "nicely")


def test_a_lost_answer_is_a_message_that_was_sent(meta, clinic):
    """The connection ends without a byte, and the statuses come all the same; cut sends nothing."""
    meta.say(AVA, "hello")
    for what in ("answer_lost", "cut"):
        meta.fault("send", what)
        with pytest.raises(httpx.RemoteProtocolError):
            post(meta, {**TEXT, "biz_opaque_callback_data": what})
    assert meta.quiet()
    assert [one["key"] for one in meta.sent()] == ["answer_lost"]
    last = json.loads(clinic.requests[-1].body)["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert (last["status"], last["biz_opaque_callback_data"]) == ("delivered", "answer_lost")


def test_other_faults_of_sending(meta):
    """500, 429, slow, and for one person only."""
    meta.say(AVA, "hello")
    meta.say(BEN, "hello")
    meta.fault("send", "server_error", person=AVA)
    meta.fault("send", "rate")
    assert post(meta, {**TEXT, "to": BEN}).status_code == 429
    assert post(meta, TEXT).status_code == 500
    meta.fault("send", "slow", seconds=0.2)
    assert post(meta, TEXT).elapsed.total_seconds() > 0.2


def test_refusing_connections_for_a_while(meta):
    """Nobody can connect, then everything is as it was."""
    meta.say(AVA, "hello")
    meta.refuse(0.3)
    seen = []
    for _ in range(400):
        try:
            seen.append(httpx.get(meta.url + "/control/people", timeout=2).status_code)
        except httpx.TransportError as error:
            seen.append(type(error).__name__)
        if "ConnectError" in seen and seen[-1] == 200:
            break
    assert "ConnectError" in seen
    assert [one["text"] for one in meta.heard()] == ["hello"]


def test_a_phone_that_is_off_gets_its_messages_later(meta):
    """Sent; delivered when it is on; read when somebody looks."""
    meta.person(AVA, receipts="sent")
    meta.say(AVA, "hello")
    post(meta, TEXT)
    assert meta.quiet()
    assert meta.sent()[0]["state"] == "sent"
    meta.person(AVA, receipts="delivered")
    assert meta.quiet()
    assert meta.sent()[0]["state"] == "delivered"
    meta.read(AVA)
    assert meta.sent()[0]["state"] == "read"
