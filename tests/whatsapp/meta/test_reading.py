"""What webhooks tell: each kind of message, each status, each part of a batch."""

import json
import time
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.meta.reading import read
from bot.whatsapp.records import Incoming, Media, Sender, SendFault, Status, Unreadable
from tests.whatsapp.meta.webhooks import (
    AT,
    BSUID,
    CONTACT,
    EVERY,
    MESSAGES,
    OURS,
    PARENT,
    PHONE,
    SENT,
    WAMID,
    body,
    change,
    change_of_value,
    message,
    status,
    webhook,
)

WHEN = datetime.fromtimestamp(int(AT), tz=timezone.utc)
WHO = Sender(BSUID, f"+{PHONE}")
FILE = "1003383421387256"

# kind, text, button, media, answers
READ = {
    "text": ("text", "¿Puedo usar maquillaje mañana? 😊", None, (), None),
    "reply": ("text", "And this one?", None, (), SENT),
    "forwarded": ("text", "Look at this", None, (), None),
    "from an ad": ("text", "Hi", None, (), None),
    "template button": ("button", "Show me", "b7:1", (), SENT),
    "template button without payload": ("text", "Show me", None, (), SENT),
    "reply button": ("button", "Yes, today", "b12:2", (), SENT),
    "list row": ("button", "Sunscreen", "b12:7", (), SENT),
    "form": ("unknown", "", None, (), SENT),
    "photo": ("photo", "Is this normal?", None, (Media(FILE, "image/jpeg", "photo"),), None),
    "photo without a caption": ("photo", "", None, (Media(FILE, "image/jpeg", "photo"),), None),
    "voice": ("voice", "", None, (Media(FILE, "audio/ogg; codecs=opus", "voice"),), None),
    "audio": ("audio", "", None, (Media(FILE, "audio/mpeg", "audio"),), None),
    "video": ("video", "see", None, (Media(FILE, "video/mp4", "video"),), None),
    "document": ("document", "", None, (Media(FILE, "application/pdf", "document"),), None),
    "sticker": ("sticker", "", None, (Media(FILE, "image/webp", "sticker"),), None),
    "location": ("location", "", None, (), None),
    "contacts": ("contact", "", None, (), None),
    "reaction": ("reaction", "\U0001f44d", None, (), SENT),
    "reaction taken back": ("reaction", "", None, (), SENT),
    "order": ("unknown", "Love these!", None, (), None),
    "unsupported": ("unknown", "", None, (), None),
    "unknown": ("unknown", "", None, (), None),
    "edited": ("text", "I have a fever of 39.5", None, (), SENT),
}


def one(given_webhook) -> Incoming:
    """The only message of a webhook of which nothing is skipped."""
    batch = read(body(given_webhook), OURS)
    assert batch.skipped == 0
    [found] = batch.messages
    return found


def test_every_kind_has_an_expectation():
    """No example is left out of the table above."""
    assert set(READ) == set(MESSAGES)


@pytest.mark.parametrize("kind", MESSAGES)
def test_each_kind_is_read(kind):
    """Each kind of message that Meta documents is read as what it is."""
    told, text, button, media, answers = READ[kind]
    expected = Incoming(WAMID, WHO, told, text, button, media, WHEN, answers)
    assert one(webhook(message(kind))) == expected


def test_a_kind_that_nobody_knows_yet_is_a_message():
    """What Meta may add tomorrow is kept as unknown, so that it gets an answer."""
    found = one(webhook(message("text", type="hologram", hologram={"id": "1"})))
    assert (found.kind, found.sender) == ("unknown", WHO)


@pytest.mark.parametrize(
    "told",
    [
        {"text": None},
        {"text": {"body": 7}},
        {"text": ["body"]},
        {"text": {"body": "  "}},
        {"type": 5},
        {"type": ["text"]},
        {"type": None},
        {"type": "image", "image": {"mime_type": "image/jpeg"}},
        {"type": "image", "image": "x"},
        {"type": "interactive", "interactive": {"type": "button_reply"}},
        {"type": "interactive"},
        {"type": "button", "button": 3},
        {"type": "edit"},
    ],
)
def test_what_is_broken_inside_is_still_a_message(told):
    """A patient whose message came damaged is not met with silence."""
    assert one(webhook(message("text", **told))).kind == "unknown"


def test_texts_that_no_database_takes_are_mended():
    """Half a character and NUL do not come further than here."""
    raw = body(webhook(message("text"))).replace(b"ma\\u00f1ana", b"ma\\ud800\\u0000ana")
    [found] = read(raw, OURS).messages
    assert found.text == "¿Puedo usar maquillaje ma\ufffdana? 😊"


