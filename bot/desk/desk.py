"""The desk: a turn comes in, the clinic's answer for this patient's day goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.dates import treatment_date
from bot.desk.alarm import alarm_reply, most_urgent
from bot.desk.answering import (
    Plan,
    Question,
    answer_question,
    rulings_on,
    spoken,
    uncovered_words,
)
from bot.desk.asking import ask_date, clarify
from bot.desk.choosing import OTHER, chosen_topics, only_tells_date, refers_back
from bot.desk.explaining import explanation
from bot.desk.in_force import History
from bot.desk.learned import with_learned_names
from bot.desk.one_look import OneLook, OneProtocol
from bot.desk.people import PeopleDesk
from bot.desk.person import person_of, pretended_like
from bot.desk.pretended import Pretended
from bot.desk.recovery import recovery_of
from bot.desk.shelf import Shelf
from bot.desk.smalltalk import friendly_phrase
from bot.desk.structure import aftercare, escalated, unruled
from bot.desk.tongue import heard, language_of_turn
from bot.desk.turn import DangerSign, Memory, Reply, Turn
from bot.desk.wording import Calendar
from bot.hours.hours_file import kept_hours
from bot.patients.register import open_register
from bot.protocol.timeline import override_fits
from bot.scrubbing import scrubbed
from bot.settings import Settings
from bot.text import MAX_CHARACTERS
from bot.triage import asks_about_signs, find_signs


class Desk(PeopleDesk):
    """One method for each thing a message can want; each returns a complete Reply."""

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """The desk of this installation. Raises ProtocolError, DatabaseUrlError."""
        register = open_register(settings.register_url, settings.phone_region)
        history = History(register.live_changes)
        shelf = Shelf(settings.protocol_dir, settings.general_guidance, history)
        hours = kept_hours(settings.hours_file, ZoneInfo(settings.timezone))
        return cls(register, shelf, settings, hours)

    def for_one_turn(self) -> Desk:
        """This desk as one turn needs it: what it looks up again it gets as it was before."""
        register, shelf = OneLook(self._register), OneProtocol(self._shelf)
        return Desk(register, shelf, self._settings, self._caller.hours)

    def answer(self, turn: Turn) -> Reply:
        """Answer every topic of the message for the patient's day, or ask for what is missing."""
        turn = self._told(turn)
        if self._gives_date(turn):
            return self.take_date(turn)
        person = self._person(turn)
        topics = chosen_topics(turn, self.wording.protocol, person.areas)
        if not topics and asks_about_signs(turn.text):
            return self.warning_signs(turn)
        if refers_back(turn):
            topics = turn.memory.last_topics
        if not topics and not turn.mentions and turn.memory.awaiting == "date":
            # "I don't know" to our question for the date is no question of theirs.
            return self.take_date(turn)
        if not topics:
            covered = all(mention.topic != OTHER for mention in turn.mentions)
            return self.unsure(turn) if turn.maybe and covered else self.uncovered(turn)
        reply = answer_question(
            self._said(turn), turn, person, Question(topics, turn.text, turn.today)
        )
        if OTHER not in topics:
            return reply
        self._note_unanswered(turn, "uncovered")
        return self._passed_on(turn, reply)

    def red_flag(self, turn: Turn) -> Reply:
        """The fixed text of the most urgent sign, and a task for the staff.

        Triage looks again with the day; what it then finds harmless is answered as a question.
        """
        turn, person = heard(turn), self._person(turn)
        day = self.day_on(turn, turn.today)
        found = [DangerSign(s.flag, s.level, s.evidence) for s in find_signs(turn.text, day)]
        # A question about signs is no sign; only rules that see a present one outrank it.
        signs = found if asks_about_signs(turn.text) else [*found, *turn.signs]
        if not signs:
            return self.answer(turn)
        flags = [sign.flag for sign in signs]
        said, worst = self._said(turn), most_urgent(signs)
        called = self._caller.call(turn, person, worst.level, "red_flag", day, flags, worst.flag)
        who_sees = self._caller.who_sees(said, worst.level, turn.now)
        return alarm_reply(said, turn, person, day, signs, called, who_sees)

    def shows_danger(self, turn: Turn) -> bool:
        """Whether triage sees a present danger sign on this person's day."""
        return bool(find_signs(turn.text, self.day_on(turn, turn.today)))

    def warning_signs(self, turn: Turn) -> Reply:
        """Which signs to look out for, when that is the question."""
        turn, day = heard(turn), self.day_on(turn, turn.today)
        said = self._said(turn)
        signs = ", ".join(flag.label for flag in said.protocol.flags.values())
        answers = [("aftercare_overview", "info"), (OTHER, "ask_clinic")]
        answers = [unruled(said, topic, verdict, day) for topic, verdict in answers]
        text = said.closed(said.phrase("warning_signs", signs=signs), answers)
        return Reply(text, aftercare(said, turn, "info", day, answers), turn.memory)

    def take_date(self, turn: Turn) -> Reply:
        """Take the treatment date in a visitor's words, then answer what was waiting for it."""
        turn = heard(turn)
        person, said = self._person(turn), self._said(turn)
        calendar = Calendar(turn.today, person.treated_on)
        if person.on_record:
            treated_on = said.date(person.treated_on, calendar)
            text = said.phrase("date_from_record", date=treated_on)
            return self._plain(turn, "info", text)
        found = treatment_date(turn.text, turn.today, answering=turn.memory.awaiting == "date")
        if not isinstance(found, date):
            return ask_date(said, turn, found)
        memory = replace(turn.memory, stated_treatment=found, awaiting=None, misses=0)
        turn = replace(turn, memory=memory)
        person = self._person(turn)
        taken = said.phrase("date_taken", date=said.date(found, calendar))
        pending = replace(turn, text=memory.pending_text)
        if memory.pending_text and self.shows_danger(pending):
            # What was harmless on an unknown day may not be on the day that is now known.
            return self.red_flag(pending)
        new = chosen_topics(turn, said.protocol, person.areas)
        if only_tells_date(turn, said.protocol):
            new = ()
        # A corrected date ("no, it was Tuesday") answers the last question once more.
        topics = tuple(dict.fromkeys((*memory.pending, *new))) or memory.last_topics
        question = Question(topics, turn.text, turn.today)
        if memory.pending:
            question = Question(topics, memory.pending_text, memory.pending_on or turn.today)
        if not topics:
            return self._plain(turn, "info", f"{taken} {said.phrase('what_now')}")
        reply = answer_question(said, turn, person, question)
        return replace(reply, text=f"{taken}\n\n{reply.text}")

    def hand_over(self, turn: Turn) -> Reply:
        """Pass the conversation to a person; a topic that needs no more asking is answered too."""
        turn = self._told(turn)
        person, said = self._person(turn), self._said(turn)
        calendar = Calendar(turn.today, person.treated_on)
        plan = Plan.read(Question((), turn.text, turn.today), calendar)
        day = plan.calendar.today_number
        reference = self._caller.call(turn, person, "routine", "wants_person", day, ["human"])
        paragraphs = [said.phrase("handed_over", reference=reference)]
        paragraphs.append(self._caller.who_sees(said, "routine", turn.now))
        answers = [unruled(said, "human", "handoff", day)]
        if day is not None:
            topics = chosen_topics(turn, said.protocol, person.areas)
            topics = tuple(topic for topic in topics if topic != OTHER)
            words, entries = spoken(said, person, rulings_on(said, person, topics, plan), plan)
            paragraphs, answers = paragraphs + words, answers + entries
        escalation = escalated("routine", reference)
        structure = aftercare(said, turn, "handoff", day, answers, escalation)
        memory = replace(turn.memory, awaiting=None, misses=0)
        return Reply(said.closed("\n\n".join(paragraphs), answers), structure, memory)

    def smalltalk(self, turn: Turn) -> Reply:
        """A friendly sentence."""
        return self._unless_date(turn, "smalltalk", friendly_phrase(turn.text), "smalltalk")

    def unrelated(self, turn: Turn) -> Reply:
        """Say what we can and cannot help with."""
        if self._names_learned(turn):
            return self.answer(turn)
        return self._unless_date(turn, "unknown", "unrelated", "out_of_scope")

    def uncovered(self, turn: Turn) -> Reply:
        """An aftercare question that no rule covers: said so, never guessed."""
        if self._gives_date(turn):
            return self.take_date(turn)
        if self._names_learned(turn):
            return self.answer(turn)
        self._note_unanswered(turn, "uncovered")
        said = self._said(turn)
        reply = self._plain(turn, "answer", uncovered_words(said, turn.text), OTHER)
        return self._passed_on(turn, reply)

    def confirm(self, turn: Turn, agreed: bool) -> Reply:
        """Yes or no to what we offered last; without an offer, ask what is wanted."""
        if self._gives_date(turn):
            return self.take_date(turn)
        if turn.memory.awaiting == "person" and agreed:
            return self.hand_over(turn)
        declined = turn.memory.awaiting == "person"
        turn = replace(turn, memory=replace(turn.memory, awaiting=None, misses=0))
        text = self._said(turn).phrase("no_person_wanted" if declined else "what_now")
        return self._plain(turn, "smalltalk", text, "smalltalk")

    def unsure(self, turn: Turn) -> Reply:
        """Not understood: one clarifying question, then a person is offered. Never a guess."""
        if turn.memory.awaiting == "date" or self._gives_date(turn):
            return self.take_date(turn)
        if self._names_learned(turn):
            return self.answer(turn)
        turn = heard(turn)
        self._note_unanswered(turn, "unclear")
        return clarify(self._said(turn), turn, self.day_on(turn, turn.today))

    def too_long(self, turn: Turn) -> Reply:
        """More text than we read closely: danger signs are still found in all of it."""
        if self.shows_danger(turn):
            return self.red_flag(turn)
        text = self._said(turn).phrase("too_long", limit=MAX_CHARACTERS)
        return self._plain(turn, "clarify", text)

    def recovery(
        self, patient: str | None, memory: Memory, today: date, language: str
    ) -> dict[str, Any]:
        """The days of this person's recovery as the clinic describes them, and what changes when.

        `memory` is that of the conversation: a visitor's days count from the date they told.
        """
        person = person_of(self._register, patient, memory.stated_treatment, today)
        return recovery_of(self.wording_in(language), person, today)

    def _told(self, turn: Turn) -> Turn:
        """With its language, and with the names that only the clinic's changes know."""
        return with_learned_names(heard(turn), self.wording.protocol.learned)

    def _names_learned(self, turn: Turn) -> bool:
        return self._told(turn).mentions != turn.mentions

    def explanation(self, turn: Turn, reply: Reply) -> dict[str, Any]:
        """Why this reply, in full; for staff only."""
        turn = self._told(turn)
        return explanation(self._said(turn), turn, self._person(turn), reply)

    def pretend(self, turn: Turn, words: Sequence[str]) -> Pretended:
        """Somebody like the turn's person, changed by these words. Raises ValueError."""
        made = turn.pretended or pretended_like(self._person(turn))
        made = made.changed(words)
        topics = self.wording.protocol.topics
        for one in made.overrides:
            if one.topic not in topics or not override_fits(topics[one.topic], one.verdict):
                raise ValueError(f"{one.topic!r} cannot be {one.verdict!r} for one patient")
        return made

    def _gives_date(self, turn: Turn) -> bool:
        if turn.memory.awaiting == "date":
            return treatment_date(turn.text, turn.today, answering=True) is not None
        tells = only_tells_date(turn, self.wording.protocol)
        return tells and not self._person(turn).on_record

    def _unless_date(self, turn: Turn, kind: str, phrase: str, topic: str) -> Reply:
        if self._gives_date(turn):
            return self.take_date(turn)
        return self._plain(turn, kind, self._said(turn).phrase(phrase), topic)

    def _plain(self, turn: Turn, kind: str, text: str, topic: str | None = None) -> Reply:
        turn, day = heard(turn), self.day_on(turn, turn.today)
        said = self._said(turn)
        answers = [unruled(said, topic, _PSEUDO_VERDICTS[topic], day)] if topic else []
        structure = aftercare(said, turn, kind, day, answers)
        return Reply(said.closed(text, answers), structure, replace(turn.memory, misses=0))

    def _note_unanswered(self, turn: Turn, reason: str) -> None:
        if turn.pretended is not None:
            return
        day = self.day_on(turn, turn.today)
        known = self._register.patient(turn.patient) if turn.patient else None
        words = scrubbed(turn.text, known.name if known else None)
        self._register.note_unanswered(reason, words, day, language_of_turn(turn))


_PSEUDO_VERDICTS = {"smalltalk": "smalltalk", "out_of_scope": "unknown", "other": "ask_clinic"}
