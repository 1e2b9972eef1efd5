"""A small protocol of made-up sentences, written out for a test that then breaks one thing."""

from __future__ import annotations

from pathlib import Path

from bot.protocol.lint import check
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.protocol.reading.files import ROLES

FILES = {
    "sheet": """\
The "Small" Sheet

Sentence about makeup. Another sentence about makeup, and no
more than that.

Sentence about bruises. Sentence about nothing.
""",
    "topics": """\
topics:
  makeup:
    kind: activity
    label: makeup
    names:
      - makeup
      - face paint
  sauna:
    kind: activity
    label: the sauna
    names: [sauna, hot room]
  bruising:
    kind: symptom
    label: bruises
    names: [bruise]
  what_is:
    kind: info
    label: what it is
    names: [definition]
  fever:
    kind: flag
    label: a fever
  human:
    kind: pseudo
    label: a person
  other:
    kind: pseudo
    label: something else
""",
    "clinic": """\
basis: clinic
rules:
  makeup:
    - days: before
      verdict: ask_clinic
      words: "Words for makeup before."
    - days: 0
      verdict: not_yet
      words: "Words for makeup on day 0."
      quote: "Sentence about makeup."
      section: "Makeup"
    - days: 1+
      verdict: allowed
      words: "Words for makeup later."
      quote: "Another sentence about makeup, and no more than that."
      section: "Makeup"
  bruising:
    - days: before
      verdict: unexpected
      words: "Words for bruises before."
      quote: "Sentence about bruises."
      section: "Bruises"
    - days: 0-4
      verdict: expected
      words: "Words for bruises with the eyes."
      quote: "Sentence about bruises."
      section: "Bruises"
      areas: eyes
    - days: 5+
      verdict: ask_clinic
      words: "Words for late bruises with the eyes."
      areas: eyes
    - days: 0+
      verdict: ask_clinic
      words: "Words for bruises elsewhere."
      areas: not eyes
  what_is:
    - days: any
      verdict: info
      words: "Words for what it is."
      quote: "Sentence about makeup."
      section: "Makeup"
overview:
  - days: 0
    title: "The day"
    words: "Words for the day."
    quote: "Sentence about makeup."
  - {days: 1+, title: "Later", words: "Words for later.", quote: "Sentence about bruises."}
not_advice:
  - quote: The "Small" Sheet
    why: a heading
  - {quote: "Sentence about nothing.", why: "it is about nothing"}
""",
    "general": """\
basis: general
status: awaiting clinic review
rules:
  sauna:
    - days: before
      verdict: ask_clinic
      words: "Words for the sauna before."
    - days: 0-3
      verdict: not_yet
      words: "Words for the sauna at first."
      sources: [B1]
    - days: 4+
      verdict: ask_clinic
      words: "Words for the sauna later."
      sources: [B1, A5]
""",
    "flags": """\
flags:
  fever:
    label: "possible fever"
    words:
      same_day: "Words for a fever: {clinic}."
      emergency: "Words for a worse fever: {emergency_number}."
    sources: [A5]
""",
    "sources": """\
sources:
  A5: {title: "Title five", address: "https://five.example/"}
  B1: {title: "Title one", address: "http://one.example/page"}
""",
    "phrases": """\
phrases:
  not_covered: "Words for what is not covered."
  info: ""
""",
}


def write(folder: Path, **files: str) -> Path:
    """Write the small protocol; a file given by its role takes the place of the small one."""
    folder.mkdir(exist_ok=True)
    for role, text in (FILES | files).items():
        (folder / ROLES[role]).write_text(text, encoding="utf-8")
    return folder


def protocol(folder: Path, general_on: bool = True, **files: str) -> Protocol:
    """The small protocol, loaded."""
    return load(write(folder, **files), general_on)


def changed(role: str, old: str, new: str) -> dict[str, str]:
    """The small file of this role with one place changed, ready for `write`."""
    assert FILES[role].count(old) == 1, f"{old!r} must be in {role} exactly once"
    return {role: FILES[role].replace(old, new)}


def faults(folder: Path, **files: str) -> list[str]:
    """The faults of the small protocol as printed, each file by its name alone."""
    written = write(folder, **files)
    return [str(fault).replace(f"{written}/", "") for fault in check(written)]


def place(files: dict[str, str], role: str, fragment: str) -> str:
    """Where the fragment first stands in the file of this role, as "file:line:"."""
    text = (FILES | files)[role]
    return f"{ROLES[role]}:{text.count(chr(10), 0, text.index(fragment)) + 1}:"
