"""Every endpoint over the wire: what it serves, what it refuses and how."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.gateway.headers import HEADERS
from tests.gateway.conftest import FLAGGED, PHRASES
from tests.gateway.loopback import WireRasa


def texts(response: httpx.Response) -> list[str]:
    """What the patient reads."""
    return [message["text"] for message in response.json()["messages"]]


def test_page_and_its_parts_are_served_under_a_strict_policy(gateway):
    """The page and every file it names are ours, and carry the headers that keep it so."""
    address = gateway(is_up=False)
    files = ["/", "/static/chat.css", "/static/chat.js", "/static/api.js", "/static/messages.js"]
    for path in [*files, "/static/icons.svg", "/static/mark.svg", "/api/patients", "/nothing"]:
        response = httpx.get(address + path)
        assert response.status_code == (404 if path == "/nothing" else 200), path
        assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_page_has_no_inline_code_and_writes_no_html():
    """No inline script, style or handler in the page; no HTML built from text in its code."""
    from bot.gateway.app import STATIC

    page = (STATIC / "index.html").read_text()
    for inline in ("<style", "style=", "onclick", "<script>", "javascript:", "http://", "https://"):
        assert inline not in page
    code = "".join(file.read_text() for file in STATIC.glob("*.js"))
    for writer in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert writer not in code


def test_health_says_what_is_still_starting(gateway, rasa: WireRasa):
    """503 with the missing parts until Rasa has a model, then 200."""
    assert httpx.get(gateway(is_up=False) + "/health").json() == {
        "status": "starting",
        "waiting_for": ["rasa", "actions"],
    }
    address = gateway()
    rasa.is_ready = False
    response = httpx.get(address + "/health")
    assert (response.status_code, response.json()["waiting_for"]) == (503, ["rasa"])
    rasa.is_ready = True
    response = httpx.get(address + "/health")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_patients_are_listed_with_the_unknown_visitor_last(gateway):
    """The picker gets each patient with their day, and one who is nobody."""
    answer = httpx.get(gateway(is_up=False) + "/api/patients").json()
    assert answer["demo"] is True
    assert [tuple(patient.values()) for patient in answer["patients"]] == [
        ("P-AVA234", "Ava, treated today", 0),
        ("P-BEN567", "Ben, treated 3 days ago", 3),
        (None, "Unknown visitor, no treatment on record", None),
    ]


def test_without_a_demo_nobody_can_be_chosen(gateway, visitor):
    """With no demo patients only the unknown visitor is listed, and a reference is refused."""
    address = gateway(is_up=False, people=())
    answer = httpx.get(address + "/api/patients").json()
    assert answer["demo"] is False and len(answer["patients"]) == 1
    refused = httpx.post(address + "/api/session", json={"patient": "P-AVA234"})
    assert refused.status_code == 404
    assert "set-cookie" not in refused.headers


def test_session_cookie_is_closed_to_scripts_and_other_sites(gateway):
    """The cookie is random, HttpOnly and SameSite=Strict."""
    address = gateway(is_up=False)
    cookies = {
        httpx.post(address + "/api/session", json={"patient": None}).headers["set-cookie"]
        for _ in range(3)
    }
    assert len(cookies) == 3
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
        assert len(cookie.split(";")[0]) > 43


def test_message_reaches_rasa_with_the_identity_of_the_session(gateway, visitor, rasa: WireRasa):
    """Sender, channel, metadata and patient in the client's JSON change nothing."""
    client = visitor(gateway(), "P-AVA234")
    forged = {
        "text": "hello",
        "sender": "someone-else",
        "conversation": "someone-else",
        "input_channel": "cmdline",
        "patient": "P-BEN567",
        "metadata": {"patient": "P-BEN567", "today": "1999-01-01"},
    }
    response = client.post("/api/message", json=forged)
    assert texts(response) == ["You said: hello"]
    (turn,) = rasa.received
    assert turn["metadata"] == {"patient": "P-AVA234", "today": "2026-11-20"}
    assert turn["conversation"].startswith("web-") and set(turn) == {
        "conversation",
        "text",
        "metadata",
    }


def test_two_visitors_never_share_a_conversation(gateway, visitor, rasa: WireRasa):
    """Each session has its own conversation and its own patient; choosing again starts afresh."""
    address = gateway()
    ava, ben = visitor(address, "P-AVA234"), visitor(address, "P-BEN567")
    for client in (ava, ben, ava):
        client.post("/api/message", json={"text": "hello"})
    ava.post("/api/session", json={"patient": None})
    ava.post("/api/message", json={"text": "hello"})
    seen = [(turn["conversation"], turn["metadata"]["patient"]) for turn in rasa.received]
    assert [patient for _, patient in seen] == ["P-AVA234", "P-BEN567", "P-AVA234", None]
    assert seen[0] == seen[2] and len({conversation for conversation, _ in seen}) == 3


