"""What goes out fits what Meta takes, and says all of what was meant."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.meta.writing import seen, written
from bot.whatsapp.options import length
from bot.whatsapp.records import Outbound, Sender, SendFault

PHONE = Sender(None, "+16505551234")
ID = Sender("US.13491208655302741918", "+16505551234")


def content(message: Outbound) -> dict:
    """The part that the patient gets to see, with its type."""
    wire = written(message, PHONE, "d17")
    return {"type": wire["type"], **wire[wire["type"]]}


def test_a_text():
    """A text goes out as it is, to the number, with our key, and without a preview."""
    assert written(Outbound("Sí 😊\nhttps://c.example"), PHONE, "d17") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+16505551234",
        "type": "text",
        "text": {"preview_url": False, "body": "Sí 😊\nhttps://c.example"},
        "biz_opaque_callback_data": "d17",
    }


@pytest.mark.parametrize(
    "to, expected",
    [
        (ID, {"recipient": "US.13491208655302741918"}),
        (Sender(None, None, "US.ENT.1"), {"recipient": "US.ENT.1"}),
        (Sender("US.1", None, "US.ENT.1"), {"recipient": "US.1"}),
        (PHONE, {"to": "+16505551234"}),
    ],
)
def test_an_id_goes_before_a_number(to, expected):
    """Numbers pass to other people; where there is an id, the message goes to it."""
    wire = written(Outbound("Hi"), to, "d1")
    assert {key: wire[key] for key in ("to", "recipient") if key in wire} == expected


def test_nobody_is_no_address():
    """Without number and id there is nothing to send to."""
    with pytest.raises(SendFault, match="invalid"):
        written(Outbound("Hi"), Sender(), "d1")


def test_three_short_options_are_buttons():
    """Up to three options of up to 20 characters are buttons."""
    buttons = (("a", "Yes"), ("b", "No"), ("c", "x" * 20))
    shown = content(Outbound("Today?", buttons))
    assert (shown["type"], shown["body"]) == ("button", {"text": "Today?"})
    replies = [button["reply"] for button in shown["action"]["buttons"]]
    assert replies == [{"id": key, "title": title} for key, title in buttons]


@pytest.mark.parametrize("titles", [["x" * 21], [str(number) for number in range(10)], ["x" * 24]])
def test_more_or_longer_options_are_a_list(titles):
    """Up to ten options of up to 24 characters are the rows of a list."""
    buttons = tuple((f"b{place}", title) for place, title in enumerate(titles))
    shown = content(Outbound("Which?", buttons, language="es-MX"))
    assert (shown["type"], shown["action"]["button"]) == ("list", "Elegir")
    [section] = shown["action"]["sections"]
    assert section["rows"] == [{"id": key, "title": title} for key, title in buttons]


@pytest.mark.parametrize(
    "message",
    [
        Outbound("Which?", tuple((str(n), f"option {n}") for n in range(11))),
        Outbound("Which?", (("a", "x" * 25),)),
        Outbound("Which?", (("a", "\U0001f44d" * 13),)),
        Outbound("Which?", (("a", "Yes"), ("b", "Yes"))),
        Outbound("Which?", (("a", "Yes"), ("a", "No"))),
        Outbound("Which?", (("a" * 257, "Yes"),)),
        Outbound("Which?", (("", "Yes"),)),
        Outbound("x" * 1025, (("a", "Yes"),)),
        Outbound("", (("a", "Yes"),)),
    ],
)
def test_what_does_not_fit_is_numbered_text(message):
    """Nothing is cut: whatever buttons cannot hold is written out with numbers."""
    shown = content(message)
    assert shown["type"] == "text"
    assert shown["body"].startswith(message.text)
    for number, (_, title) in enumerate(message.buttons, start=1):
        assert f"\n{number}. {title}" in "\n" + shown["body"]
    assert shown["body"].endswith("Reply with a number.")


def test_numbered_text_is_in_the_patient_s_language():
    """Whoever reads Spanish is told in Spanish how to answer."""
    shown = content(Outbound("x" * 1025, (("a", "Sí"),), language="es"))
    assert shown["body"].endswith("1. Sí\n\nResponda con un número.")


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097, "\U0001f44d" * 2049])
def test_a_text_that_cannot_be_sent_is_refused(text):
    """Neither nothing nor more than Meta takes goes out; it is never shortened in silence."""
    with pytest.raises(SendFault, match="invalid"):
        written(Outbound(text), PHONE, "d1")


def test_a_template():
    """A template goes out by name, in its language, with its values on one line each."""
    message = Outbound(template="reply_please", language="es", parameters=("Ana", "a\nb\t c"))
    values = [{"type": "text", "text": "Ana"}, {"type": "text", "text": "a b c"}]
    assert content(message) == {
        "type": "template",
        "name": "reply_please",
        "language": {"code": "es"},
        "components": [{"type": "body", "parameters": values}],
    }
    assert "components" not in content(Outbound(template="reply_please"))


def test_a_read_mark():
    """Reading is shown, and on request that somebody writes."""
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert seen("wamid.1", False) == mark
    assert seen("wamid.1", True) == {**mark, "typing_indicator": {"type": "text"}}


WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=1200),
    st.lists(st.tuples(WORDS, WORDS), max_size=12),
)
def test_nothing_is_lost_and_every_limit_holds(text, buttons):
    """Whatever is to be said: all of it is in what goes out, within Meta's limits."""
    try:
        shown = content(Outbound(text, tuple(buttons)))
    except SendFault as refused:
        assert refused.kind == "invalid" and not text.strip() and not buttons
        return
    if shown["type"] == "text":
        assert text in shown["body"] and all(title in shown["body"] for _, title in buttons)
        assert length(shown["body"]) <= 4096
        return
    assert shown["body"]["text"] == text and length(text) <= 1024
    if shown["type"] == "button":
        options = [button["reply"] for button in shown["action"]["buttons"]]
        most, longest = 3, 20
    else:
        [section] = shown["action"]["sections"]
        options, most, longest = section["rows"], 10, 24
    assert [(option["id"], option["title"]) for option in options] == buttons
    assert len(options) <= most and all(length(one["title"]) <= longest for one in options)
    json.dumps(shown).encode()
