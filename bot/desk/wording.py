"""Sentences from rulings: the protocol's words with the dates and the source around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.protocol.engine import Ruling, overview
from bot.protocol.model import Protocol

# Entries of the day-by-day account in one reply: today's and what comes next.
MOST_DAYS = 3


@dataclass(frozen=True)
class Calendar:
    """Day numbers to dates for one patient; `treated_on` may be unknown."""

    today: date
    treated_on: date | None

    @property
    def today_number(self) -> int | None:
        """Today's day after the treatment; None without a treatment date."""
        return self.day_of(self.today)

    def day_of(self, when: date) -> int | None:
        """Days from the treatment to `when`; None without a treatment date."""
        return (when - self.treated_on).days if self.treated_on else None

    def date_of(self, day: int | None) -> date | None:
        """The calendar date of a day number; None when either is unknown."""
        if self.treated_on is None or day is None:
            return None
        return self.treated_on + timedelta(days=day)

    def say(self, when: date) -> str:
        """Like "tomorrow (Mon, Nov 23)"; the year only where it is not this one."""
        year = f", {when.year}" if when.year != self.today.year else ""
        written = f"{when:%a}, {when:%b} {when.day}{year}"
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((when - self.today).days)
        return f"{near} ({written})" if near else written


@dataclass(frozen=True)
class Wording:
    """The protocol's phrases with the clinic's own numbers filled in."""

    protocol: Protocol
    clinic_phone: str
    emergency_number: str

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of phrases.yml with its {curly} words filled in."""
        return self.fill(self.protocol.phrases[key], **values)

    def fill(self, text: str, **values: object) -> str:
        """Put the clinic's numbers and `values` into a protocol text."""
        clinic = f"the clinic at {self.clinic_phone}" if self.clinic_phone else "the clinic"
        numbers = {"clinic": clinic, "emergency_number": self.emergency_number}
        return text.format_map({**numbers, **values})

    def label(self, topic: str) -> str:
        """The topic's noun phrase, for use inside a sentence."""
        return self.protocol.topics[topic].label

    def days_ahead(self, day: int, areas: frozenset[str]) -> str:
        """The day-by-day account from `day` on, one line an entry."""
        entries = overview(self.protocol, day, areas)
        return "\n".join(f"{entry.title}: {entry.words}" for entry in entries[:MOST_DAYS])

    def paragraph(self, ruling: Ruling, calendar: Calendar, areas: frozenset[str]) -> str:
        """One topic's answer: label, verdict, the rule's words, what changes when, the source.

        Where the ruling is for another day than today, that day is named first.
        """
        if ruling.topic == "aftercare_overview" and ruling.day is not None:
            return f"{self.days_ahead(ruling.day, areas)}\n{self.phrase('from_sheet')}"
        if ruling.verdict == "info":
            return f"{ruling.words} {self.source(ruling)}"
        label = self.label(ruling.topic)
        lead = f"{label[:1].upper()}{label[1:]}: {self.phrase(ruling.verdict)}"
        when = self.planned(ruling.day, calendar)
        parts = [when, lead, ruling.words, self.change(ruling, calendar), self.source(ruling)]
        return " ".join(part for part in parts if part)

    def planned(self, day: int | None, calendar: Calendar) -> str:
        """The day an answer is for, where it is not today; without a treatment date its number."""
        if day is None or day == calendar.today_number:
            return ""
        when = calendar.date_of(day)
        if when is None:
            return self.phrase("on_day", day=day)
        return self.phrase("on_date", date=calendar.say(when), day=day)

    def change(self, ruling: Ruling, calendar: Calendar) -> str:
        """When the verdict changes, with its date; empty when it does not or no date is known."""
        if ruling.verdict == "not_yet" and ruling.from_day is not None:
            start = calendar.date_of(ruling.from_day)
            return self.phrase("allowed_from", date=calendar.say(start)) if start else ""
        change = calendar.date_of(ruling.next_day)
        if change is None:
            return ""
        if ruling.verdict == "expected":
            return self.phrase("expected_until", date=calendar.say(change - timedelta(days=1)))
        if ruling.next_verdict == "expected":
            return self.phrase("starts_on", date=calendar.say(change))
        if ruling.verdict in ("avoid", "not_yet"):
            allowed = ruling.next_verdict in ("allowed", "allowed_with_care")
            key = "allowed_from" if allowed else "then_ask"
            return self.phrase(key, date=calendar.say(change))
        return ""

    def source(self, ruling: Ruling) -> str:
        """Where the answer comes from, in words."""
        if ruling.basis == "clinic":
            return self.phrase("from_clinic", section=ruling.section)
        if ruling.basis == "personal":
            return self.phrase("from_personal", signed_by=ruling.signed_by)
        return self.phrase(f"from_{ruling.basis}")

