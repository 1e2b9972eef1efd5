"""The desk: a turn comes in, the clinic's answer for this patient's day goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

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
from bot.desk.one_look import OneLook, OneProtocol
from bot.desk.person import Person, person_of
from bot.desk.recovery import recovery_of
from bot.desk.shelf import Shelf
from bot.desk.smalltalk import friendly_phrase
from bot.desk.structure import aftercare, escalated, unruled
from bot.desk.tongue import heard, language_of_turn
from bot.desk.turn import DangerSign, Memory, Reply, Turn
from bot.desk.wording import Calendar, Wording
from bot.language import ENGLISH
from bot.patients.register import Register, open_register
from bot.settings import Settings
from bot.text import MAX_CHARACTERS
from bot.triage import asks_about_signs, find_signs


class Desk:
    """One method for each thing a message can want; each returns a complete Reply."""

    def __init__(self, register: Register, shelf: Shelf, settings: Settings) -> None:
        self._register = register
        self._shelf = shelf
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """The desk of this installation. Raises ProtocolError, DatabaseUrlError."""
        shelf = Shelf(settings.protocol_dir, settings.general_guidance)
        return cls(open_register(settings.register_url, settings.phone_region), shelf, settings)

    def for_one_turn(self) -> Desk:
        """This desk as one turn needs it: what it looks up again it gets as it was before."""
        return Desk(OneLook(self._register), OneProtocol(self._shelf), self._settings)

    def answer(self, turn: Turn) -> Reply:
        """Answer every topic of the message for the patient's day, or ask for what is missing."""
        turn = heard(turn)
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
        if OTHER in topics:
            self._note_unanswered(turn, "uncovered")
        question = Question(topics, turn.text, turn.today)
        return answer_question(self._said(turn), turn, person, question)

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
        reference = self._escalate(turn, most_urgent(signs).level, day, flags)
        return alarm_reply(self._said(turn), turn, person, day, signs, reference)

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
        turn = heard(turn)
        person, said = self._person(turn), self._said(turn)
        calendar = Calendar(turn.today, person.treated_on)
        plan = Plan.read(Question((), turn.text, turn.today), calendar)
        day = plan.calendar.today_number
        reference = self._escalate(turn, "routine", day, ["human"])
        paragraphs = [said.phrase("handed_over", reference=reference)]
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
        return self._unless_date(turn, "unknown", "unrelated", "out_of_scope")

    def uncovered(self, turn: Turn) -> Reply:
        """An aftercare question that no rule covers: said so, never guessed."""
        if self._gives_date(turn):
            return self.take_date(turn)
        self._note_unanswered(turn, "uncovered")
        said = self._said(turn)
        return self._plain(turn, "answer", uncovered_words(said, turn.text), OTHER)

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
        turn = heard(turn)
        self._note_unanswered(turn, "unclear")
        return clarify(self._said(turn), turn, self.day_on(turn, turn.today))

    def too_long(self, turn: Turn) -> Reply:
        """More text than we read closely: danger signs are still found in all of it."""
        if self.shows_danger(turn):
            return self.red_flag(turn)
        text = self._said(turn).phrase("too_long", limit=MAX_CHARACTERS)
        return self._plain(turn, "clarify", text)

    def failed(self, turn: Turn) -> Reply:
        """An honest sentence after a failure on our side, and a task for the staff."""
        return self.apologise(turn, self._escalate(turn, "routine", None, []))

    def delayed(self, turn: Turn) -> Reply:
        """What is said when the answer itself will take longer; it follows later."""
        turn = heard(turn)
        said = self._said(turn)
        return Reply(said.phrase("delayed"), aftercare(said, turn, "error", None), turn.memory)

    def recovery(
        self, patient: str | None, memory: Memory, today: date, language: str
    ) -> dict[str, Any]:
        """The days of this person's recovery as the clinic describes them, and what changes when.

        `memory` is that of the conversation: a visitor's days count from the date they told.
        """
        person = person_of(self._register, patient, memory.stated_treatment, today)
        return recovery_of(self.wording_in(language), person, today)

    def apologise(self, turn: Turn, reference: str) -> Reply:
        """The sentence alone, for when not even the register can be reached."""
        turn = heard(turn)
        said, escalation = self._said(turn), escalated("routine", reference)
        structure = aftercare(said, turn, "error", None, (), escalation)
        return Reply(said.phrase("failed", reference=reference), structure, turn.memory)

    def day_on(self, turn: Turn, when: date) -> int | None:
        """Days from this person's treatment to `when`; None without a treatment date."""
        return Calendar(turn.today, self._person(turn).treated_on).day_of(when)

    @property
    def wording(self) -> Wording:
        """The newest good protocol's English words with the clinic's numbers."""
        return self.wording_in(ENGLISH)

    def wording_in(self, language: str) -> Wording:
        """The same in another language; what is not translated stays English."""
        protocol, settings = self._shelf.protocol(language), self._settings
        return Wording(protocol, settings.clinic_phone, settings.emergency_number, language)

    def _said(self, turn: Turn) -> Wording:
        return self.wording_in(language_of_turn(turn))

    def _person(self, turn: Turn) -> Person:
        return person_of(self._register, turn.patient, turn.memory.stated_treatment, turn.today)

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
        day = self.day_on(turn, turn.today)
        self._register.note_unanswered(reason, turn.text, day, language_of_turn(turn))

    def _escalate(self, turn: Turn, level: str, day: int | None, topics: list[str]) -> str:
        return self._register.open_escalation(
            level,
            turn.text,
            patient=turn.patient,
            conversation=turn.conversation,
            message=turn.message,
            day=day,
            topics=tuple(dict.fromkeys(topics)),
            understood=turn.intent,
        )


_PSEUDO_VERDICTS = {"smalltalk": "smalltalk", "out_of_scope": "unknown", "other": "ask_clinic"}
