"""What Twilio's webhooks tell: each kind of message, each status, and damage of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.records import KINDS, Incoming, Media, Sender, SendFault, Status, Unreadable
from bot.whatsapp.twilio.reading import read
from tests.whatsapp.twilio.webhooks import (
    ACCOUNT,
    BSUID,
    MEDIA,
    MESSAGES,
    PHONE,
    SID,
    body,
    form,
    status_form,
)

WHO = Sender(None, PHONE)
REPLIED = "SM" + "2" * 32

# kind, text, button, media, answers
READ = {
    "text": ("text", "¿Puedo usar maquillaje mañana? 😊 a+b & c=d", None, (), None),
    "reply": ("text", "And this?", None, (), REPLIED),
    "button": ("button", "Show me", "b7:1", (), REPLIED),
    "button without payload": ("text", "Show me", None, (), None),
    "list row": ("button", "Sunscreen", "b12:7", (), None),
    "photo": ("photo", "Is this normal?", None, (Media(MEDIA, "image/jpeg", "photo"),), None),
    "photo without a caption": ("photo", "", None, (Media(MEDIA, "image/jpeg", "photo"),), None),
    "voice": ("voice", "", None, (Media(MEDIA, "audio/ogg", "voice"),), None),
    "audio": ("audio", "", None, (Media(MEDIA, "audio/mpeg", "audio"),), None),
    "video": ("video", "", None, (Media(MEDIA, "video/mp4", "video"),), None),
    "document": (
        "document",
        "list.pdf",
        None,
        (Media(MEDIA, "application/pdf", "document"),),
        None,
    ),
    "sticker": ("sticker", "", None, (Media(MEDIA, "image/webp", "sticker"),), None),
    "contact": ("contact", "", None, (), None),
    "location": ("location", "", None, (), None),
    "reaction": ("reaction", "👍", None, (), REPLIED),
    "unsupported": ("unknown", "", None, (), None),
    "nothing": ("unknown", "", None, (), None),
}


def one(**fields: str) -> Incoming:
    batch = read(body(form("text", **fields)), "", ACCOUNT)
    assert batch.skipped == 0
    [found] = batch.messages
    return found


def test_every_kind_has_an_expectation():
    """No example is left out of the table above."""
    assert set(READ) == set(MESSAGES)


@pytest.mark.parametrize("kind", MESSAGES)
def test_each_kind_is_read(kind):
    """Each kind of message that Twilio tells of is read as what it is."""
    told, text, button, media, answers = READ[kind]
    expected = Incoming(SID, WHO, told, text, button, media, None, answers)
    assert read(body(form(kind)), "", ACCOUNT).messages == (expected,)


@pytest.mark.parametrize(
    "fields, who",
    [
        ({"ExternalUserId": BSUID}, Sender(BSUID, PHONE)),
        ({"ExternalUserIdentifier": BSUID}, Sender(BSUID, PHONE)),
        ({"From": f"whatsapp:{BSUID}", "WaId": ""}, Sender(BSUID)),
        ({"From": f"whatsapp:{BSUID}"}, Sender(BSUID, PHONE)),
        ({"From": "whatsapp:16505551234", "WaId": "x"}, WHO),
        ({"ExternalUserId": "a b"}, WHO),
    ],
)
def test_who_wrote(fields, who):
    """The address is a number or an id; whichever else is told is taken too."""
    assert one(**fields).sender == who


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": ""},
        {"MessageSid": "a b"},
        {"From": ""},
        {"From": PHONE},
        {"From": "whatsapp:ann", "WaId": ""},
        {"To": "whatsapp:+14155230000"},
        {"AccountSid": "AC" + "9" * 32},
    ],
)
def test_what_is_not_for_us_is_counted(fields):
    """Without id or person there is no message; another account's or number's is not ours."""
    batch = read(body(form("text", **fields)), "", ACCOUNT)
    assert (batch.messages, batch.statuses, batch.skipped) == ((), (), 1)


def test_a_parameter_with_two_values_says_nothing():
    """Which of two counts would depend on who reads them."""
    twice = [*form("text").items(), ("MessageSid", "SM" + "9" * 32)]
    assert read(body(twice), "", ACCOUNT).skipped == 1
    [found] = read(body([*form("text").items(), ("MessageSid", SID)]), "", ACCOUNT).messages
    assert found.id == SID


def test_every_file_is_taken_whatever_the_count_says():
    """Ten files at most come with a message; a wrong NumMedia loses none of them."""
    fields = {f"MediaUrl{place}": f"{MEDIA}{place}" for place in range(10)}
    kinds = {f"MediaContentType{place}": "image/png" for place in range(10)}
    for count in ("10", "0", "", "x", "-1"):
        found = one(NumMedia=count, MessageType="image", **fields, **kinds)
        assert [media.source for media in found.media] == list(fields.values())


def test_a_type_that_nobody_knows_yet_is_a_message():
    """What Twilio may add tomorrow is kept as unknown, with its words."""
    found = one(MessageType="hologram", Body="look")
    assert (found.kind, found.text) == ("unknown", "look")


@pytest.mark.parametrize(
    "told, state",
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("failed", "failed"),
        ("undelivered", "failed"),
    ],
)
def test_statuses(told, state):
    """Each state is told with the key of its address and, where it failed, the reason."""
    raw = body(status_form(told, ErrorCode="63016"))
    [found] = read(raw, "key=d17", ACCOUNT).statuses
    error = SendFault("window_closed", 63016) if state == "failed" else None
    assert found == Status(SID, state, error, "d17")


@pytest.mark.parametrize("told", ["accepted", "scheduled", "queued", "sending"])
def test_states_on_the_way_say_nothing(told):
    """What is not yet sent is no news, and no oddity either."""
    batch = read(body(status_form(told)), "key=d17", ACCOUNT)
    assert (batch.statuses, batch.skipped) == ((), 0)


@pytest.mark.parametrize(
    "fields", [{"MessageStatus": "odd"}, {"MessageSid": ""}, {"From": "whatsapp:+15550000000"}]
)
def test_a_status_of_nothing_is_counted(fields):
    """Unknown states and other numbers' messages are not ours to follow."""
    batch = read(body(status_form("read", **fields)), "key=d17", ACCOUNT)
    assert (batch.statuses, batch.skipped) == ((), 1)


