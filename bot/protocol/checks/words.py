"""What patients read is short, complete, and holds no placeholder that nobody fills in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.protocol.faults import Place, Report, choice
from bot.protocol.reading.draft import Draft
from bot.protocol.vocabulary import FLAG_PLACEHOLDERS

MOST_SENTENCES = 3
MOST_CHARACTERS = 400
MOST_FLAG_CHARACTERS = 900

_SENTENCE_ENDS = re.compile(r"[.!?][\"'”’)]*(?=\s+[\"'“‘(]?[A-Z0-9]|$)")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_words(draft: Draft, report: Report) -> None:
    """Advice: one to three sentences, no placeholders. Red flags: known placeholders only."""
    for rule in draft.all_rules():
        place = report.at(rule.file, rule.value.topic)
        _check_advice(rule.value.words, rule.line("words"), place)
    for day in draft.overview:
        _check_advice(day.value.words, day.line("words"), report.at(day.file, "overview"))
    for flag in draft.whole_flags():
        place = report.at(flag.file, flag.value.topic)
        for level, words in flag.value.words.items():
            line = flag.line(f"words/{level}")
            _check_length(words, MOST_FLAG_CHARACTERS, line, place)
            _check_placeholders(words, FLAG_PLACEHOLDERS, line, place)


def sentence_count(words: str) -> int:
    """How many sentences the words are; what has no mark at its end is not counted."""
    return len(_SENTENCE_ENDS.findall(words))


def _check_advice(words: str, line: int, place: Place) -> None:
    count = sentence_count(words)
    if count == 0:
        place.fault(line, "the words are no sentence", "end them with a full stop")
    if count > MOST_SENTENCES:
        place.fault(line, f"the words are {count} sentences long", "say it in one to three")
    _check_length(words, MOST_CHARACTERS, line, place)
    _check_placeholders(words, (), line, place)


def _check_length(words: str, most: int, line: int, place: Place) -> None:
    if len(words) > most:
        place.fault(line, f"the words are {len(words)} characters long", f"use at most {most}")


def _check_placeholders(words: str, known: Iterable[str], line: int, place: Place) -> None:
    known = tuple(known)
    for name in _PLACEHOLDER.findall(words):
        if name not in known:
            fix = choice(name, known) if known else "write the words out"
            place.fault(line, f"unknown placeholder '{{{name}}}'", fix)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", words)):
        place.fault(line, "a curly bracket stands alone", "delete it or close the placeholder")
