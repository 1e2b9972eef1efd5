"""No body whatever makes the reader fail in another way than by calling it unreadable."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.whatsapp.meta.reading import read
from bot.whatsapp.records import KINDS, Batch, Unreadable
from tests.whatsapp.meta.webhooks import EVERY, OURS, body
from tests.whatsapp.mutations import ANYTHING, damaged

WHOLE = st.sampled_from(list(EVERY.values()))


def sound(raw: bytes) -> Batch | None:
    """What is read can be stored and answered, or nothing is read at all."""
    try:
        batch = read(raw, OURS)
    except Unreadable:
        return None
    for message in batch.messages:
        assert message.id and message.kind in KINDS
        assert message.sender.user_id or message.sender.phone
        assert message.kind == "changed" or message.becomes is None
        assert (message.button is not None) == (message.kind == "button")
        for text in (message.text, message.button or "", message.answers or ""):
            assert "\0" not in text and text.encode("utf-8") is not None
        assert all(media.source.isascii() for media in message.media)
    for status in batch.statuses:
        assert status.state in ("sent", "delivered", "read", "failed")
        assert (status.error is not None) == (status.state == "failed")
    return batch


@given(st.binary(max_size=400))
def test_any_bytes(raw):
    """Bytes at random are never a failure of ours."""
    sound(raw)


@given(ANYTHING)
def test_any_json(value):
    """Nor is any JSON, also where a webhook would hold its parts."""
    sound(json.dumps(value).encode())
    sound(json.dumps({"entry": value}).encode())
    sound(json.dumps({"entry": [{"changes": value}]}).encode())
    sound(json.dumps({"entry": [{"changes": [{"value": value, "field": "messages"}]}]}).encode())


@settings(max_examples=300)
@given(st.data())
def test_any_damage_to_a_real_webhook(data):
    """Real webhooks with parts gone, doubled, or of other types are read as far as they go."""
    sound(json.dumps(data.draw(damaged(data.draw(WHOLE)))).encode())


@given(st.data())
def test_any_truncation(data):
    """A webhook that broke off anywhere is unreadable as a whole: half of it is never handled."""
    raw = body(data.draw(WHOLE))
    assert sound(raw[: data.draw(st.integers(0, len(raw) - 1))]) is None


@given(st.data())
def test_damage_to_one_message_leaves_the_others(data):
    """Whatever happens to one message of a batch, those before and after it are read."""
    given_webhook = json.loads(json.dumps(EVERY["text"]))
    value = given_webhook["entry"][0]["changes"][0]["value"]
    [good] = value["messages"]
    bad = data.draw(damaged({"one": good}))
    first, last = {**good, "id": "wamid.first"}, {**good, "id": "wamid.last"}
    value["messages"] = [first, bad.get("one"), last]
    batch = sound(json.dumps(given_webhook).encode())
    assert batch is not None
    keys = [message.id for message in batch.messages]
    assert (keys[0], keys[-1]) == ("wamid.first", "wamid.last")
