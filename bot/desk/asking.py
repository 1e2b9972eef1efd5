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
        buttons = tuple(Button(calendar.say(option), option.isoformat()) for option in options)
        return said.phrase("which_date", options=" or ".join(b.title for b in buttons)), buttons
    if isinstance(found, OutOfRange):
        return said.phrase("date_out_of_range", date=calendar.say(found.date)), ()
    return said.phrase("ask_date" if first_time else "ask_date_again"), ()


def ask_date(said: Wording, turn: Turn, found: Ambiguous | OutOfRange | None) -> Reply:
    """Ask for the treatment date again, saying what was wrong with the words given."""
    text, buttons = date_question(said, turn.today, found, first_time=False)
    memory = replace(turn.memory, awaiting="date")
    return Reply(text, aftercare("ask_treatment_date", None), memory, buttons)


def clarify(said: Wording, turn: Turn, day: int | None) -> Reply:
    """One clarifying question with buttons; the second time a person is offered instead."""
    misses = turn.memory.misses + 1
    if misses > 1:
        memory = replace(turn.memory, awaiting="person", misses=misses)
        buttons = (Button("Yes", "yes"), Button("No", "no"))
        return Reply(said.phrase("offer_person"), aftercare("clarify", day), memory, buttons)
    labels = [said.label(topic) for topic in turn.maybe[:MOST_BUTTONS]]
    buttons = tuple(Button(label[:1].upper() + label[1:], f"{label}?") for label in labels)
    memory = replace(turn.memory, awaiting="topic", misses=misses)
    text = said.phrase("clarify" if buttons else "clarify_open")
    return Reply(text, aftercare("clarify", day), memory, buttons)
