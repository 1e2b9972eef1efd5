"""The Graph API's answers: what it takes, and with which code it refuses the rest."""

from __future__ import annotations

import copy

import httpx
import pytest

from tests.simulator.clinic import AVA

TO = {"messaging_product": "whatsapp", "to": AVA}
TEXT = {**TO, "type": "text", "text": {"body": "Hello"}}


def button(number: int, title: str = "") -> dict:
    return {"type": "reply", "reply": {"id": f"b{number}", "title": title or f"Button {number}"}}


def row(number: int, **more: str) -> dict:
    return {"id": f"r{number}", "title": f"Row {number}", **more}


def interactive(style: str, action: dict, text: str = "Which?") -> dict:
    inside = {"type": style, "body": {"text": text}, "action": action}
    return {**TO, "type": "interactive", "interactive": inside}


def rows(*sections: list[dict], title: str = "") -> dict:
    named = [{"title": title or f"Part {n}", "rows": part} for n, part in enumerate(sections)]
    return interactive("list", {"button": "Choose", "sections": named})


def template(name: str, language: str, *values: object) -> dict:
    parameters = [{"type": "text", "text": one} for one in values]
    components = [{"type": "body", "parameters": parameters}] if values else []
    inside = {"name": name, "language": {"code": language}, "components": components}
    return {**TO, "type": "template", "template": inside}


NAMED = "afterglow_reply_named"
GOOD = {
    "text": TEXT,
    "longest text": {**TO, "type": "text", "text": {"body": "x" * 4096}},
    "three buttons": interactive("button", {"buttons": [button(n) for n in range(3)]}),
    "longest button": interactive("button", {"buttons": [button(1, "x" * 20)]}, "x" * 1024),
    "ten rows": rows([row(n) for n in range(5)], [row(n) for n in range(5, 10)]),
    "longest row": rows([{"id": "x" * 200, "title": "x" * 24, "description": "x" * 72}]),
    "template": template("afterglow_reply", "es"),
    "template with values": template(NAMED, "en", "Ava", "the clinic"),
    "reaction": {**TO, "type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
    "location": {**TO, "type": "location", "location": {"latitude": 1, "longitude": 2}},
}
BAD = {
    "no product": ({"to": AVA, "type": "text", "text": {"body": "x"}}, 100),
    "no recipient": ({"messaging_product": "whatsapp", "text": {"body": "x"}}, 100),
    "no number": ({**TEXT, "to": "nobody"}, 131009),
    "group": ({**TEXT, "recipient_type": "group"}, 131009),
    "no text": ({**TO, "type": "text"}, 131008),
    "blank text": ({**TO, "type": "text", "text": {"body": "  "}}, 131008),
    "text of another type": ({**TO, "type": "text", "text": {"body": 7}}, 131009),
    "long text": ({**TO, "type": "text", "text": {"body": "x" * 4097}}, 131009),
    "no buttons": (interactive("button", {"buttons": []}), 131008),
    "four buttons": (interactive("button", {"buttons": [button(n) for n in range(4)]}), 131009),
    "long button": (interactive("button", {"buttons": [button(1, "x" * 21)]}), 131009),
    "button twice": (interactive("button", {"buttons": [button(1), button(1, "B")]}), 131009),
    "title twice": (interactive("button", {"buttons": [button(1), button(2, "Button 1")]}), 131009),
    "long body": (interactive("button", {"buttons": [button(1)]}, "x" * 1025), 131009),
    "eleven rows": (rows([row(n) for n in range(6)], [row(n) for n in range(6, 11)]), 131009),
    "long row": (rows([{"id": "r", "title": "x" * 25}]), 131009),
    "long description": (rows([row(1, description="x" * 73)]), 131009),
    "row twice": (rows([row(1), row(1)]), 131009),
    "other style": (interactive("carousel", {"buttons": [button(1)]}), 131009),
    "other type": ({**TO, "type": "poll", "poll": {}}, 131051),
    "no such template": (template("nothing", "en"), 132001),
    "no such language": (template("afterglow_reply", "fr"), 132001),
    "too few values": (template(NAMED, "en", "Ava"), 132000),
    "too many values": (template("afterglow_reply", "en", "Ava"), 132000),
    "empty value": (template(NAMED, "en", "Ava", ""), 132012),
    "unknown file": ({**TO, "type": "image", "image": {"id": "1"}}, 131009),
    "no file": ({**TO, "type": "image", "image": {}}, 131008),
    "long key": ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 131009),
    "read what never came": ({**TO, "status": "read", "message_id": "wamid.x"}, 131009),
}


def post(phone, body: object, token: str = "", path: str = "messages") -> httpx.Response:
    account = phone.account
    return httpx.post(
        f"{phone.url}/v26.0/{account.phone_number_id}/{path}",
        json=body,
        headers={"Authorization": f"Bearer {token or account.access_token}"},
    )


@pytest.mark.parametrize("name", GOOD)
def test_what_meta_takes_is_taken(meta, name):
    """Every kind of message, up to Meta's own limits, is accepted and shown on the phone."""
    meta.say(AVA, "hello")
    answer = post(meta, copy.deepcopy(GOOD[name]))
    assert answer.status_code == 200, answer.text
    [line] = meta.sent(AVA)
    assert answer.json()["messages"] == [{"id": line["id"]}]
    assert answer.json()["contacts"][0]["input"] == AVA


