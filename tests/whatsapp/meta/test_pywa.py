"""An independent client, pywa, reads what we send and what we read in the same way."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pywa import WhatsApp, types
from pywa.types.base_update import RawUpdate

from bot.whatsapp.meta.reading import read
from bot.whatsapp.meta.signature import HEADER, is_signed, sign
from bot.whatsapp.meta.writing import seen, written
from bot.whatsapp.records import Incoming, Outbound, Sender, Status
from tests.whatsapp.meta.webhooks import (
    CHANGES,
    EVERY,
    MESSAGES,
    OURS,
    SENT,
    WAMID,
    body,
    change,
    message,
    status,
    webhook,
)

SECRET = "not-a-secret-of-anybody"
UPDATES = (
    types.Message,
    types.CallbackButton,
    types.CallbackSelection,
    types.FlowCompletion,
    types.MessageStatus,
    types.PhoneNumberChange,
    types.EditedMessage,
)


class Oracle:
    """pywa, with a Graph API that keeps what it is sent and says yes."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.updates: list[Any] = []
        transport = httpx.MockTransport(self._answer)
        self.client = WhatsApp(
            phone_id=OURS,
            token="not-a-token-of-anybody",
            session=httpx.Client(transport=transport),
            server=None,
            verify_token="our-word",
            app_secret=SECRET,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(json.loads(request.content))
        answer = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": "+16505551234", "wa_id": "16505551234", "user_id": "US.1"}],
            "messages": [{"id": SENT}],
            "success": True,
        }
        return httpx.Response(200, json=answer)

    def parsed(self, raw: bytes) -> Any:
        """The webhook as pywa's own type for it."""
        update = RawUpdate(raw, hmac_header=None, update_hash="x")
        handler = self.client._get_handler_type(update)
        assert handler is not None, "pywa has no type for this"
        return handler._update.from_update(self.client, update)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


def kind_of(theirs: Any) -> str:
    """What pywa calls this, in our words."""
    if isinstance(theirs, types.PhoneNumberChange):
        return "changed"
    if isinstance(theirs, types.CallbackButton | types.CallbackSelection):
        # Without a payload of the sender's own, the payload repeats the title.
        return "text" if theirs.data == theirs.title else "button"
    if isinstance(theirs, types.EditedMessage):
        return kind_of(theirs.message)
    told = theirs.type.value
    if told == "audio":
        return "voice" if theirs.audio.voice else "audio"
    ours = {"image": "photo", "contacts": "contact"}.get(told, told)
    known = ("text", "photo", "video", "document", "sticker", "location", "contact", "reaction")
    return ours if ours in known else "unknown"


def text_of(theirs: Any) -> str:
    """The words of this, as pywa found them."""
    if isinstance(theirs, types.CallbackButton | types.CallbackSelection):
        return theirs.title
    if isinstance(theirs, types.EditedMessage):
        return text_of(theirs.message)
    if not isinstance(theirs, types.Message):
        return ""
    if theirs.reaction:
        return theirs.reaction.emoji or ""
    return (theirs.order and theirs.order.text) or theirs.text or theirs.caption or ""


def answered_by(theirs: Any) -> str | None:
    """The message that this one is about, as pywa found it."""
    if isinstance(theirs, types.EditedMessage):
        return answered_by(theirs.message)
    if isinstance(theirs, types.Message) and theirs.reaction:
        return theirs.reaction.message_id
    about = getattr(theirs, "reply_to_message", None)
    return about.id if about else None


def same(ours: Incoming, theirs: Any) -> None:
    """All that both know of a message is the same."""
    assert (ours.id, ours.sent_at) == (theirs.id, theirs.timestamp)
    assert (ours.kind, ours.text) == (kind_of(theirs), text_of(theirs))
    assert ours.answers == answered_by(theirs)
    if ours.kind == "button":
        assert ours.button == theirs.data
    media = getattr(theirs, "media", None)
    assert [(one.source, one.mime) for one in ours.media] == (
        [(media.id, media.mime_type)] if media else []
    )


def same_person(sender: Sender, user: Any) -> None:
    assert sender.user_id == user.bsuid
    assert sender.parent_user_id == user.parent_bsuid
    assert sender.phone == (f"+{user.wa_id}" if user.wa_id else None)


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_kind_of_message_is_read_alike(oracle, kind):
    """Of every documented message pywa says the same as we do."""
    raw = body(webhook(message(kind)))
    theirs = oracle.parsed(raw)
    assert isinstance(theirs, UPDATES)
    [ours] = read(raw, OURS).messages
    same(ours, theirs)
    same_person(ours.sender, theirs.from_user)


@pytest.mark.parametrize("kind", CHANGES)
def test_every_change_is_read_alike(oracle, kind):
    """Who changed into whom is the same for pywa and for us."""
    raw = body(webhook(change(kind), contacts=None))
    theirs = oracle.parsed(raw)
    [ours] = read(raw, OURS).messages
    assert isinstance(theirs, types.PhoneNumberChange)
    assert (ours.kind, ours.id, ours.sent_at) == ("changed", theirs.id, theirs.timestamp)
    assert ours.sender.phone == f"+{theirs.old_wa_id}"
    assert ours.becomes is not None
    assert ours.becomes.phone == (f"+{theirs.new_wa_id}" if theirs.new_wa_id else None)
    assert ours.becomes.user_id == theirs.new_user_id
    assert ours.becomes.parent_user_id == theirs.new_parent_id


