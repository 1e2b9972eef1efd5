"""Twilio's own library works with the simulator unchanged, and believes its webhooks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from tests.simulator.clinic import AVA, PUBLIC

TO = f"whatsapp:{AVA}"
CALLBACK = f"{PUBLIC}/whatsapp/twilio/status?key=d1"


class Redirected(TwilioHttpClient):
    """Every host of Twilio's is the simulator."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def request(self, method: str, uri: str, *rest: object, **more: object):
        host, path = uri.removeprefix("https://").split("/", 1)
        assert host in ("api.twilio.com", "content.twilio.com"), host
        return super().request(method, f"{self._url}/{path}", *rest, **more)


@pytest.fixture
def client(twilio) -> Client:
    account = twilio.account
    return Client(account.account_sid, account.auth_token, http_client=Redirected(twilio.url))


@pytest.fixture
def sender(twilio) -> str:
    return f"whatsapp:{twilio.account.number}"


def refused(call, code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        call()
    assert caught.value.code == code, caught.value


def test_it_sends_and_finds_again(client, twilio, sender):
    """Created, fetched by its sid, and its state goes forward."""
    twilio.say(AVA, "hello")
    sent = client.messages.create(to=TO, from_=sender, body="Hello", status_callback=CALLBACK)
    assert (sent.status, sent.direction, sent.error_code) == ("queued", "outbound-api", None)
    assert twilio.quiet()
    twilio.read(AVA)
    found = client.messages(sent.sid).fetch()
    assert (found.status, found.body, found.to) == ("read", "Hello", TO)


def test_it_lists_by_who_to_whom_and_when_page_by_page(client, twilio, sender):
    """Inbound and outbound apart, newest first, over more than one page; also by moment."""
    for number in range(7):
        twilio.say(AVA, f"in {number}")
    twilio.say("+12125550101", "somebody else")
    client.messages.create(to=TO, from_=sender, body="out")
    inbound = client.messages.list(to=sender, from_=TO, page_size=3)
    assert [one.body for one in inbound] == [f"in {n}" for n in range(6, -1, -1)]
    assert {one.direction for one in inbound} == {"inbound"}
    assert [one.body for one in client.messages.list(to=TO)] == ["out"]
    now = datetime.now(timezone.utc)
    assert len(client.messages.list(to=sender, date_sent_after=now - timedelta(minutes=5))) == 8
    assert client.messages.list(date_sent_after=now + timedelta(minutes=5)) == []
    assert client.messages.list(date_sent_before=now - timedelta(minutes=5)) == []
    assert len(client.messages.list(date_sent=now.date())) == 9


def test_it_makes_buttons_and_lists_and_sends_them(client, twilio, sender, clinic):
    """By the Content API, with variables; what is pressed comes back with our id."""
    twilio.say(AVA, "hello")
    types = {
        "twilio/quick-reply": {
            "body": "Hello {{1}}",
            "actions": [{"type": "QUICK_REPLY", "title": "Makeup", "id": "m"}],
        }
    }
    request = {"friendly_name": "ask", "language": "en", "variables": {"1": "you"}, "types": types}
    content = client.content.v1.contents.create(ContentList.ContentCreateRequest(request))
    client.messages.create(
        to=TO, from_=sender, content_sid=content.sid, content_variables='{"1": "Ava"}'
    )
    picker = {"body": "Which?", "button": "Choose", "items": [{"item": "Sun", "id": "s"}]}
    request = {"language": "en", "types": {"twilio/list-picker": picker}}
    url = f"{twilio.url}/v1/Content"
    account = twilio.account
    made = httpx.post(url, json=request, auth=(account.account_sid, account.auth_token)).json()
    client.messages.create(to=TO, from_=sender, content_sid=made["sid"])
    quick, rows = twilio.sent(AVA)
    assert (quick["text"], quick["choices"][0]["id"], quick["style"]) == (
        "Hello Ava",
        "m",
        "buttons",
    )
    assert (rows["style"], rows["menu"]) == ("list", "Choose")
    twilio.press(AVA, "Makeup")
    twilio.press(AVA, "Sun")
    assert twilio.quiet()
    pressed, picked = [one.form for one in clinic.requests[-2:]]
    assert (pressed["ButtonPayload"], pressed["ButtonText"]) == ("m", "Makeup")
    assert pressed["OriginalRepliedMessageSid"] == quick["id"]
    assert (picked["ListId"], picked["Body"]) == ("s", "Sun")


def test_a_template_is_its_content_sid(client, twilio, sender):
    """Approved ones go out with the window closed too."""
    twilio.person(AVA)
    client.messages.create(to=TO, from_=sender, content_sid="HX" + "0" * 31 + "1")
    assert twilio.quiet()
    [line] = twilio.sent(AVA)
    assert (line["template"], line["state"]) == ("afterglow_reply", "delivered")


def test_what_twilio_refuses_at_once(client, twilio, sender):
    """Number, sender, body, length, content, variables, address of the callback; wrong token."""
    send = client.messages.create
    refused(lambda: send(to="whatsapp:12", from_=sender, body="x"), 21211)
    refused(lambda: send(to="+12125550100", from_=sender, body="x"), 21211)
    refused(lambda: send(to=TO, from_="whatsapp:+12125550000", body="x"), 63007)
    refused(lambda: send(to=TO, from_=sender), 21602)
    refused(lambda: send(to=TO, from_=sender, body="x" * 1601), 21617)
    refused(lambda: send(to=TO, from_=sender, content_sid="HX0"), 21655)
    named = "HX" + "0" * 31 + "3"
    refused(lambda: send(to=TO, from_=sender, content_sid=named, content_variables="{"), 21656)
    refused(lambda: send(to=TO, from_=sender, body="x", status_callback="nowhere"), 21609)
    refused(lambda: client.messages("SM" + "0" * 32).fetch(), 20404)
    for code in (20429, 63018, 20500):
        twilio.fault("send", "error", code=code)
        refused(lambda: send(to=TO, from_=sender, body="x"), code)
    stranger = Client(twilio.account.account_sid, "wrong", http_client=Redirected(twilio.url))
    refused(lambda: stranger.messages.create(to=TO, from_=sender, body="x"), 20003)
    assert twilio.sent() == []


def test_what_twilio_only_tells_later(client, twilio, sender, clinic):
    """Window, pair rate, missing variables and numbers without WhatsApp fail by callback."""
    twilio.say(AVA, "hello")
    twilio.age(hours=25)
    twilio.habits(pair_seconds=6)
    named = "HX" + "0" * 31 + "3"
    other, third = "+12125550101", "+12125550102"
    twilio.say(other, "hello")
    twilio.say(third, "hello")

    def send(to: str, key: str, **what: str) -> None:
        callback = f"{PUBLIC}/whatsapp/twilio/status?key={key}"
        client.messages.create(to=f"whatsapp:{to}", from_=sender, status_callback=callback, **what)

    send(AVA, "window", body="x")
    send("+12125559999", "nobody", body="x")
    send(other, "first", body="x")
    send(other, "second", body="x")
    send(third, "variables", content_sid=named)
    assert twilio.quiet()
    failed = {
        one.url.partition("key=")[2]: one.form["ErrorCode"]
        for one in clinic.requests
        if one.form.get("MessageStatus") == "failed"
    }
    assert failed == {
        "window": "63016",
        "nobody": "63024",
        "second": "63018",
        "variables": "63028",
    }


def test_its_validator_believes_every_webhook(client, twilio, sender, clinic):
    """Over the public address with its query, and with blank parameters; not with one changed."""
    validator = RequestValidator(twilio.account.auth_token)
    twilio.say(AVA, "¿Puedo? 💄 a&b=c+d")
    for kind in "photo voice audio video sticker document location contact unknown".split():
        twilio.send(AVA, kind)
    twilio.send(AVA, "reaction", text="👍")
    client.messages.create(to=TO, from_=sender, body="Hello", status_callback=CALLBACK)
    assert twilio.quiet()
    assert len(clinic.requests) == 13
    for request in clinic.requests:
        signature = request.headers["x-twilio-signature"]
        assert validator.validate(request.url, request.form, signature)
        assert not validator.validate(request.url, {**request.form, "Body": "other"}, signature)
    blank = [one for one in clinic.requests if one.form.get("Body") == ""]
    assert len(blank) == 9
    assert [one.url for one in clinic.requests].count(CALLBACK) == 2


def test_media_need_the_password_and_expire(twilio, clinic):
    """The address in the webhook sends on to one that needs none, for five minutes."""
    twilio.send(AVA, "photo")
    assert twilio.quiet()
    form = clinic.requests[0].form
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    assert httpx.get(form["MediaUrl0"]).status_code == 401
    auth = (twilio.account.account_sid, twilio.account.auth_token)
    sent_on = httpx.get(form["MediaUrl0"], auth=auth)
    assert sent_on.status_code == 307
    address = sent_on.headers["location"]
    assert httpx.get(address).content.startswith(b"\xff\xd8")
    twilio.age(seconds=301)
    assert httpx.get(address).status_code == 403


def test_the_librarys_own_list_of_files(client, twilio):
    """What the sweep needs for a photo whose webhook was missed."""
    twilio.send(AVA, "photo")
    [message] = client.messages.list(from_=TO)
    assert message.num_media == "1"
    [file] = client.messages(message.sid).media.list()
    assert file.content_type == "image/jpeg"


def test_the_hidden_number_is_hidden(twilio, clinic):
    """Only the user id, and it can be written to."""
    twilio.person("+12125550155", shows="user_id")
    twilio.say("+12125550155", "hello")
    assert twilio.quiet()
    form = clinic.requests[0].form
    assert form["WaId"] == ""
    assert form["From"] == f"whatsapp:{form['ExternalUserId']}"
    assert "+12125550155" not in clinic.requests[0].body.decode()