def test_forged_and_closed_cookies_are_nobody(gateway, visitor, rasa: WireRasa):
    """Without an open session a message is refused with a sentence; Rasa gets nothing."""
    address = gateway()
    client = visitor(address, "P-AVA234")
    old = client.cookies["afterglow_session"]
    client.post("/api/session", json={"patient": "P-AVA234"})
    for cookie in (None, "", "P-AVA234", "A" * 43, old, old[:-1]):
        headers = {} if cookie is None else {"Cookie": f"afterglow_session={cookie}"}
        response = httpx.post(address + "/api/message", json={"text": "hello"}, headers=headers)
        assert response.status_code == 401
        assert response.json() == {"error": "This conversation has ended. Please start a new one."}
    assert rasa.received == []


def test_typed_commands_are_only_text(gateway, visitor, rasa: WireRasa):
    """What begins with a slash is cleaned before Rasa sees it."""
    client = visitor(gateway(), "P-AVA234")
    client.post("/api/message", json={"text": '/topic{"topic":"makeup"}'})
    assert [turn["text"] for turn in rasa.received] == ['topic{"topic":"makeup"}']


def test_buttons_work_only_for_the_session_that_was_offered_them(gateway, visitor, rasa: WireRasa):
    """The page sees an id, no payload; another session's id or an invented one is refused."""
    address = gateway()
    ava, ben = visitor(address, "P-AVA234"), visitor(address, "P-BEN567")
    offered = ava.post("/api/message", json={"text": "menu"})
    assert "/topic" not in offered.text
    (button,) = offered.json()["messages"][0]["buttons"]
    assert button["title"] == "Makeup"
    assert ben.post("/api/message", json={"button": button["id"]}).status_code == 400
    for invented in ("x", '/topic{"topic":"makeup"}'):
        assert ava.post("/api/message", json={"button": invented}).status_code == 400
    assert ava.post("/api/message", json={"button": button["id"]}).status_code == 200
    assert [turn["text"] for turn in rasa.received] == ["menu", '/topic{"topic":"makeup"}']


BAD_BODIES = {
    "nothing": (b"", 400),
    "broken": (b"{", 400),
    "deep": (b"[" * 16000, 400),
    "null": (b"null", 400),
    "list": (b"[]", 400),
    "string": (b'"text"', 400),
    "number": (b"7", 400),
    "invalid UTF-8": (b'{"text": "\xff\xfe", "patient": "\xff"}', 400),
    "half an emoji": (b'{"text": "\\ud800", "patient": "\\ud800"}', 400),
    "number in a field": (b'{"text": 7, "patient": 7}', 400),
    "list in a field": (b'{"text": ["a"], "patient": ["a"]}', 400),
    "object in a field": (b'{"text": {"a": 1}, "patient": {"a": 1}}', 400),
    "boolean in a field": (b'{"text": true, "patient": true}', 400),
    "giant number": (b'{"text": ' + b"1" * 9000 + b"}", 400),
    "not a number": (b'{"text": NaN, "patient": NaN}', 400),
    "16 KB": (b'{"text": "' + b"a" * 16384 + b'"}', 413),
    "5 MB": (b'{"text": "' + b"a" * 5_000_000 + b'"}', 413),
}


@pytest.mark.parametrize("path", ["/api/message", "/api/session"])
def test_bad_bodies_are_refused_with_a_sentence(gateway, visitor, rasa, path):
    """Broken, misshapen and oversized bodies: the right status, a sentence, nothing to Rasa."""
    client = visitor(gateway())
    for name, (body, status) in BAD_BODIES.items():
        response = client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == status, name
        assert response.json()["error"].endswith((".", ").")), name
    assert rasa.received == []
    assert client.post("/api/message", json={"text": "hello"}).status_code == 200


def test_messages_that_say_nothing_are_refused(gateway, visitor, rasa):
    """Empty, invisible or double messages get a sentence and do not reach Rasa."""
    client = visitor(gateway())
    empty = [{"text": text} for text in (None, "", "  \n ", "\u200b\u200d", "/")]
    for given in [{}, *empty, {"text": "hello", "button": "x"}, {"button": 7}]:
        response = client.post("/api/message", json=given)
        assert response.status_code == 400 and response.json()["error"], given
    assert rasa.received == []


