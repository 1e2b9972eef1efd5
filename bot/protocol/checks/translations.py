"""A translation has a text for everything that is said in English, and for nothing else.

Names are compared only where both files are sound: a slip of shape would otherwise look like a
text that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.language import without_accents
from bot.protocol.checks.names import check_topic_names
from bot.protocol.checks.words import (
    MOST_FLAG_CHARACTERS,
    MOST_TRANSLATED_CHARACTERS,
    check_advice,
    check_length,
    check_placeholders,
    placeholders,
)
from bot.protocol.faults import Place, Report, nearest, shorten
from bot.protocol.reading.draft import Draft, Entry, TranslationDraft
from bot.protocol.vocabulary import RULED_KINDS


def check_translations(draft: Draft, report: Report) -> None:
    """Every language of the folder, against the English texts."""
    for translation in draft.translations.values():
        _Check(translation, draft, report).all()


class _Check:
    """One language."""

    def __init__(self, translation: TranslationDraft, draft: Draft, report: Report) -> None:
        self._theirs = translation
        self._english = draft
        self._report = report

    def all(self) -> None:
        self._rules()
        self._flags()
        self._phrases()
        self._topics()

    def _rules(self) -> None:
        theirs, english = self._theirs, self._english
        if {"clinic", "general"} <= english.sound:
            rules = [rule.value for rule in english.all_rules()]
            self._same_names("rules", "rule", (rule.id for rule in rules), theirs.rules)
            days = (day.value.key for day in english.overview)
            self._same_names("rules", "window", days, theirs.overview, "overview")
            sections = (rule.section for rule in rules if rule.section)
            self._same_names("rules", "section", sections, theirs.sections, "sections")
        for name, words, line in _whole(theirs.rules):
            self._advice("rules", name, words, line)
        for name, entry in theirs.overview.items():
            if entry.placed is not None:
                self._advice("rules", name, entry.placed.value[1], entry.placed.line("words"))
        for name, words, line in _whole(theirs.sections):
            if not words:
                self._place("rules", name).fault(line, "the section is empty", "translate it")

    def _flags(self) -> None:
        theirs, english = self._theirs.flags, self._english.flags
        if "flags" in self._english.sound:
            self._same_names("flags", "red flag", english, theirs)
        for name, entry in theirs.items():
            if entry.placed is None:
                continue
            place, original = self._place("flags", name), english.get(name)
            for level, words in entry.placed.value.words.items():
                line = entry.placed.line(f"words/{level}")
                check_length(words, MOST_FLAG_CHARACTERS, line, place)
                if original is not None and original.placed is not None:
                    _same_placeholders(original.placed.value.words[level], words, line, place)

    def _phrases(self) -> None:
        theirs, english = self._theirs.phrases, self._english.phrases
        if "phrases" in self._english.sound:
            self._same_names("phrases", "phrase", english, theirs)
        for name, words, line in _whole(theirs):
            original = english[name].placed if name in english else None
            if original is None:
                continue
            place = self._place("phrases", name)
            if original.value and not words:
                place.fault(line, "the phrase is empty", "translate it")
            elif original.value:
                _same_placeholders(original.value, words, line, place)
            else:
                check_placeholders(words, (), line, place)

    def _topics(self) -> None:
        theirs, english = self._theirs.topics, self._english.topics
        if "topics" in self._english.sound:
            self._same_names("topics", "topic", english, theirs)
        taken: dict[str, tuple[str, str]] = {}
        for name, entry in theirs.items():
            if entry.placed is None:
                continue
            check_topic_names(entry.placed, taken, self._report, without_accents)
            original = english[name].placed if name in english else None
            ruled = original is not None and original.value.kind in RULED_KINDS
            if ruled and not entry.placed.value.names:
                self._place("topics", name).fault(
                    entry.line, "no names", "add 'names:' with what patients call it"
                )

    def _same_names(
        self,
        part: str,
        what: str,
        wanted: Iterable[str],
        found: Mapping[str, Entry],
        key: str | None = None,
    ) -> None:
        """Report what has no English original, then what has no translation."""
        if part not in self._theirs.files:
            return
        wanted = list(dict.fromkeys(wanted))
        missing = [name for name in wanted if name not in found]
        for name, entry in found.items():
            if name in wanted:
                continue
            meant = nearest(name, missing)
            if meant is not None:
                missing.remove(meant)
            self._place(part, name).fault(
                entry.line,
                f"unknown {what} '{shorten(name)}'",
                f"Did you mean '{meant}'?" if meant else "delete it; the English has none",
            )
        if part not in self._theirs.sound:
            return
        line = self._theirs.lines[key or part]
        for name in missing:
            self._place(part, name).fault(
                line,
                f"the {what} '{shorten(name)}' has no translation",
                f"add it under '{key or part}:'",
            )

    def _advice(self, part: str, name: str, words: str, line: int) -> None:
        check_advice(words, line, self._place(part, name), MOST_TRANSLATED_CHARACTERS)

    def _place(self, part: str, name: str) -> Place:
        return self._report.at(self._theirs.files[part], name)


def _whole(entries: Mapping[str, Entry[str]]) -> list[tuple[str, str, int]]:
    return [(name, e.placed.value, e.line) for name, e in entries.items() if e.placed is not None]


def _same_placeholders(english: str, words: str, line: int, place: Place) -> None:
    """Each {curly} name of the English text is there, and no other."""
    wanted, found = placeholders(english), placeholders(words)
    check_placeholders(words, wanted, line, place)
    misspelled = {nearest(name, wanted) for name in found if name not in wanted}
    for name in wanted:
        if name not in found and name not in misspelled:
            place.fault(
                line, f"the placeholder '{{{name}}}' is missing", "the English text has it, too"
            )
