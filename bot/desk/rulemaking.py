"""Drafting changes of the rules for the staff: linted at once, shown as patients will read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.in_force import History, change_of
from bot.desk.prescribed import MEDICINE_TOPICS
from bot.language import ENGLISH, SPANISH, without_accents
from bot.patients.change_records import ChangeRecord, ChangeRefused
from bot.patients.errors import FieldError
from bot.patients.register import Register
from bot.patients.staff_records import Staff
from bot.protocol.changes import Change, NewTopic, RuleChange, SynonymChange, as_content, changes_at
from bot.protocol.engine import rule_for
from bot.protocol.faults import ProtocolError
from bot.protocol.lint import examine
from bot.protocol.loader import build, load
from bot.protocol.model import Protocol, Window
from bot.protocol.timeline import timeline
from bot.protocol.translating import in_language
from bot.protocol.vocabulary import AREAS, PERSONAL_KINDS, RULED_KINDS, VERDICTS
from bot.settings import Settings

LANGUAGES = (ENGLISH, SPANISH)
_DRAFT = "this draft"
_NEW = "new"


class FaultyDraft(FieldError):
    """The lint found something; `faults` is all of it, one line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("draft", "cannot be kept as it is", "mend what is listed")
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Choices:
    """What a draft can choose from: (name, label) of topics, sections of the sheet, verdicts."""

    topics: tuple[tuple[str, str], ...]
    sections: tuple[str, ...]
    verdicts: tuple[str, ...]
    kinds: tuple[str, ...] = PERSONAL_KINDS


class Rulemaking:
    """For one request: it looks the rules in force up anew."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings
        self._history = History(register.live_changes)()

    @property
    def version(self) -> int:
        """The number of the rules in force."""
        return self._history[-1].number if self._history else 0

    def choices(self) -> Choices:
        """For the form of a draft."""
        protocol = self._in_force()
        topics = [t for t in protocol.topics.values() if t.kind in RULED_KINDS]
        rules = [rule for group in protocol.rules.values() for rule in group]
        sections = dict.fromkeys(rule.section for rule in rules if rule.section)
        verdicts = dict.fromkeys(v for kind in RULED_KINDS for v in VERDICTS[kind])
        named = sorted((topic.name, topic.label) for topic in topics)
        return Choices(tuple(named), tuple(sections), tuple(verdicts))

    def draft(self, form: Mapping[str, str], author: Staff) -> int:
        """Keep what the form says, if the lint finds nothing. Raises FieldError, ChangeRefused."""
        change = _synonym(form) if form.get("kind") == "synonym" else _rule(form, author)
        faults = examine(
            self._settings.protocol_dir, changes=(*changes_at(self._history), change)
        ).faults
        if faults:
            raise FaultyDraft([str(fault) for fault in faults])
        kind, content = as_content(change)
        return self._register.draft_change(kind, content, form.get("reason", ""), author)

    def roll_back(self, to: int, seen: int, reason: str, by: Staff) -> int:
        """Back to version `to`; `seen` is the newest that this person knows of."""
        try:
            load(self._settings.protocol_dir, history=self._history[: _upto(self._history, to)])
        except ProtocolError as error:
            faults = "; ".join(str(fault) for fault in error.faults[:3])
            wrong = f"version {to} no longer fits the files: {faults}"
            raise ChangeRefused(wrong) from None
        return self._register.roll_back(to, seen, reason, by)

    def preview(self, record: ChangeRecord) -> list[dict[str, Any]]:
        """The whole topic day by day with the change made, in both languages.

        Empty where that cannot be said: for a name, or when the rules moved on underneath.
        """
        change = change_of(record)
        if not isinstance(change, RuleChange):
            return []
        changes = changes_at(self._history)
        if record.state != "live":
            changes = (*changes, change)
        try:
            protocol = build(examine(self._settings.protocol_dir, changes=changes))
        except ProtocolError:
            return []
        return _days(protocol, change.topic) if change.topic in protocol.topics else []

    def _in_force(self) -> Protocol:
        settings = self._settings
        return load(settings.protocol_dir, settings.general_guidance, self._history)


def says(record: ChangeRecord) -> str:
    """A change in a line, for lists."""
    content = record.content
    if record.kind == "rollback":
        return f"back to version {content['to']}"
    if record.kind == "synonym":
        return f"“{content['synonym']}” means {content['topic'].replace('_', ' ')}"
    verdict = content["verdict"].replace("_", " ")
    return f"{content['topic'].replace('_', ' ')}, days {content['days']}: {verdict}"


def is_medicine(record: ChangeRecord) -> bool:
    """Prescribed ones are left to whoever prescribed them, whatever a rule says."""
    return record.content.get("topic") in MEDICINE_TOPICS


def _days(protocol: Protocol, topic: str) -> list[dict[str, Any]]:
    spanish, face = in_language(protocol, SPANISH), frozenset({AREAS[0]})
    return [
        {
            "days": str(span.window),
            "verdict": span.rule.verdict,
            "basis": span.rule.basis,
            "signed_by": span.rule.signed_by,
            "quote": span.rule.quote,
            "en": span.rule.words,
            "es": rule_for(spanish, topic, _day_in(span.window), face).words,
        }
        for span in timeline(protocol, topic, face)
    ]


def _day_in(window: Window) -> int:
    if window.first is not None:
        return window.first
    return window.last if window.last is not None else 0


def _upto(history: Sequence[Any], number: int) -> int:
    return sum(one.number <= number for one in history)


def _synonym(form: Mapping[str, str]) -> Change:
    name = " ".join(form.get("synonym", "").lower().split())
    if not name:
        raise FieldError("name", "is empty", "write what patients call it")
    language = form.get("language", ENGLISH)
    return SynonymChange(_DRAFT, form.get("topic", ""), language, name)


def _rule(form: Mapping[str, str], author: Staff) -> Change:
    words = {language: form.get(f"words_{language}", "").strip() for language in LANGUAGES}
    is_sheet = form.get("basis") == "sheet"
    # Signed by whoever is logged in, never by a name that somebody typed.
    signed_by = None if is_sheet else author.name
    topic, new = form.get("topic", ""), None
    if topic == _NEW:
        topic, new = _new_topic(form)
    return RuleChange(
        name=_DRAFT,
        topic=topic,
        days=form.get("days", "").strip(),
        verdict=form.get("verdict", ""),
        words=words,
        quote=form.get("quote" if is_sheet else "statement", "").strip(),
        section=form.get("section") or None if is_sheet else None,
        signed_by=signed_by,
        new_topic=new,
    )


def _new_topic(form: Mapping[str, str]) -> tuple[str, NewTopic]:
    labels = {language: form.get(f"label_{language}", "").strip() for language in LANGUAGES}
    if not all(labels.values()):
        raise FieldError("new topic", "needs a label in both languages", "write both")
    written = {language: form.get(f"names_{language}", "") for language in LANGUAGES}
    names = {
        language: tuple(name for one in text.split(",") if (name := " ".join(one.lower().split())))
        for language, text in written.items()
    }
    plain = without_accents(labels[ENGLISH].lower())
    topic = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return topic, NewTopic(form.get("topic_kind", PERSONAL_KINDS[0]), labels, names)
