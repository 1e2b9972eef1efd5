"""What a reply looks like on a phone: verdict in words, no markup of anybody else's, no ids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Desk
from bot.mailbox.delivery_records import Delivery
from bot.patients.migrate import migrate
from bot.settings import Settings
from bot.whatsapp.formatting import elsewhere, tells_nothing, whole
from bot.whatsapp.options import length, numbered
from bot.whatsapp.plain_words import bold, plain

LONGEST = 4096
# What WhatsApp makes bold, italic, struck or monospaced: a sign at both ends of some words.
MARKUP = re.compile(r"(?<!\w)([*_~`])(?=\S)(.+?)(?<=\S)\1(?!\w)")
LINE = re.compile(r"^\s*(>|[-*] )", re.MULTILINE)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """The clinic's phrases, by language."""
    folder = tmp_path_factory.mktemp("clinic")
    settings = Settings(data_dir=folder, clinic_phone="+1 212 555 0199")
    migrate(settings.register_url)
    return Desk.open(settings).wording_in


def delivery(text: str = "", kind: str = "reply", **more) -> Delivery:
    """A reply on its way."""
    owner = {"contact": 1, "user_id": None, "phone": "+1", "parent_user_id": None}
    about = {"conversation": "wa-1", "patient": None, "language": "en", **more}
    return Delivery(id=1, tries=1, urgent=False, **owner, kind=kind, text=text, **about)


def answer(*verdicts: tuple[str, str], kind: str = "answer", **more) -> dict:
    """The structured answer with these labels and verdicts."""
    answers = [{"label": label, "verdict": verdict} for label, verdict in verdicts]
    return {"kind": kind, "answers": answers, **more}


def test_the_verdict_stands_in_front(said):
    """One answer: the verdict. Several: each with its topic. None: just the text."""
    one = delivery("Wait until Monday.", aftercare=answer(("makeup", "not_yet")))
    assert whole(one, said("en"), LONGEST)[0].text == "*Not yet*\n\nWait until Monday."
    two = answer(("makeup", "allowed"), ("swimming", "avoid"))
    assert whole(delivery("So.", aftercare=two), said("en"), LONGEST)[0].text == (
        "*Makeup: Yes*\n*Swimming: Please avoid*\n\nSo."
    )
    hello = delivery("Hello!", aftercare=answer(("hello", "smalltalk"), kind="smalltalk"))
    assert whole(hello, said("en"), LONGEST)[0].text == "Hello!"


def test_a_person_s_words_stand_under_their_name(said):
    """So that nobody takes the staff for the assistant; a name is no markup either."""
    by = delivery("I will call you at 3.", "staff", author="Dana *Ortiz*")
    assert whole(by, said("en"), LONGEST)[0].text == "*Dana ∗Ortiz∗*\n\nI will call you at 3."


def test_the_verdict_is_in_the_reply_s_language(said):
    """As the answer under it."""
    spanish = delivery("Espera.", aftercare=answer(("maquillaje", "not_yet")))
    assert whole(spanish, said("es"), LONGEST)[0].text == "*Todavía no*\n\nEspera."


@pytest.mark.parametrize(
    ("level", "badge"), [("emergency", "*Call now*"), ("same_day", "*Call us today*")]
)
def test_danger_has_one_word_however_many_signs(said, level, badge):
    """What is to be done now; the topics that wait are not badged."""
    signs = answer(("infection", "urgent"), ("fever", "urgent"), ("makeup", "ask_clinic"))
    danger = {**signs, "kind": "red_flag", "escalation": {"level": level}}
    shown = whole(delivery("Call.", aftercare=danger), said("en"), LONGEST)[0].text
    assert shown == f"{badge}\n\nCall."


