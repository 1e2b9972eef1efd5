"""What reaches the provider's address: refused, or stored once and then acknowledged."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from io import StringIO
from urllib.parse import urlencode

import pytest

from bot.journal import keep_journal
from tests.gateway.town import HTTP
from tests.whatsapp.provider_requests import (
    META,
    TWILIO,
    VERIFY_TOKEN,
    Provider,
    meta_body,
    meta_signature,
    meta_text,
    twilio_form,
    twilio_signature,
)

ANA = "+12125550101"


def stored(town) -> list[tuple]:
    """Every message in the inbox, as (kind, text, state)."""
    with closing(sqlite3.connect(town.settings.data_dir / "afterglow.db")) as database:
        return database.execute("SELECT kind, text, state FROM inbox ORDER BY id").fetchall()


@contextmanager
def journal() -> Iterator[StringIO]:
    """What this process logs, at its most talkative."""
    import logging

    root = logging.getLogger()
    before = root.handlers, root.level
    stream = StringIO()
    keep_journal("test", "debug", stream)
    try:
        yield stream
    finally:
        root.handlers, root.level = before


def test_a_signed_message_is_stored_and_acknowledged(phones):
    """200 only with the message on the disk, its emoji and accents whole."""
    town, provider = phones
    answer = provider.deliver("1", ANA, "¿Puedo usar maquillaje mañana? 🙂")
    assert answer.status_code == 200
    assert stored(town) == [("text", "¿Puedo usar maquillaje mañana? 🙂", "waiting")]


def test_unsigned_and_wrongly_signed_are_refused_before_reading(phones):
    """Another key, another body, a cut, doubled, empty or missing signature: 403 and no row."""
    town, provider = phones
    body, headers = provider.request("1", ANA, "hello")
    [(name, good)] = [(k, v) for k, v in headers.items() if "Signature" in k]
    rest = {k: v for k, v in headers.items() if k != name}
    for bad in ("", good[:-1], good + "0", good.swapcase(), "sha256=" + "0" * 64, "é".encode()):
        assert provider.post(body, {**rest, name: bad}).status_code == 403
    assert provider.post(body, rest).status_code == 403
    assert provider.post(body + b" ", headers).status_code == 403
    assert provider.post(b"", headers).status_code == 403
    assert stored(town) == []


def test_the_other_providers_address_does_not_exist(phones):
    """Only the chosen provider has a door, and without WhatsApp there is none."""
    town, provider = phones
    other = "twilio" if provider.name == "meta" else "meta"
    for path in (f"/whatsapp/{other}", "/whatsapp", "/whatsapp/"):
        assert HTTP.post(town.address + path).status_code == 404


def test_no_whatsapp_no_door(open_town):
    """A clinic without WhatsApp has none of its addresses."""
    town = open_town()
    for path in ("meta", "twilio", "twilio/status"):
        assert HTTP.post(f"{town.address}/whatsapp/{path}").status_code == 404


def test_meta_checks_the_address(open_town):
    """The challenge comes back to who knows the token, and to nobody else."""
    town = open_town(**META)
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    good = HTTP.get(
        town.address + "/whatsapp/meta", params={**asked, "hub.verify_token": VERIFY_TOKEN}
    )
    assert (good.status_code, good.text) == (200, "1158201444")
    for token in ("", "guess", VERIFY_TOKEN + "x"):
        bad = HTTP.get(town.address + "/whatsapp/meta", params={**asked, "hub.verify_token": token})
        assert bad.status_code == 403 and "1158201444" not in bad.text


def test_fifty_copies_at_once_and_a_replay_are_one_message(phones, rasa):
    """One row and one turn, whatever the provider repeats, then and later."""
    town, provider = phones
    with town.worker():
        with ThreadPoolExecutor(50) as pool:
            copies = pool.map(lambda _: provider.deliver("1", ANA, "can I swim?"), range(50))
            assert {copy.status_code for copy in copies} == {200}
        wait_until(lambda: stored(town) == [("text", "can I swim?", "done")])
        assert provider.deliver("1", ANA, "can I swim?").status_code == 200
    assert len(stored(town)) == 1 and len(rasa.received) == 1


def wait_until(true, seconds: float = 20) -> None:
    """Ask again and again, but not for ever."""
    for _ in range(int(seconds * 20)):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came true")


def test_a_batch_of_fifty_in_any_order(open_town):
    """Fifty messages of twenty people in one request, then shuffled with ten new ones: sixty."""
    town = open_town(**META)
    provider = Provider("meta", town.address)
    batch = [meta_text(f"{n}", f"+121255502{n % 20:02d}", f"question {n}?") for n in range(60)]
    for messages in (batch[:50], random.Random(1).sample(batch, 60)):
        body = meta_body(messages)
        answer = provider.post(body, {"X-Hub-Signature-256": meta_signature(body)})
        assert answer.status_code == 200
    assert sorted(text for _, text, _ in stored(town)) == sorted(
        f"question {n}?" for n in range(60)
    )


def test_the_good_parts_of_a_bad_batch_are_kept(open_town):
    """Wrong types inside a signed batch lose only themselves."""
    town = open_town(**META)
    provider = Provider("meta", town.address)
    good = meta_text("1", ANA, "can I swim?")
    strange = [
        7, None, [], {}, {**good, "id": 7}, {**good, "id": "x", "from": []},
        {**good, "id": "y", "type": {"a": 1}}, {**good, "id": "z", "text": "not an object"},
    ]  # fmt: skip
    body = meta_body([*strange, good])
    answer = provider.post(body, {"X-Hub-Signature-256": meta_signature(body)})
    assert answer.status_code == 200
    assert ("text", "can I swim?", "waiting") in stored(town)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"entry": 7}', b"\xff\xfe", b"{}" * 9])
def test_a_signed_body_that_is_no_webhook_is_refused(open_town, body):
    """400, nothing stored, and the gateway lives on."""
    town = open_town(**META)
    provider = Provider("meta", town.address)
    answer = provider.post(body, {"X-Hub-Signature-256": meta_signature(body)})
    assert answer.status_code == 400 and stored(town) == []
    assert provider.deliver("1", ANA, "hello").status_code == 200


def test_three_megabytes_and_more(open_town):
    """Meta's biggest webhook is read; a bigger one, and a big one of Twilio's, is refused."""
    town = open_town(**META)
    provider = Provider("meta", town.address)
    one = meta_text("1", ANA, "can I swim?")
    size = 3 * 1024 * 1024
    filler = size - len(meta_body([one, "x"])) + 1
    body = meta_body([one, "x" * filler])
    assert len(body) == size
    headers = {"X-Hub-Signature-256": meta_signature(body)}
    assert provider.post(body, headers).status_code == 200
    assert provider.post(body + b" ", headers).status_code == 413
    assert len(stored(town)) == 1


def test_twilio_may_send_sixty_four_kilobytes(open_town):
    """More is refused before the signature is even looked at."""
    town = open_town(**TWILIO)
    form = twilio_form("1", ANA, "x" * 70_000)
    headers = {
        "X-Twilio-Signature": twilio_signature(form, "/whatsapp/twilio"),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode(form).encode()
    assert Provider("twilio", town.address).post(body, headers).status_code == 413


def test_blank_and_unknown_parameters_are_signed_too(open_town):
    """A new parameter of Twilio's, and an empty one, change neither signature nor message."""
    town = open_town(**TWILIO)
    form = twilio_form("1", ANA, "can I swim?", ProfileName="", Novelty="1 & 2 = é")
    headers = {
        "X-Twilio-Signature": twilio_signature(form, "/whatsapp/twilio"),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    provider = Provider("twilio", town.address)
    answer = provider.post(urlencode(form).encode(), headers)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/xml")
    assert len(stored(town)) == 1
    del form["ProfileName"]
    assert provider.post(urlencode(form).encode(), headers).status_code == 403


def test_what_cannot_be_stored_is_not_acknowledged(phones):
    """503 while the database refuses, so that the provider delivers again; then it is stored."""
    town, provider = phones
    file = town.settings.data_dir / "afterglow.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("ALTER TABLE inbox RENAME TO hidden")
        database.commit()
        answer = provider.deliver("1", ANA, "hello")
        assert answer.status_code == 503 and answer.headers["retry-after"]
        database.execute("ALTER TABLE hidden RENAME TO inbox")
        database.commit()
    assert provider.deliver("1", ANA, "hello").status_code == 200 and len(stored(town)) == 1


def test_no_body_number_or_signature_is_in_the_log(phones):
    """Good, forged, garbled and unstorable requests: the log has counts and references only."""
    town, provider = phones
    secret_words = "canary words 5550199"
    body, headers = provider.request("1", ANA, secret_words)
    [(name, good)] = [(k, v) for k, v in headers.items() if "Signature" in k]
    with journal() as log:
        assert provider.post(body, headers).status_code == 200
        provider.post(body, {**headers, name: good[::-1]})
        provider.post(body[: len(body) // 2], headers)
        if provider.name == "meta":
            for garbled in (b'{"canary": "5550101"', b'{"entry": ["canary 5550101"]}'):
                provider.post(garbled, {name: meta_signature(garbled)})
        with closing(sqlite3.connect(town.settings.data_dir / "afterglow.db")) as database:
            database.execute("DROP TABLE attachments")
            database.execute("ALTER TABLE inbox RENAME TO hidden")
            database.commit()
        assert provider.deliver("2", ANA, secret_words).status_code == 503
        said = log.getvalue()
    told = {json.loads(line)["event"] for line in said.splitlines()}
    assert "an unsigned request was refused" in told
    assert "messages from phones could not be stored" in told
    assert not re.search(r"canary|5550101|5550199|" + re.escape(good[8:30]), said)
    assert all(json.loads(line)["part"] == "test" for line in said.splitlines())