@pytest.mark.parametrize(
    "at", ["", "x", "-1", "1e9", None, True, [], 10**30, "9" * 400, 0.5, "١٧٤٩٤١٦٣٨٣"]
)
def test_a_message_without_a_usable_time_is_kept(at):
    """A time that is none costs the time, not the message."""
    assert one(webhook(message("text", timestamp=at))).sent_at is None


def test_a_time_may_be_a_number():
    """Some of Meta's own examples write it without quotes."""
    assert one(webhook(message("text", timestamp=int(AT)))).sent_at == WHEN


WHO_WROTE = {
    "both": ({}, (CONTACT,), WHO),
    "number alone": ({}, ({"wa_id": PHONE},), Sender(None, f"+{PHONE}")),
    "no contacts": ({}, None, Sender(None, f"+{PHONE}")),
    "a number with plus": ({"from": f"+{PHONE}"}, None, Sender(None, f"+{PHONE}")),
    "id alone": ({"from": None}, ({"user_id": BSUID},), Sender(BSUID)),
    "id in the message": (
        {"from": None, "from_user_id": BSUID, "from_parent_user_id": PARENT},
        None,
        Sender(BSUID, None, PARENT),
    ),
    "number of the same id": ({"from": None, "from_user_id": BSUID}, (CONTACT,), WHO),
    "with parent": (
        {},
        ({**CONTACT, "parent_user_id": PARENT},),
        Sender(BSUID, f"+{PHONE}", PARENT),
    ),
    "contact is somebody else": (
        {},
        ({"wa_id": "12195555358", "user_id": "US.2222"},),
        Sender(None, f"+{PHONE}"),
    ),
    "same number, other id": (
        {"from_user_id": BSUID},
        ({"wa_id": PHONE, "user_id": "US.2222"},),
        Sender(BSUID, f"+{PHONE}"),
    ),
    "same number, other id and parent": (
        {"from_user_id": BSUID},
        ({"wa_id": PHONE, "user_id": "US.2222", "parent_user_id": PARENT},),
        Sender(BSUID, f"+{PHONE}"),
    ),
    "the right one of several": (
        {},
        ({"wa_id": "12195555358", "user_id": "US.2222"}, CONTACT),
        WHO,
    ),
    "empty number": ({"from": ""}, ({"wa_id": "", "user_id": BSUID},), Sender(BSUID)),
    "odd types": ({}, (["x"], 7, None, {"wa_id": 5, "user_id": {}}), Sender(None, f"+{PHONE}")),
}


@pytest.mark.parametrize("case", WHO_WROTE)
def test_who_wrote(case):
    """Number and id are taken where they are told, and never from somebody else's contact."""
    more, contacts, expected = WHO_WROTE[case]
    assert one(webhook(message("text", **more), contacts=contacts)).sender == expected


@pytest.mark.parametrize(
    "more",
    [
        {"id": None},
        {"id": ""},
        {"id": 7},
        {"id": "a b"},
        {"id": "é"},
        {"id": "x" * 600},
        {"group_id": "Y2FwaV9ncm91cA=="},
        {"type": "request_welcome"},
        {"type": "revoke", "revoke": {"original_message_id": "wamid.first"}},
        {"type": "system", "system": {"type": "something_else"}},
        {"type": "system"},
    ],
)
def test_what_is_no_message_to_us_is_counted(more):
    """Without an id nothing can be told from its copy; groups and notices are not for us."""
    batch = read(body(webhook(message("text", **more))), OURS)
    assert (batch.messages, batch.skipped) == ((), 1)


def test_nobody_s_message_is_counted():
    """A message that nothing links to a person cannot be answered."""
    two = (CONTACT, {"wa_id": "12195555358"})
    batch = read(body(webhook(message("text", **{"from": None}), contacts=two)), OURS)
    assert (batch.messages, batch.skipped) == ((), 1)


CHANGED = {
    "number": (Sender(BSUID, f"+{PHONE}"), Sender("US.2222", "+12195555358")),
    "number, the old way": (Sender(None, f"+{PHONE}"), Sender(None, "+12195555358")),
    "id alone": (
        Sender(BSUID, f"+{PHONE}", PARENT),
        Sender("US.2222", None, "US.ENT.2222"),
    ),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_changed_number_or_id(kind):
    """A change tells who it was and who it is now."""
    before, after = CHANGED[kind]
    found = one(webhook(change(kind), contacts=None))
    assert (found.kind, found.sender, found.becomes) == ("changed", before, after)


def test_an_id_that_changed_without_any_number():
    """Of somebody who hides the number, the old id is all there is."""
    found = one(webhook(change("id alone", **{"from": None}), contacts=None))
    assert found.sender == Sender(BSUID, None, PARENT)


def test_an_account_that_was_set_up_anew():
    """Without a word on who it is now, the change is still told."""
    system = {"type": "customer_identity_changed", "body": "…"}
    found = one(webhook(change("number", system=system)))
    assert (found.kind, found.sender, found.becomes) == ("changed", WHO, None)


@pytest.mark.parametrize(
    "told, state",
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("played", "read"),
        ("failed", "failed"),
    ],
)
def test_statuses(told, state):
    """Each state is told with our key and, where it failed, the reason."""
    batch = read(body(webhook(statuses=(status(told),))), OURS)
    error = SendFault("window_closed", 131047) if told == "failed" else None
    assert batch.statuses == (Status(SENT, state, error, "d17", WHEN),)
    assert (batch.messages, batch.skipped) == ((), 0)