@pytest.mark.parametrize("query", ["", "key=", "key=a&key=b", "other=1", "key=a%20b", "&" * 200])
def test_a_status_without_a_usable_key(query):
    """The key is only a help; without it the id still tells which message it is."""
    [found] = read(body(status_form("read")), query, ACCOUNT).statuses
    assert (found.id, found.key) == (SID, None)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"&", b"&".join([b"a=1"] * 2000)])
def test_what_is_no_form_is_unreadable(raw):
    """Nothing, no text, and thousands of parameters are refused."""
    with pytest.raises(Unreadable):
        read(raw, "", ACCOUNT)


WORDS = st.text(max_size=30) | st.sampled_from(["\0", "\ud800", "whatsapp:+1", "read", "9" * 99])
NAMES = st.sampled_from([*form("photo"), *form("location"), *status_form("failed"), "ErrorCode"])


@given(st.dictionaries(NAMES, WORDS), st.sampled_from(list(MESSAGES)), st.text(max_size=30))
def test_damage_of_any_kind(changes, kind, query):
    """Whatever stands in whichever parameter, what is read can be stored and answered."""
    fields = {**form(kind), **changes}
    raw = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items()).encode()
    batch = read(raw, query, ACCOUNT)
    for message in batch.messages:
        assert message.id and message.kind in KINDS
        assert message.sender.user_id or message.sender.phone
        assert (message.button is not None) == (message.kind == "button")
        assert "\0" not in message.text and message.text.encode() is not None
    for status in batch.statuses:
        assert (status.error is not None) == (status.state == "failed")


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes(raw, query):
    """Bytes at random are never a failure of ours."""
    try:
        read(raw, query, ACCOUNT)
    except Unreadable as refused:
        assert str(refused) == "no form"