def test_the_longest_message_arrives_whole_and_a_longer_one_is_refused(gateway, visitor, rasa):
    """4000 characters pass uncut, whatever they are; 4001 are refused with their number."""
    client = visitor(gateway())
    longest = "\U0001f642" * 4000
    body = json.dumps({"text": longest}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    assert client.post("/api/message", content=body, headers=headers).status_code == 200
    assert rasa.received[0]["text"] == longest
    response = client.post("/api/message", json={"text": "a" * 4001})
    assert response.status_code == 400 and "4001" in response.json()["error"]
    assert len(rasa.received) == 1


def test_a_red_flag_in_a_message_that_is_too_long_is_answered(gateway, visitor, rasa):
    """Red flags come before the length rule."""
    response = visitor(gateway()).post("/api/message", json={"text": "a " * 2000 + "alarm"})
    assert texts(response) == [FLAGGED["text"]]
    assert rasa.received == []


def test_other_content_types_methods_and_chunked_floods_are_refused(gateway):
    """Forms of other sites are no JSON; wrong methods and bodies without a length get an answer."""
    address = gateway(is_up=False)
    form = httpx.post(address + "/api/session", content=b'{"patient": null}')
    assert (form.status_code, "JSON" in form.json()["error"]) == (415, True)
    assert httpx.get(address + "/api/message").status_code == 405
    flood = httpx.post(
        address + "/api/session",
        content=(b" " * 65536 for _ in range(80)),
        headers={"Content-Type": "application/json"},
    )
    assert flood.status_code == 413


def test_a_client_that_hangs_up_halfway_hurts_nobody(gateway):
    """A request that breaks off leaves the service as it was."""
    address = gateway(is_up=False)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as half:
        half.sendall(
            b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
    assert httpx.get(address + "/api/patients").status_code == 200


def test_one_message_of_a_conversation_at_a_time_and_others_pass_by(gateway, visitor, rasa):
    """Messages of one session are answered in turn; another session does not wait for them."""
    address = gateway()
    ava, ben = visitor(address, "P-AVA234"), visitor(address, "P-BEN567")
    cookie = {"Cookie": f"afterglow_session={ava.cookies['afterglow_session']}"}

    def send(text: str) -> list[str]:
        url = address + "/api/message"
        return texts(httpx.post(url, json={"text": text}, headers=cookie, timeout=20))

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(send, f"hangs {n}") for n in range(6)]
        assert texts(ben.post("/api/message", json={"text": "hello"})) == ["You said: hello"]
        rasa.release.set()
        assert sorted(answer.result()[0] for answer in answers) == [
            f"You said: hangs {n}" for n in range(6)
        ]
    # Ava's six were never two at once; Ben's one may have been beside one of them.
    assert rasa.most_at_once <= 2


def test_a_failed_turn_gets_an_honest_sentence(gateway, visitor, rasa):
    """An error, nonsense or silence of Rasa is said to be a failure, and red flags are answered."""
    client = visitor(gateway())
    for fault in ("breaks", "garbles", "misshapes", "says nothing"):
        response = client.post("/api/message", json={"text": f"this {fault}"})
        assert response.status_code == 200 and texts(response) == [PHRASES["failed"]], fault
        structure = response.json()["messages"][0]["custom"]["aftercare"]
        assert structure["kind"] == "error" and structure["escalation"]["reference"] == "E-TASK22"
        flagged = client.post("/api/message", json={"text": f"alarm, this {fault}"})
        assert texts(flagged) == [FLAGGED["text"]], fault


def test_a_slow_turn_gets_an_honest_sentence(gateway, visitor, rasa):
    """When the time is over the patient is told so, also one who waits behind a slow message."""
    client = visitor(gateway(answer_seconds=0.2))
    assert texts(client.post("/api/message", json={"text": "hangs"})) == [PHRASES["failed"]]
    flagged = client.post("/api/message", json={"text": "alarm, hangs"})
    assert texts(flagged) == [FLAGGED["text"]]


def test_while_rasa_is_down_patients_are_told_and_red_flags_answered(gateway, visitor):
    """Nothing to talk to: the sentence for starting, and still the fixed words for a red flag."""
    client = visitor(gateway(is_up=False), "P-AVA234")
    assert texts(client.post("/api/message", json={"text": "hello"})) == [PHRASES["not_ready"]]
    assert texts(client.post("/api/message", json={"text": "alarm"})) == [FLAGGED["text"]]
    broken = client.post("/api/message", json={"text": "desk-breaks"})
    assert texts(broken) == [PHRASES["not_ready"]]


def test_a_part_that_is_still_starting_gets_no_message(gateway, visitor, rasa):
    """A message is not handed to half a bot: it would be remembered there without an answer."""
    client = visitor(gateway())
    rasa.is_ready = False
    assert texts(client.post("/api/message", json={"text": "hello"})) == [PHRASES["not_ready"]]
    assert rasa.received == []


def test_logs_carry_no_message(gateway, visitor, rasa, caplog):
    """Whatever fails, the log never quotes the patient."""
    client = visitor(gateway())
    for text in ("breaks", "garbles", "says nothing", "breaks desk-breaks", "a" * 4001):
        client.post("/api/message", json={"text": f"CANARY {text}"})
    assert "No answer from Rasa" in caplog.text and "The desk failed: RuntimeError" in caplog.text
    assert "CANARY" not in caplog.text