@pytest.mark.parametrize(
    "more",
    [
        {"id": None},
        {"status": "deleted"},
        {"status": ["read"]},
        {"status": None},
        {"recipient_type": "group"},
    ],
)
def test_a_status_of_nothing_is_counted(more):
    """Unknown states and groups are not ours to follow."""
    batch = read(body(webhook(statuses=(status("read", **more),))), OURS)
    assert (batch.statuses, batch.skipped) == ((), 1)


@pytest.mark.parametrize("errors", [None, [], {}, [7], [{"code": "x"}], [{"code": {}}]])
def test_a_failure_without_a_reason_is_a_failure(errors):
    """Whatever became of the reason, the message did not arrive."""
    batch = read(body(webhook(statuses=(status("failed", errors=errors),))), OURS)
    assert batch.statuses[0].error == SendFault("undeliverable")


def test_another_number_s_webhook_is_left_alone():
    """One app may serve several numbers; only ours is answered here."""
    given_webhook = webhook(message("text"), statuses=(status("read"),), phone_number_id="999")
    batch = read(body(given_webhook), OURS)
    assert (batch.messages, batch.statuses, batch.skipped) == ((), (), 2)


def test_other_fields_are_left_alone():
    """News about templates and the account are not messages."""
    given_webhook = webhook(message("text"))
    given_webhook["entry"][0]["changes"][0]["field"] = "message_template_status_update"
    assert read(body(given_webhook), OURS).skipped == 1


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=4))
def test_nothing_of_a_batch_is_lost(entries):
    """Whatever way 50 messages lie in entries and changes, all of them come out, in order."""
    written, sent = [], []
    for entry, changes in enumerate(entries):
        told = []
        for place, count in enumerate(changes):
            keys = [f"wamid.{entry}.{place}.{number}" for number in range(count)]
            sent += keys
            told.append(change_of_value({"messages": [message("text", id=key) for key in keys]}))
        written.append({"id": "1", "changes": told})
    batch = read(body({"entry": written}), OURS)
    assert [found.id for found in batch.messages] == sent
    assert batch.skipped == sum(not changes for changes in entries)


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, [[]], {"id": {}}])
def test_one_bad_part_costs_nothing_else(broken):
    """Good messages before and after a broken one are kept."""
    first, last = message("text", id="wamid.a"), message("photo", id="wamid.c")
    batch = read(body(webhook(first, broken, last)), OURS)
    assert [found.id for found in batch.messages] == ["wamid.a", "wamid.c"]
    assert batch.skipped == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b"[]",
        b"{}",
        b'{"entry": {}}',
        b"\xff\xfe",
        b'{"entry": ' + b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        body(EVERY["text"])[:-20],
    ],
)
def test_what_is_no_webhook_is_unreadable(raw):
    """Truncated, nested without end, or something else altogether: refused, in these words only."""
    with pytest.raises(Unreadable) as refused:
        read(raw, OURS)
    assert str(refused.value) in ("no JSON", "no webhook of Meta's")
    assert refused.value.__cause__ is None


def test_nothing_that_is_read_prints_what_it_holds():
    """A message that ends in a log by mistake shows neither words nor number."""
    found = one(webhook(message("photo")))
    shown = repr([found, found.sender, found.media, read(body(EVERY["text"]), OURS)])
    assert not any(secret in shown for secret in (PHONE, BSUID, "normal", FILE))


def test_three_megabytes_are_read_in_a_moment():
    """The largest webhook that Meta sends holds thousands of messages, and all of them count."""
    numbers = [str(10_000_000_000 + number) for number in range(12_000)]
    many = [message("text", id=f"wamid.{number}", **{"from": number}) for number in numbers]
    people = tuple({"wa_id": number, "user_id": f"US.{number}"} for number in numbers)
    raw = json.dumps(webhook(*many, contacts=people)).encode()
    assert 2_500_000 < len(raw) < 3_000_000
    began = time.perf_counter()
    found = read(raw, OURS).messages
    assert time.perf_counter() - began < 5
    assert [one.sender for one in found] == [Sender(f"US.{n}", f"+{n}") for n in numbers]