@pytest.mark.parametrize("name", BAD)
def test_what_meta_refuses_is_refused(meta, name):
    """With Meta's own code, and nothing shows on the phone."""
    meta.say(AVA, "hello")
    body, code = BAD[name]
    answer = post(meta, body)
    assert answer.json()["error"]["code"] == code, answer.text
    assert answer.status_code >= 400
    assert meta.sent() == []


def test_a_wrong_token_is_refused(meta):
    """401 with code 190, whatever is asked for."""
    answer = post(meta, TEXT, token="EAAwrong")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)
    assert httpx.get(f"{meta.url}/v26.0/123").status_code == 401
    assert httpx.get(f"{meta.url}/whatsapp_business/attachments/?mid=1").status_code == 401


def test_no_json_is_refused(meta):
    """Truncated JSON is an answer of Meta's, not a crash."""
    account = meta.account
    url = f"{meta.url}/v26.0/{account.phone_number_id}/messages"
    headers = {"Authorization": f"Bearer {account.access_token}"}
    for body in (b'{"a": ', b"[]", b"\xff"):
        assert httpx.post(url, content=body, headers=headers).json()["error"]["code"] == 100


def test_the_window_opens_with_a_message_and_closes_a_day_later(meta):
    """Free text only within 24 hours of the patient's last message; a template at any time."""
    meta.person(AVA)
    assert post(meta, TEXT).json()["error"]["code"] == 131047
    meta.say(AVA, "hello")
    assert post(meta, TEXT).status_code == 200
    meta.age(hours=23.9)
    assert post(meta, TEXT).status_code == 200
    meta.age(hours=0.2, person=AVA)
    assert post(meta, TEXT).json()["error"]["code"] == 131047
    assert post(meta, template("afterglow_reply", "en")).status_code == 200
    meta.say(AVA, "an old message that came late", age=25 * 3600)
    assert post(meta, TEXT).json()["error"]["code"] == 131047
    meta.press(AVA, "Read it")
    assert post(meta, TEXT).status_code == 200


def test_the_pair_rate_is_one_message_in_six_seconds(meta):
    """The second at once is refused with 131056, one to somebody else is not."""
    meta.habits(pair_seconds=6)
    for person in (AVA, "+12125550101"):
        meta.say(person, "hello")
        assert post(meta, {**TEXT, "to": person}).status_code == 200
    assert post(meta, TEXT).json()["error"]["code"] == 131056
    meta.age(seconds=5)
    assert post(meta, TEXT).json()["error"]["code"] == 131056
    meta.age(seconds=1.5)
    assert post(meta, TEXT).status_code == 200


def test_a_burst_is_allowed_where_it_is_and_paid_for_afterwards(meta):
    """45 at once, then nothing until their time is over."""
    meta.habits(pair_seconds=6, burst=True)
    meta.say(AVA, "hello")
    codes = [post(meta, TEXT).status_code for _ in range(46)]
    assert codes == [200] * 45 + [429]
    meta.age(seconds=1)
    assert post(meta, TEXT).status_code == 429
    meta.age(seconds=5)
    assert post(meta, TEXT).status_code == 200
    assert post(meta, TEXT).status_code == 429


def test_all_together_may_not_be_too_fast(meta):
    """Over the number's throughput Meta says 130429."""
    meta.habits(per_second=5)
    meta.say(AVA, "hello")
    answers = [post(meta, TEXT) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].json()["error"]["code"] == 130429


def test_reading_shows_ticks_and_typing(meta):
    """A read mark reaches all that was written before; typing ends with the answer."""
    first = meta.say(AVA, "one")
    second = meta.say(AVA, "two")
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    read["typing_indicator"] = {"type": "text"}
    assert post(meta, read).json() == {"success": True}
    assert {one["id"]: one["seen"] for one in meta.heard(AVA)} == {first: True, second: True}
    assert meta.people()[0]["typing"]
    post(meta, TEXT)
    assert not meta.people()[0]["typing"]


def test_files_go_up_and_come_down(meta):
    """With the token only, and the address is good for five minutes."""
    account = meta.account
    headers = {"Authorization": f"Bearer {account.access_token}"}
    up = httpx.post(
        f"{meta.url}/v26.0/{account.phone_number_id}/media",
        headers=headers,
        files={"file": ("a.png", b"not really", "image/png")},
        data={"messaging_product": "whatsapp", "type": "image/png"},
    )
    found = httpx.get(f"{meta.url}/v26.0/{up.json()['id']}", headers=headers).json()
    assert (found["mime_type"], found["file_size"]) == ("image/png", 10)
    assert httpx.get(found["url"]).status_code == 401
    assert httpx.get(found["url"], headers=headers).content == b"not really"
    meta.age(seconds=301)
    assert httpx.get(found["url"], headers=headers).status_code == 404
    bad = httpx.post(
        f"{meta.url}/v26.0/{account.phone_number_id}/media",
        headers=headers,
        files={"file": ("a.exe", b"x", "application/x-msdownload")},
        data={"messaging_product": "whatsapp"},
    )
    assert bad.json()["error"]["code"] == 131053
