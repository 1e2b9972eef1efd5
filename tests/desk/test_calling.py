"""The staff are called with what they need; the patient is told honestly who will see it, when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.desk import Desk
from bot.desk.shelf import Shelf
from bot.hours.hours import Hours
from tests.desk.clinic import TODAY, turn
from tests.desk.test_alarm import EMERGENCY, SAME_DAY

ZONE = ZoneInfo("America/New_York")
# Weekdays from nine to five; TODAY is a Friday.
HOURS = Hours(ZONE, (((540, 1020),),) * 5 + ((), ()))
ALWAYS = Hours(ZONE, (((0, 1440),),) * 7)
NEVER = Hours(ZONE, ((),) * 7)


def at(hour: int) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=ZONE)


def asked(clinic, text: str, hour: int | None, hours: Hours | None = HOURS, **more) -> str:
    """What the patient reads after a call at this hour."""
    shelf = Shelf(clinic.settings.protocol_dir, clinic.settings.general_guidance)
    desk = Desk(clinic.register, shelf, clinic.settings, lambda: hours)
    said = replace(turn(text, **more), now=at(hour) if hour is not None else None)
    return (desk.red_flag(said) if desk.shows_danger(said) else desk.hand_over(said)).text


@pytest.mark.parametrize(
    ("text", "hour", "words"),
    [
        ("a person please", 10, "The clinic is open now, and its staff can see your message."),
        ("a person please", 8, "The clinic is closed now and opens today at 9:00 AM; its staff"),
        ("a person please", 17, "opens Mon, Nov 23 at 9:00 AM; its staff will see your message"),
        (SAME_DAY, 10, "The clinic is open now, and its staff have been told. Please call"),
        (SAME_DAY, 20, "opens Mon, Nov 23 at 9:00 AM; its staff will see your message then."),
        (EMERGENCY, 10, "The clinic's staff have been told too. Do not wait for them."),
        (EMERGENCY, 20, "opens Mon, Nov 23 at 9:00 AM. This chat is not watched around the clock"),
        ("quiero hablar con una persona", 8, "abre hoy a las 9:00 a. m.; su personal verá"),
        ("quiero hablar con una persona", 20, "abre el lun 23 nov a las 9:00 a. m.; su personal"),
    ],
)
def test_the_patient_is_told_who_sees_it_and_when(clinic, text, hour, words):
    """By level and by the clinic's clock, in the patient's language."""
    assert words in asked(clinic, text, hour)


@pytest.mark.parametrize("text", ["a person please", SAME_DAY, EMERGENCY])
@pytest.mark.parametrize(
    ("hour", "hours"), [(10, None), (None, HOURS), (10, NEVER)], ids=["none", "no moment", "never"]
)
def test_nothing_is_promised_that_is_not_known(clinic, text, hour, hours):
    """Without hours, on a pretended day, or with no opening ahead: no time, and no false watch."""
    told = asked(clinic, text, hour, hours)
    assert "not watched around the clock" in told and " AM" not in told


@pytest.mark.parametrize("hour", [3, 12])
def test_a_clinic_that_never_closes_says_nothing_of_unwatched_hours(clinic, hour):
    """The sentence stands only where it is true."""
    for text in ("a person please", SAME_DAY, EMERGENCY):
        assert "around the clock" not in asked(clinic, text, hour, ALWAYS)


def test_a_call_carries_what_the_staff_need(clinic):
    """The treatment, its day, the kind, and the flag that raised it."""
    patient = clinic.patient(3)
    asked(clinic, SAME_DAY, 10, patient=patient)
    [task] = clinic.register.escalations()
    assert (task.kind, task.rule, task.day) == ("red_flag", task.topics[0], 3)
    assert (task.procedure, (TODAY - task.treated_on).days) == ("microneedling", 3)


def test_questions_that_nothing_covers_are_one_task_a_day(clinic):
    """A second one joins the first while that is open; then, and the next day, there is a new."""
    today, tomorrow = turn("can I dye my hair?"), TODAY.replace(day=TODAY.day + 1)

    def ask(when) -> str:
        reply = clinic.desk.uncovered(replace(today, today=when))
        return reply.aftercare["escalation"]["reference"]

    first = ask(TODAY)
    assert ask(TODAY) == first and ask(tomorrow) != first
    clinic.register.acknowledge_escalation(first, "Kim")
    assert ask(TODAY) != first
    assert len(clinic.register.escalations(open_only=False)) == 3


def test_each_kind_of_call_says_what_it_is(clinic):
    """A failure, a wish for a person, and what a person left unanswered."""
    clinic.desk.failed(turn("hm"))
    clinic.desk.hand_over(turn("a person please"))
    clinic.desk.left_unanswered(turn("hello?"))
    kinds = [task.kind for task in clinic.register.escalations()]
    assert sorted(kinds) == ["failure", "wants_person", "wants_person"]


@pytest.mark.parametrize(
    ("language", "day", "line"),
    [
        ("en", 20, "Dana (nurse) at the clinic has seen your message (9:12 AM)."),
        ("en", 19, "(yesterday (Thu, Nov 19) at 9:12 AM)."),
        ("es", 20, "Dana (nurse), de la clínica, vio tu mensaje (9:12 a. m.)."),
        ("es", 19, "(ayer (jue 19 nov) a las 9:12 a. m.)."),
    ],
)
def test_the_line_says_who_has_seen_it_and_when(clinic, language, day, line):
    """The time alone for today, with the day before that."""
    seen = datetime(2026, 11, day, 9, 12, tzinfo=ZONE)
    assert clinic.desk.seen_by(language, "Dana (nurse)", seen, at(10)).endswith(line)


@pytest.mark.parametrize("language", ["en", "es"])
def test_handing_back_says_so(clinic, language):
    """And where nobody answered, what became of the last message."""
    plain = clinic.desk.handed_back(language)
    assert clinic.desk.handed_back(language, unanswered=True) != plain and "{" not in plain
