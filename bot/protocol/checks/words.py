"""What patients read is short, complete, and holds no placeholder that nobody fills in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.protocol.faults import Place, Report, choice
from bot.protocol.reading.draft import Draft
from bot.protocol.vocabulary import FLAG_PLACEHOLDERS

MOST_SENTENCES = 3
MOST_CHARACTERS = 400
# Spanish says the same with more letters.
MOST_TRANSLATED_CHARACTERS = 450
MOST_FLAG_CHARACTERS = 900

_SENTENCE_ENDS = re.compile(r"[.!?][\"'”’)]*(?=\s+[\"'“‘(¿¡]*[A-ZÁÉÍÓÚÑ0-9]|$)")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_words(draft: Draft, report: Report) -> None:
    """Advice: one to three sentences, no placeholders. Red flags: known placeholders only."""
    for rule in draft.all_rules():
        place = report.at(rule.file, rule.value.topic)
        check_advice(rule.value.words, rule.line("words"), place)
    for day in draft.overview:
        check_advice(day.value.words, day.line("words"), report.at(day.file, "overview"))
    for flag in draft.whole_flags():
        place = report.at(flag.file, flag.value.topic)
        for level, words in flag.value.words.items():
            line = flag.line(f"words/{level}")
            check_length(words, MOST_FLAG_CHARACTERS, line, place)
            check_placeholders(words, FLAG_PLACEHOLDERS, line, place)


def sentence_count(words: str) -> int:
    """How many sentences the words are; what has no mark at its end is not counted."""
    return len(_SENTENCE_ENDS.findall(words))


def placeholders(words: str) -> list[str]:
    """The names in {curly} brackets, in reading order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(words)))


def check_advice(words: str, line: int, place: Place, most: int = MOST_CHARACTERS) -> None:
    """One to three sentences of at most so many characters, without placeholders."""
    count = sentence_count(words)
    if count == 0:
        place.fault(line, "the words are no sentence", "end them with a full stop")
    if count > MOST_SENTENCES:
        place.fault(line, f"the words are {count} sentences long", "say it in one to three")
    check_length(words, most, line, place)
    check_placeholders(words, (), line, place)


def check_length(words: str, most: int, line: int, place: Place) -> None:
    """At most so many characters."""
    if len(words) > most:
        place.fault(line, f"the words are {len(words)} characters long", f"use at most {most}")


def check_placeholders(words: str, known: Iterable[str], line: int, place: Place) -> None:
    """No {curly} name but the known ones, and no bracket alone."""
    known = tuple(known)
    for name in _PLACEHOLDER.findall(words):
        if name not in known:
            fix = choice(name, known) if known else "write the words out"
            place.fault(line, f"unknown placeholder '{{{name}}}'", fix)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", words)):
        place.fault(line, "a curly bracket stands alone", "delete it or close the placeholder")
