"""Questions back: the treatment date again, which topic is meant, whether a person should come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.dates import Ambiguous
from bot.desk import Memory
from bot.desk.asking import MOST_BUTTONS, ask_date
from tests.desk.clinic import TODAY, only_answer, turn

WAITING = Memory(pending=("makeup",), pending_text="can I wear makeup?", awaiting="date")


@pytest.mark.parametrize("said", ["11/12", "two or three days ago", "Nov 10 or Nov 12"])
def test_an_ambiguous_date_is_asked_back_with_buttons(clinic, said):
    """Where two days fit, both are offered and neither is taken."""
    reply = clinic.desk.take_date(turn(said, memory=WAITING))
    assert reply.aftercare["kind"] == "ask_treatment_date"
    assert reply.memory.stated_treatment is None
    assert len(reply.buttons) == 2
    assert all(button.title in reply.text for button in reply.buttons)


@pytest.mark.parametrize("pressed", [0, 1])
def test_pressing_a_date_button_answers_what_waited(clinic, pressed):
    """What a button says is read as exactly the date on it, and the question is answered."""
    asked = clinic.desk.take_date(turn("11/12", memory=WAITING))
    button = asked.buttons[pressed]
    reply = clinic.desk.unsure(turn(button.says, memory=asked.memory, intent="unsure"))
    assert reply.memory.stated_treatment == date.fromisoformat(button.says)
    assert only_answer(reply)["topic"] == "makeup"


def test_many_possible_dates_give_three_buttons(clinic):
    """However many days fit, at most three are offered."""
    options = tuple(TODAY - timedelta(days=n) for n in range(9))
    reply = ask_date(clinic.desk.wording, turn("?"), Ambiguous(options, "made up"))
    assert [b.says for b in reply.buttons] == [d.isoformat() for d in options[:MOST_BUTTONS]]


@pytest.mark.parametrize("said", ["1990-05-05", "in 1990", "May 5 1990", "2090-01-01", "1/2/2090"])
def test_an_impossible_year_is_said_and_not_taken(clinic, said):
    """A treatment in 1990 or 2090 is repeated back in a clear sentence, and nothing is taken."""
    reply = clinic.desk.take_date(turn(said, memory=WAITING))
    assert said[-4:] in reply.text or said[:4] in reply.text
    assert reply.aftercare["kind"] == "ask_treatment_date"
    assert reply.aftercare["answers"] == []
    assert reply.memory == WAITING


@pytest.mark.parametrize(
    "said", ["banana", "31/02/2026", "99999999999 days ago", "day 99999999999", "?", ""]
)
def test_what_is_no_date_is_asked_again(clinic, said):
    """Words without a date get the question again, and what waits goes on waiting."""
    reply = clinic.desk.take_date(turn(said, memory=WAITING))
    assert reply.text == clinic.phrase("ask_date_again")
    assert reply.memory == WAITING


@pytest.mark.parametrize("method", ["answer", "uncovered", "smalltalk", "unrelated", "unsure"])
def test_a_date_is_taken_however_it_was_understood(clinic, method):
    """While the date is asked for, a plain date is an answer whatever intent it was given."""
    reply = getattr(clinic.desk, method)(turn("yesterday", memory=WAITING))
    assert only_answer(reply)["day"] == 1


def test_a_lone_date_without_a_question_is_kept(clinic):
    """A visitor may tell the date first; it is confirmed and used for the next question."""
    reply = clinic.desk.take_date(turn("I had it done yesterday"))
    assert reply.aftercare["kind"] == "info"
    assert clinic.phrase("what_now") in reply.text
    after = clinic.answer("makeup?", memory=reply.memory, makeup="makeup")
    assert only_answer(after)["day"] == 1


def test_a_visitor_may_correct_the_date(clinic):
    """The date told last counts."""
    first = clinic.desk.take_date(turn("I was treated yesterday"))
    second = clinic.desk.take_date(turn("sorry, I was treated today", memory=first.memory))
    assert second.memory.stated_treatment == TODAY


def test_one_clarifying_question_with_buttons(clinic):
    """Doubt is asked back once, with at most three topics to press."""
    maybe = ("makeup", "sunscreen", "exercise", "swimming")
    reply = clinic.desk.unsure(turn("the usual stuff", maybe=maybe, intent="unsure"))
    assert reply.aftercare["kind"] == "clarify"
    assert len(reply.buttons) == MOST_BUTTONS
    assert reply.text == clinic.phrase("clarify")
    for topic, button in zip(maybe, reply.buttons):
        assert clinic.protocol.topics[topic].label in button.says
        assert button.title[0].isupper()


def test_doubt_without_a_guess_is_asked_openly(clinic):
    """Without any likely topic there are no buttons to press."""
    reply = clinic.desk.unsure(turn("blorp", intent="unsure"))
    assert reply.text == clinic.phrase("clarify_open")
    assert reply.buttons == ()


def test_the_second_time_a_person_is_offered(clinic):
    """Not understood twice in a row, a person is offered instead of a second question."""
    first = clinic.desk.unsure(turn("blorp", maybe=("makeup",), intent="unsure"))
    second = clinic.desk.unsure(turn("blorp", memory=first.memory, maybe=("makeup",)))
    assert second.text == clinic.phrase("offer_person")
    assert [button.says for button in second.buttons] == ["yes", "no"]
    assert second.memory.awaiting == "person"


def test_an_answer_ends_the_doubt(clinic):
    """After an answer the count of misses starts anew."""
    first = clinic.desk.unsure(turn("blorp", intent="unsure"))
    told = clinic.answer("makeup?", patient=clinic.patient(2), memory=first.memory, makeup="makeup")
    again = clinic.desk.unsure(turn("blorp", memory=told.memory, intent="unsure"))
    assert again.text == clinic.phrase("clarify_open")


def test_yes_to_a_person_hands_over(clinic):
    """Accepting the offer opens a routine task for the staff."""
    offered = Memory(awaiting="person", misses=2)
    reply = clinic.desk.confirm(turn("yes", memory=offered, intent="agree"), agreed=True)
    assert reply.aftercare["kind"] == "handoff"
    [task] = clinic.register.escalations()
    assert (task.level, task.reference) == ("routine", reply.aftercare["escalation"]["reference"])
    assert (reply.memory.awaiting, reply.memory.misses) == (None, 0)


def test_no_to_a_person_calls_nobody(clinic):
    """Declining the offer opens nothing and starts afresh."""
    offered = Memory(awaiting="person", misses=2)
    reply = clinic.desk.confirm(turn("no", memory=offered, intent="disagree"), agreed=False)
    assert reply.text == clinic.phrase("no_person_wanted")
    assert clinic.register.escalations() == []
    assert (reply.memory.awaiting, reply.memory.misses) == (None, 0)


def test_a_yes_to_nothing_calls_nobody(clinic):
    """Agreement without an offer is asked what is wanted, and hands nothing over."""
    reply = clinic.desk.confirm(turn("yes", intent="agree"), agreed=True)
    assert reply.text == clinic.phrase("what_now")
    assert clinic.register.escalations() == []
