"""From topics to an answer for this person's day, or to the question for the missing date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.dates import asked_day, asked_treatment_day, treatment_date
from bot.desk.asking import date_question
from bot.desk.choosing import OTHER, confidence_in
from bot.desk.person import Person
from bot.desk.prescribed import MEDICINE_TOPICS, left_to_prescriber, speaks_of_prescription
from bot.desk.slips import already_done
from bot.desk.strictest import strictest_ruling
from bot.desk.structure import aftercare, ruled, unruled
from bot.desk.turn import Reply, Turn
from bot.desk.wording import Calendar, Wording
from bot.protocol.engine import Ruling, needs_day

# Several topics are answered in full as long as one reply stays readable on a phone.
MOST_CHARACTERS = 560


@dataclass(frozen=True)
class Question:
    """What is asked: the topics, the words they were asked in, and when that was."""

    topics: tuple[str, ...]
    asked_in: str
    asked_on: date


def answer_question(said: Wording, turn: Turn, person: Person, question: Question) -> Reply:
    """Answer what can be answered; the rest waits for the treatment date, which is asked for."""
    found = None
    if person.treated_on is None:
        found = treatment_date(question.asked_in, question.asked_on)
        if isinstance(found, date):
            person = replace(person, treated_on=found)
            turn = replace(turn, memory=replace(turn.memory, stated_treatment=found))
    plan = Plan.read(question, Calendar(turn.today, person.treated_on))
    known = tuple(topic for topic in question.topics if topic != OTHER)
    waiting = tuple(topic for topic in known if _waits_for_date(said, person, topic, plan))
    rulings = rulings_on(said, person, tuple(t for t in known if t not in waiting), plan)
    paragraphs, answers = spoken(said, person, rulings, plan)
    if OTHER in question.topics:
        paragraphs.append(uncovered_words(said, question.asked_in))
        answers.append(unruled(said, OTHER, "ask_clinic", plan.calendar.today_number))
    info_only = bool(rulings) and all(ruling.verdict == "info" for ruling in rulings)
    kind = "info" if info_only else "answer"
    pending = tuple(dict.fromkeys((*turn.memory.pending, *waiting))) if waiting else ()
    memory = replace(
        turn.memory,
        last_topics=question.topics,
        pending=pending,
        pending_text=question.asked_in if waiting else "",
        pending_on=question.asked_on if waiting else None,
        awaiting="date" if waiting else None,
        misses=0,
        confidence=confidence_in(turn, (*question.topics, *pending)),
    )
    buttons = ()
    if waiting:
        kind = "ask_treatment_date"
        text, buttons = date_question(said, turn.today, found, first_time=True)
        paragraphs.append(text)
    today = plan.calendar.today_number
    structure = aftercare(said, turn, kind, today, answers, topics=question.topics)
    if already_done(question.asked_in, rulings):
        paragraphs = [said.phrase("already_done"), *paragraphs]
    text = said.closed("\n\n".join(paragraphs), answers)
    return Reply(text, structure, memory, buttons, explained(turn, rulings))


@dataclass(frozen=True)
class Plan:
    """The day a question is about. `date` is a named day, `day` its number; None: today."""

    calendar: Calendar
    text: str
    date: date | None = None
    day: int | None = None

    @classmethod
    def read(cls, question: Question, calendar: Calendar) -> Plan:
        """From "tomorrow", "on Saturday", "on day 5"; counted from when it was asked."""
        text = question.asked_in
        number = asked_treatment_day(text)
        planned = asked_day(text, question.asked_on)
        if number is not None:
            return cls(calendar, text, calendar.date_of(number), number)
        return cls(calendar, text, planned, calendar.day_of(planned) if planned else None)

    def day_for(self, said: Wording, topic: str) -> int | None:
        """Activities are ruled for the planned day; a symptom is of today."""
        activity = said.protocol.topics[topic].kind == "activity"
        if self.day is not None and (activity or self.calendar.treated_on is None):
            return self.day
        return self.calendar.today_number


def rulings_on(said: Wording, person: Person, topics: tuple[str, ...], plan: Plan) -> list[Ruling]:
    """One ruling a topic, each for the day it is about."""
    prescription = speaks_of_prescription(plan.text)
    rulings = []
    for topic in topics:
        day = plan.day_for(said, topic)
        ruling = strictest_ruling(said.protocol, person, topic, day)
        if prescription and topic in MEDICINE_TOPICS:
            ruling = left_to_prescriber(ruling, said.phrase("prescribed"))
        rulings.append(ruling)
    return rulings


def spoken(
    said: Wording, person: Person, rulings: list[Ruling], plan: Plan
) -> tuple[list[str], list[dict[str, Any]]]:
    """The paragraphs for the patient and the entries of the structured answer."""
    paragraphs = [said.paragraph(r, plan.calendar, person.areas) for r in rulings]
    if len(rulings) > 1 and sum(map(len, paragraphs)) > MOST_CHARACTERS:
        paragraphs = [said.line(r, plan.calendar) for r in rulings]
    return paragraphs, [ruled(said, ruling, plan.calendar) for ruling in rulings]


def uncovered_words(said: Wording, text: str) -> str:
    """What is said of something that no rule covers; a prescribed medicine has its own words."""
    return said.phrase("prescribed" if speaks_of_prescription(text) else "uncovered")


def explained(turn: Turn, rulings: list[Ruling]) -> dict[str, Any]:
    """What was understood and which rules spoke, for staff."""
    return {
        "intent": turn.intent,
        "found": [[m.topic, turn.text[m.start : m.end], m.source] for m in turn.mentions],
        "rules": [
            {"rule": r.rule, "from_day": r.from_day, "until_day": r.until_day, "quote": r.quote}
            for r in rulings
        ],
    }


def _waits_for_date(said: Wording, person: Person, topic: str, plan: Plan) -> bool:
    if person.treated_on is not None or plan.day is not None:
        return False
    return needs_day(said.protocol, topic, person.areas, person.overrides)