def test_buttons_carry_our_id_and_title_alone(said):
    """What a button means to Rasa stays here."""
    button = {"id": "b1", "title": "Makeup", "says": '/topic{"topic":"makeup"}'}
    [shown] = whole(delivery("Which?", buttons=(button,)), said("en"), LONGEST)
    assert shown.buttons == (("b1", "Makeup"),)
    assert "/topic" not in str(vars(shown))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*not bold*", "∗not bold∗"),
        ("_so_ ~what~ ```x```", "ˍsoˍ ∼what∼ ˋˋˋxˋˋˋ"),
        ("> quoted", "› quoted"),
        ("- one\n- two", "– one\n– two"),
        ("minus -3 and a-b", "minus -3 and a-b"),
        ("see https://x.example/a_b~c?d=_e_ now", "see https://x.example/a_b~c?d=_e_ now"),
        ("https://x.example/*a*", "https://x.example/∗a∗"),
        ("1. one", "1. one"),
    ],
)
def test_nothing_becomes_markup(written, shown):
    """Sign for sign the same length; addresses still open."""
    assert plain(written) == shown
    assert len(shown) == len(written)


@given(st.text(alphabet="ab *_~`>-\n.:/htps", max_size=60))
def test_no_text_is_markup_afterwards(text):
    """Whatever a patient or a staff member wrote."""
    shown = plain(text)
    outside = re.sub(r"https?://\S+", "x", shown)
    assert not MARKUP.search(outside) and not LINE.search(outside)
    assert len(shown) == len(text) and plain(shown) == shown


@given(st.text(alphabet="ab *_\n", max_size=30))
def test_bold_is_one_run(text):
    """On one line between two stars, or nothing."""
    assert bold(text) == "" or re.fullmatch(r"\*[^*\s]([^*\n]*[^*\s])?\*", bold(text))


@given(
    st.text(alphabet="ab. \n😀", max_size=4000),
    st.integers(0, 10),
    st.sampled_from([1600, 4096]),
)
def test_every_part_fits(said, text, buttons, longest):
    """With its badge and its numbered options, and the buttons are on the last one only."""
    offered = tuple({"id": f"b{n}", "title": f"Choice {n}", "says": "/x"} for n in range(buttons))
    shown = answer(*[(f"topic {n}", "allowed") for n in range(12)])
    parts = whole(delivery(text, buttons=offered, aftercare=shown), said("en"), longest)
    sizes = [length(numbered(part.text, part.buttons, "en")) for part in parts]
    assert all(size <= longest for size in sizes)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [buttons > 0]
    assert len(parts) == 1 or length(text) > longest // 2


def test_elsewhere_says_nothing_of_the_care(said):
    """Where the clinic keeps care out of WhatsApp: a phrase and the address."""
    secret = delivery("Makeup: not yet.", aftercare=answer(("makeup", "not_yet")))
    shown = elsewhere(secret, said("en"), "https://x.example/chat#patient=t")
    assert shown.text.endswith("\n\nhttps://x.example/chat#patient=t")
    assert "akeup" not in shown.text and shown.buttons == ()
    by_staff = elsewhere(delivery("Come in.", kind="staff"), said("en"), "https://x.example")
    assert "staff" in by_staff.text


@pytest.mark.parametrize(
    ("escalation", "number"),
    [({"level": "emergency"}, "911"), ({"level": "same_day"}, "+1 212 555 0199"), ({}, "911")],
)
def test_danger_elsewhere_still_says_whom_to_call(said, escalation, number):
    """The number stands in the message itself, without a word on the sign."""
    aftercare = {**answer(("fever", "urgent")), "kind": "red_flag", "escalation": escalation}
    shown = elsewhere(delivery("A fever…", aftercare=aftercare), said("en"), "https://x.example")
    assert number in shown.text.split("\n\n")[0] and "fever" not in shown.text


def test_what_says_nothing_of_care_may_be_said_anywhere():
    """An apology for a wait, and what the channel says about itself."""
    assert tells_nothing(delivery("Soon.", kind="delay"))
    assert tells_nothing(delivery("Stopped.", aftercare={"kind": "info", "service": True}))
    assert not tells_nothing(delivery("Yes.", aftercare={"kind": "info", "service": "yes"}))
    assert not tells_nothing(delivery("Yes.", aftercare=None))
