"""Sentences from rulings: the protocol's words with the dates and the source around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.desk.spoken import Spoken, spoken_in
from bot.language import ENGLISH
from bot.protocol.engine import Ruling, overview
from bot.protocol.model import Protocol
from bot.protocol.vocabulary import UNREVIEWED

# Entries of the day-by-day account in one reply: today's and what comes next.
MOST_DAYS = 3
# What an answer says that is not about care, so that no translation of advice stands behind it.
_NOT_CARE = ("handoff", "smalltalk", "unknown")


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

    def say(self, when: date, language: str = ENGLISH) -> str:
        """Like "tomorrow (Mon, Nov 23)"; the year only where it is not this one."""
        return spoken_in(language).say(when, self.today)


@dataclass(frozen=True)
class Wording:
    """The protocol's phrases with the clinic's own numbers filled in.

    `language` is that of the protocol's texts as they stand here.
    """

    protocol: Protocol
    clinic_phone: str
    emergency_number: str
    language: str = ENGLISH

    @property
    def spoken(self) -> Spoken:
        """Dates, buttons and such in this language."""
        return spoken_in(self.language)

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of phrases.yml with its {curly} words filled in."""
        return self.fill(self.protocol.phrases[key], **values)

    def fill(self, text: str, **values: object) -> str:
        """Put the clinic's numbers and `values` into a protocol text."""
        clinic = self.spoken.the_clinic(self.clinic_phone)
        numbers = {"clinic": clinic, "emergency_number": self.emergency_number}
        return text.format_map({**numbers, **values})

    def date(self, when: date, calendar: Calendar) -> str:
        """A date inside a sentence."""
        return calendar.say(when, self.language)

    def closed(self, text: str, answers: Iterable[Mapping[str, Any]]) -> str:
        """A whole reply; on care, an unsigned translation ends by saying that it is one."""
        note = self.protocol.phrases.get(UNREVIEWED)
        if not note or all(answer["verdict"] in _NOT_CARE for answer in answers):
            return text
        return f"{text}\n\n{note}"

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
        change, reason = self.change(ruling, calendar), self.reason(ruling, calendar)
        parts = [when, lead, ruling.words, change, reason, self.source(ruling)]
        return " ".join(part for part in parts if part)

    def line(self, ruling: Ruling, calendar: Calendar) -> str:
        """One topic among several, in a line: label, verdict, what changes when, the source."""
        label = self.label(ruling.topic)
        if ruling.verdict == "info":
            return ruling.words
        lead = f"{label[:1].upper()}{label[1:]}: {self.phrase(ruling.verdict)}"
        source = self.phrase("general_in_short") if ruling.basis == "general" else ""
        when = self.planned(ruling.day, calendar)
        change, reason = self.change(ruling, calendar), self.reason(ruling, calendar)
        parts = [when, lead, change, reason, source or self.source(ruling)]
        return " ".join(part for part in parts if part)

    def planned(self, day: int | None, calendar: Calendar) -> str:
        """The day an answer is for, where it is not today; without a treatment date its number."""
        if day is None or day == calendar.today_number:
            return ""
        when = calendar.date_of(day)
        if when is None:
            return self.phrase("on_day", day=day)
        return self.phrase("on_date", date=self.date(when, calendar), day=day)

    def change(self, ruling: Ruling, calendar: Calendar) -> str:
        """When the verdict changes, with its date; empty when it does not or no date is known."""
        if ruling.verdict == "not_yet" and ruling.from_day is not None:
            start = calendar.date_of(ruling.from_day)
            return self.phrase("allowed_from", date=self.date(start, calendar)) if start else ""
        change = calendar.date_of(ruling.next_day)
        if change is None:
            return ""
        if ruling.verdict == "expected":
            last = change - timedelta(days=1)
            return self.phrase("expected_until", date=self.date(last, calendar))
        if ruling.next_verdict == "expected":
            return self.phrase("starts_on", date=self.date(change, calendar))
        if ruling.verdict in ("avoid", "not_yet"):
            allowed = ruling.next_verdict in ("allowed", "allowed_with_care")
            key = "allowed_from" if allowed else "then_ask"
            return self.phrase(key, date=self.date(change, calendar))
        return ""

    def reason(self, ruling: Ruling, calendar: Calendar) -> str:
        """Why this one counts where several could: the strictest does."""
        if ruling.of_several:
            return self.phrase("stricter_of_several")
        treated = calendar.date_of(ruling.because_of_day)
        if treated is None:
            return ""
        return self.phrase("because_of_treatment", date=self.date(treated, calendar))

    def source(self, ruling: Ruling) -> str:
        """Where the answer comes from, in words."""
        if ruling.basis == "clinic" and ruling.signed_by:
            return self.phrase("from_statement", signed_by=ruling.signed_by)
        if ruling.basis == "clinic":
            return self.phrase("from_clinic", section=(ruling.section or "").rstrip("?. "))
        if ruling.basis == "personal":
            return self.phrase("from_personal", signed_by=ruling.signed_by)
        return self.phrase(f"from_{ruling.basis}")