@pytest.mark.parametrize("state", ["sent", "delivered", "read", "played", "failed"])
def test_every_status_is_read_alike(oracle, state):
    """State, key, time and the error's code are the same for pywa and for us."""
    raw = body(webhook(statuses=(status(state),)))
    theirs = oracle.parsed(raw)
    [ours] = read(raw, OURS).statuses
    assert isinstance(ours, Status)
    assert (ours.id, ours.key, ours.at) == (theirs.id, theirs.tracker, theirs.timestamp)
    assert ours.state == {"played": "read"}.get(theirs.status.value, theirs.status.value)
    assert getattr(ours.error, "code", None) == getattr(theirs.error, "code", None)


WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1)


@given(
    words=WORDS.filter(str.strip),
    number=st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True),
    user_id=st.from_regex(r"[A-Z]{2}\.[0-9]{1,128}", fullmatch=True),
    hidden=st.booleans(),
    seconds=st.integers(1_230_768_000, 4_000_000_000),
)
def test_any_text_of_anybody_is_read_alike(oracle, words, number, user_id, hidden, seconds):
    """Over any words, person and time, with the number hidden or not, pywa agrees with us."""
    contact = {"profile": {"name": words}, "user_id": user_id}
    contact |= {} if hidden else {"wa_id": number}
    told = message("text", text={"body": words}, timestamp=str(seconds))
    told |= {"from_user_id": user_id} if hidden else {}
    told["from"] = number
    if hidden:
        del told["from"]
    raw = body(webhook(told, contacts=(contact,)))
    theirs = oracle.parsed(raw)
    [ours] = read(raw, OURS).messages
    same(ours, theirs)
    same_person(ours.sender, theirs.from_user)


@pytest.mark.parametrize("kind", EVERY)
def test_signatures_are_judged_alike(oracle, kind):
    """pywa's own check of webhooks passes what we sign and refuses what we refuse."""
    raw = body(EVERY[kind])
    good = sign(SECRET, raw)
    assert oracle.client.webhook_update_validator(raw, good) is None
    assert is_signed(SECRET, {HEADER: good}, raw)
    for forged, header in ((raw + b" ", good), (raw, sign("other", raw)), (raw, "")):
        assert oracle.client.webhook_update_validator(forged, header) is not None
        assert not is_signed(SECRET, {HEADER: header}, forged)


PHONE = "+16505551234"
BUTTONS = (("b1:1", "Yes"), ("b1:2", "No"), ("b1:3", "A while ago"))
ROWS = tuple((f"b1:{number}", f"Topic {number}") for number in range(1, 11))


def theirs_of(oracle: Oracle, send: Any) -> dict[str, Any]:
    """What pywa puts on the wire for this call of its own."""
    oracle.sent.clear()
    send(oracle.client)
    [wire] = oracle.sent
    return wire


def sections(rows: tuple[tuple[str, str], ...]) -> types.SectionList:
    options = [types.SectionRow(title=title, callback_data=key) for key, title in rows]
    # We give the only section no title; pywa's type wants one.
    return types.SectionList("Choose", [types.Section(title="", rows=options)])


SENDS = {
    "text": (
        Outbound("¿Qué tal? 😊"),
        lambda wa, to: wa.send_message(to, "¿Qué tal? 😊", tracker="d17"),
    ),
    "buttons": (
        Outbound("Since when?", BUTTONS),
        lambda wa, to: wa.send_message(
            to,
            "Since when?",
            buttons=[types.Button(title=title, callback_data=key) for key, title in BUTTONS],
            tracker="d17",
        ),
    ),
    "list": (
        Outbound("About what?", ROWS),
        lambda wa, to: wa.send_message(
            to, "About what?", buttons=sections(ROWS), tracker="d17"
        ),
    ),
}


def bare(wire: dict[str, Any]) -> dict[str, Any]:
    """Without an empty title of the only section."""
    for section in wire.get("interactive", {}).get("action", {}).get("sections", ()):
        if not section.get("title"):
            section.pop("title", None)
    return wire


@pytest.mark.parametrize("to", [Sender(None, PHONE), Sender("US.13491208655302741918", PHONE)])
@pytest.mark.parametrize("kind", SENDS)
def test_pywa_sends_the_same(oracle, kind, to):
    """What pywa puts on the wire for the same message is what we put there."""
    ours, send = SENDS[kind]
    theirs = theirs_of(oracle, lambda wa: send(wa, to.user_id or to.phone))
    assert written(ours, to, "d17") == bare(theirs)


def test_pywa_sends_the_same_template(oracle):
    """A template with values is the same on the wire."""
    from pywa.types.templates import BodyText, TemplateLanguage

    def send(wa: Any) -> None:
        values = [BodyText.params("Ana", "tomorrow")]
        wa.send_template(
            PHONE, "reply_please", TemplateLanguage.SPANISH, params=values, tracker="d17"
        )

    ours = Outbound(template="reply_please", language="es", parameters=("Ana", "tomorrow"))
    assert written(ours, Sender(None, PHONE), "d17") == lower(theirs_of(oracle, send))


def lower(wire: dict[str, Any]) -> dict[str, Any]:
    """Meta takes component names in either case; pywa writes capitals."""
    for component in wire["template"]["components"]:
        component["type"] = component["type"].lower()
        for parameter in component["parameters"]:
            parameter["type"] = parameter["type"].lower()
    return wire


def test_pywa_marks_as_read_the_same(oracle):
    """The read mark and the sign of typing are the same on the wire."""
    read_mark = theirs_of(oracle, lambda wa: wa.mark_message_as_read(WAMID))
    typing = theirs_of(oracle, lambda wa: wa.indicate_typing(WAMID))
    assert (seen(WAMID, False), seen(WAMID, True)) == (read_mark, typing)
