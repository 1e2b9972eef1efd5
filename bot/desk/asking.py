"""What we ask back: the treatment date, which topic is meant, whether a person should come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.dates import Ambiguous, OutOfRange
from bot.desk.structure import aftercare
from bot.desk.turn import Button, Reply, Turn
from bot.desk.wording import Calendar, Wording

MOST_BUTTONS = 3


def date_question(
    said: Wording, today: date, found: date | Ambiguous | OutOfRange | None, first_time: bool
) -> tuple[str, tuple[Button, ...]]:
    """How to ask for the treatment date, given what was made of the words so far."""
    calendar = Calendar(today, None)
    if isinstance(found, Ambiguous):
        options = found.options[:MOST_BUTTONS]
        titles = [said.date(option, calendar) for option in options]
        buttons = tuple(Button(title, day.isoformat()) for title, day in zip(titles, options))
        return said.phrase("which_date", options=said.spoken.either(titles)), buttons
    if isinstance(found, OutOfRange):
        return said.phrase("date_out_of_range", date=said.date(found.date, calendar)), ()
    return said.phrase("ask_date" if first_time else "ask_date_again"), ()


def ask_date(said: Wording, turn: Turn, found: Ambiguous | OutOfRange | None) -> Reply:
    """Ask for the treatment date again, saying what was wrong with the words given."""
    text, buttons = date_question(said, turn.today, found, first_time=False)
    memory = replace(turn.memory, awaiting="date")
    structure = aftercare(said, turn, "ask_treatment_date", None, topics=turn.memory.pending)
    return Reply(text, structure, memory, buttons)


def clarify(said: Wording, turn: Turn, day: int | None) -> Reply:
    """One clarifying question with buttons; the second time a person is offered instead."""
    misses = turn.memory.misses + 1
    structure = aftercare(said, turn, "clarify", day)
    if misses > 1:
        memory = replace(turn.memory, awaiting="person", misses=misses)
        buttons = (Button(*said.spoken.yes), Button(*said.spoken.no))
        return Reply(said.phrase("offer_person"), structure, memory, buttons)
    labels = [said.label(topic) for topic in turn.maybe[:MOST_BUTTONS]]
    ask = said.spoken.question
    buttons = tuple(
        Button(label[:1].upper() + label[1:], ask.format(label=label)) for label in labels
    )
    memory = replace(turn.memory, awaiting="topic", misses=misses)
    text = said.phrase("clarify" if buttons else "clarify_open")
    return Reply(text, structure, memory, buttons)
