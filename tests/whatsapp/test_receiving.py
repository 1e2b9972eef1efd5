"""What a message from a phone is, decided before it is stored."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox import Accepted
from bot.mailbox.writer import WriterBusy
from bot.text import clean
from bot.whatsapp.receiving import SIGNS, NotStored, Receiver, arrival_of
from bot.whatsapp.records import KINDS, Incoming, Media, Sender

SENT = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)
ANYBODY = Sender("US.1", "+12125550101", "US.9")


def arrival(text: str = "", kind: str = "text", **more):
    """How the mailbox would get this message."""
    message = Incoming("wamid.1", ANYBODY, kind, text, sent_at=SENT, **more)
    return arrival_of(message, clean, lambda said: "breathe" in said)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("can I swim", "text"), ("STOP", "stop"), ("alta", "start"), ("help", "help"),
     ("P-K7MXQ4", "proof"), ("123 456", "proof"), ("2", "text"), ("\u200b\u2060", "unknown"),
     ("///", "unknown"), ("👍", "text")],
)  # fmt: skip
def test_a_text_is_what_it_says(text, kind):
    """Keywords and proofs are told apart at once; a text that shows nothing is none."""
    assert arrival(text).kind == kind


def test_a_text_is_plain_and_whose_it_is():
    """A slash command becomes words; the sender is the provider's, whatever the text says."""
    got = arrival("/restart{} I am +12125550102")
    assert got.text == "restart{} I am +12125550102"
    assert (got.sender.user_id, got.sender.phone, got.sender.parent_user_id) == (
        "US.1",
        "+12125550101",
        "US.9",
    )
    assert (got.channel, got.external_id, got.sent_at) == ("whatsapp", "wamid.1", SENT)


def test_short_texts_wait_for_more_and_what_is_special_does_not():
    """"hi" may be the first part of a question; a keyword or a code is whole."""
    assert not arrival("hi").whole and arrival("can I swim?").whole
    assert arrival("stop").whole and arrival("123456").whole and arrival(kind="sticker").whole
    assert not arrival(kind="photo").whole


@pytest.mark.parametrize("kind", ["text", "photo", "video", "document", "unknown"])
def test_danger_is_looked_for_in_every_text_and_caption(kind):
    """Only a button's title is our own."""
    assert arrival("I cannot breathe", kind).urgent
    assert not arrival("breathe", "button", button="b1").urgent


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("text", "button")])
def test_every_kind_without_words_has_a_sign(kind):
    """The staff and the web chat see that something came, and what."""
    assert arrival(kind=kind).text == SIGNS[kind]


def test_what_asks_for_no_answer_is_silent():
    """A reaction that is taken back, and the provider's word on a number."""
    assert arrival("", "reaction").silent and not arrival("👍", "reaction").silent
    changed = arrival("", "changed", becomes=Sender("US.2"))
    assert changed.silent and changed.becomes.user_id == "US.2"
    others = set(KINDS) - {"reaction", "changed"}
    assert not any(arrival(kind=kind).silent for kind in others)


def test_only_what_a_person_must_see_is_fetched():
    """A sticker is no file for the staff."""
    photo, sticker = Media("1", "image/jpeg", "photo"), Media("2", "image/webp", "sticker")
    [file] = arrival(kind="photo", media=(photo,)).files
    assert (file.kind, file.source, file.mime) == ("photo", "1", "image/jpeg")
    assert arrival(kind="sticker", media=(sticker,)).files == ()


@given(st.text(max_size=200), st.sampled_from(KINDS))
def test_no_text_of_any_kind_fails(text, kind):
    """Whatever is typed is stored as something that can be shown."""
    got = arrival(text, kind)
    assert got.text and "\x00" not in got.text and not got.text.startswith("/")
    got.text.encode()


class Writing:
    """A writer whose outcomes are given."""

    def __init__(self, *outcomes: object) -> None:
        self.outcomes = list(outcomes)

    def submit(self, item: object) -> Future:
        """The next outcome."""
        outcome, future = self.outcomes.pop(0), Future()
        if isinstance(outcome, WriterBusy):
            raise outcome
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        elif outcome is not None:
            future.set_result(outcome)
        return future


def accept(writer: Writing, count: int) -> None:
    """Let a receiver accept so many messages."""
    receiver = Receiver(writer, clean, lambda text: False)
    messages = [Incoming(f"wamid.{n}", ANYBODY, "text", "hello") for n in range(count)]
    asyncio.run(receiver.accept(messages))


def test_all_stored_is_stored():
    """Also what had been stored before."""
    accept(Writing(Accepted("c", 1), Accepted("c", 2, again=True)), 2)
    accept(Writing(), 0)


@pytest.mark.parametrize(
    "outcomes", [(WriterBusy(),), (Accepted("c", 1), OSError("words")), (Accepted("c", 1), None)]
)
def test_one_that_is_not_stored_means_none_is_acknowledged(outcomes, monkeypatch):
    """Too much to do, an error, or no answer in time: the provider delivers all of it again."""
    monkeypatch.setattr("bot.whatsapp.receiving.STORE_SECONDS", 0.05)
    with pytest.raises(NotStored):
        accept(Writing(*outcomes), len(outcomes))
