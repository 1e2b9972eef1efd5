"""pywa, a client that others wrote for the real Graph API, works with the simulator unchanged."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pywa import WhatsApp, errors, types
from pywa.types.base_update import RawUpdate

from tests.simulator.clinic import AVA, Clinic

HIDDEN = "+12125550155"


class Redirected(httpx.HTTPTransport):
    """Everything for the real hosts goes to the simulator instead."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._to = httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host=self._to.host, port=self._to.port)
        return super().handle_request(request)


@pytest.fixture
def client(meta) -> WhatsApp:
    account = meta.account
    return WhatsApp(
        phone_id=account.phone_number_id,
        token=account.access_token,
        session=httpx.Client(transport=Redirected(meta.url)),
        server=None,
        verify_token=account.verify_token,
        app_secret=account.app_secret,
    )


def parsed(client: WhatsApp, clinic: Clinic) -> list[Any]:
    """Every webhook, its signature checked by pywa, as pywa's own type for it."""
    found = []
    for request in clinic.requests:
        signature = request.headers["x-hub-signature-256"]
        assert client.webhook_update_validator(request.body, signature) is None
        update = RawUpdate(request.body, hmac_header=None, update_hash="x")
        handler = client._get_handler_type(update)
        assert handler is not None, json.loads(request.body)
        found.append(handler._update.from_update(client, update))
    return found


def test_it_sends_text_buttons_lists_templates_and_files(client, meta):
    """What pywa sends shows on the phone as it was meant."""
    meta.say(AVA, "hello")
    client.send_message(AVA, "Hello *you*", tracker="d1")
    client.send_message(
        AVA,
        "Which?",
        buttons=[types.Button("Makeup", "m"), types.Button("Sun", "s")],
        footer="Afterglow",
    )
    rows = [types.SectionRow(f"Row {n}", f"r{n}", "more") for n in range(3)]
    client.send_message(
        AVA, "Which?", buttons=types.SectionList("Choose", [types.Section("All", rows)])
    )
    client.send_template(
        AVA,
        "afterglow_reply_named",
        types.templates.TemplateLanguage.ENGLISH,
        [types.templates.BodyText.params("Ava", "the clinic")],
    )
    client.send_image(AVA, b"\xff\xd8\xff", caption="Look", mime_type="image/jpeg")
    client.send_reaction(AVA, "👍", meta.heard(AVA)[0]["id"])
    text, buttons, rows, template, image, _ = meta.sent(AVA)
    assert (text["text"], text["key"]) == ("Hello *you*", "d1")
    assert [one["id"] for one in buttons["choices"]] == ["m", "s"]
    assert (buttons["style"], buttons["footer"]) == ("buttons", "Afterglow")
    assert (rows["style"], rows["menu"], len(rows["choices"])) == ("list", "Choose", 3)
    assert template["parameters"] == ["Ava", "the clinic"]
    assert template["text"].startswith("Hello Ava, ")
    assert (image["kind"], image["text"]) == ("photo", "Look")
    assert meta.heard(AVA)[0]["reaction"] == "👍"


def test_it_marks_as_read_and_shows_typing(client, meta):
    """The two calls pywa has for it."""
    message = meta.say(AVA, "hello")
    client.mark_message_as_read(message)
    client.indicate_typing(message)
    assert meta.heard(AVA)[0]["seen"]
    assert meta.people()[0]["typing"]


ERRORS = {
    131056: errors.TooManyMessages,
    131026: errors.MessageUndeliverable,
    131047: errors.ReEngagementMessage,
    131051: errors.UnsupportedMessageType,
    131008: errors.MissingRequiredParameter,
    131009: errors.InvalidParameter,
    131000: errors.UnknownError,
    131016: errors.ServiceUnavailable,
    132000: errors.TemplateParamCountMismatch,
    132001: errors.TemplateNotExists,
    132012: errors.TemplateParamFormatMismatch,
    132015: errors.TemplatePaused,
    80007: errors.RateLimitIssues,
}


@pytest.mark.parametrize("code", ERRORS)
def test_it_knows_every_error(client, meta, code):
    """Each code that the simulator can answer is pywa's own class for it."""
    meta.say(AVA, "hello")
    meta.fault("send", "error", code=code)
    with pytest.raises(errors.WhatsAppError) as caught:
        client.send_message(AVA, "Hello")
    assert caught.value.code == code
    assert type(caught.value) is ERRORS[code]


def test_a_closed_window_is_its_re_engagement_error(client, meta):
    """Not asked for by a fault: it comes of the clock."""
    meta.say(AVA, "hello")
    meta.age(hours=25)
    with pytest.raises(errors.ReEngagementMessage):
        client.send_message(AVA, "Hello")


def test_a_wrong_token_is_its_authorization_error(client, meta):
    """190."""
    client.api._session.headers["Authorization"] = "Bearer EAAwrong"
    with pytest.raises(errors.AuthorizationError) as caught:
        client.send_message(AVA, "Hello")
    assert caught.value.code == 190


def test_it_reads_everything_that_people_do(client, meta, clinic):
    """Every kind of message and both kinds of change, signed so that pywa believes them."""
    meta.person(AVA, name="Ava", username="ava.e")
    meta.say(AVA, "Can I wear makeup? 💄 ¿Mañana?")
    client.send_message(AVA, "Which?", buttons=[types.Button("Makeup", "m")])
    client.send_message(
        AVA,
        "Which?",
        buttons=types.SectionList(
            "Choose", [types.Section("", [types.SectionRow("Sun", "s", "day 1")])]
        ),
    )
    client.send_template(AVA, "afterglow_reply", types.templates.TemplateLanguage.ENGLISH)
    assert meta.quiet()
    clinic.requests.clear()
    for choice in ("Makeup", "Sun", "Read it"):
        meta.press(AVA, choice)
    kinds = "photo video voice audio document sticker location contact reaction unknown".split()
    for kind in kinds:
        meta.send(AVA, kind, text="👍" if kind == "reaction" else "")
    meta.change(AVA)
    meta.change(AVA, phone="+12125550142")
    assert meta.quiet()
    button, row, quick, *others, new_id, new_number = parsed(client, clinic)
    assert isinstance(button, types.CallbackButton)
    assert (button.data, button.title, button.from_user.username) == ("m", "Makeup", "ava.e")
    assert isinstance(row, types.CallbackSelection)
    assert (row.data, row.description) == ("s", "day 1")
    assert (quick.data, quick.title) == ("Read it", "Read it")
    shown = [one.type.value for one in others]
    assert shown == (
        "image video audio audio document sticker location contacts reaction unsupported".split()
    )
    assert (others[2].audio.voice, others[3].audio.voice) == (True, False)
    assert others[0].image.mime_type == "image/jpeg"
    assert others[-1].error.code == 131051
    assert new_id.sys_type == types.system.SystemType.USER_CHANGED_USER_ID
    assert new_number.old_wa_id == AVA.lstrip("+")
    assert new_number.new_wa_id == "12125550142"


def test_it_fetches_the_photo(client, meta, clinic):
    """From the webhook's media id to the bytes."""
    meta.send(AVA, "photo", text="My face")
    assert meta.quiet()
    [message] = parsed(client, clinic)
    assert message.caption == "My face"
    found = client.get_media_url(message.image.id)
    data = client.get_media_bytes(found.url)
    assert data.startswith(b"\xff\xd8")
    assert len(data) == found.file_size


def test_somebody_without_a_number_can_be_answered(client, meta, clinic):
    """A username hides the number: webhooks and answers carry the user id only."""
    meta.person(HIDDEN, shows="user_id", username="hidden.one")
    meta.say(HIDDEN, "hello")
    assert meta.quiet()
    [message] = parsed(client, clinic)
    assert message.from_user.wa_id is None
    sent = client.send_message(message.from_user.bsuid, "Hello", tracker="d7")
    assert meta.quiet()
    assert sent.id == meta.sent(HIDDEN)[0]["id"]
    status = parsed(client, clinic)[-1]
    assert (status.status.value, status.tracker, status.from_user.wa_id) == (
        "delivered",
        "d7",
        None,
    )


def test_statuses_go_forward_and_carry_the_key(client, meta, clinic):
    """sent, delivered and, once the chat is looked at, read."""
    meta.say(AVA, "hello")
    assert meta.quiet()
    clinic.requests.clear()
    client.send_message(AVA, "Hello", tracker="d1")
    assert meta.quiet()
    meta.read(AVA)
    assert meta.quiet()
    statuses = parsed(client, clinic)
    assert [one.status.value for one in statuses] == ["sent", "delivered", "read"]
    assert {one.tracker for one in statuses} == {"d1"}


def test_what_fails_later_says_so(client, meta, clinic):
    """Accepted, and then a failed status with the code."""
    meta.say(AVA, "hello")
    meta.age(hours=30)
    meta.habits(late_errors=True)
    client.send_message(AVA, "Hello", tracker="d1")
    client.send_message("+12125559999", "Hello", tracker="d2")
    assert meta.quiet()
    failed = [one for one in parsed(client, clinic)[1:] if one.error]
    assert {(one.tracker, one.error.code) for one in failed} == {("d1", 131047), ("d2", 131026)}
