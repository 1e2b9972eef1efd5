"""Tests of bot/protocol/checks/translations.py: a translation says what the English says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol import small_spanish as spanish


def test_a_whole_translation_has_no_faults(tmp_path: Path) -> None:
    """The small translation is in order."""
    assert spanish.faults(tmp_path) == []


CASES = {
    "rule-unknown": ("rules", "makeup/day-1:", "makeup/day-2:", "makeup/day-2", "unknown rule"),
    "rule-missing": (
        "rules",
        '  sauna/day-4: "Palabras de la sauna después."\n',
        "",
        "rules:",
        "the rule 'sauna/day-4' has no translation; add it under 'rules:'",
    ),
    "rule-too-much": (
        "rules",
        "what_is/any",
        'what_si/any: "Dos."\n  what_is/any',
        "what_si",
        "unknown rule 'what_si/any'; delete it",
    ),
    "words-no-sentence": ("rules", "Palabras del día.", "Palabras", '"0"', "no sentence"),
    "words-long": (
        "rules",
        "Palabras de maquillaje antes.",
        "a" * 450 + ".",
        "makeup/before",
        "451 characters long; use at most 450",
    ),
    "words-sentences": (
        "rules",
        "Palabras de maquillaje antes.",
        "Una. Él. ¿Tres? ¡Cuatro!",
        "makeup/before",
        "4 sentences long",
    ),
    "words-placeholder": (
        "rules",
        "Palabras de maquillaje antes.",
        "Palabras {x}.",
        "makeup/before",
        "unknown placeholder '{x}'",
    ),
    "window-unknown": ("rules", '"1+":', '"1":', '"1":', "unknown window '1'"),
    "section-unknown": ("rules", "Makeup: M", "Makeop: M", "Makeop", "Did you mean 'Makeup'?"),
    "section-empty": ("rules", "Makeup: Maquillaje", "Makeup: ", "Makeup:", "section is empty"),
    "flag-unknown": ("flags", "  fever:", "  fevr:", "fevr", "Did you mean 'fever'?"),
    "flag-level": ("flags", "emergency:", "emergncy:", "emergncy", "Did you mean 'emergency'?"),
    "flag-placeholder": ("flags", "{clinic}", "{clinik}", "{clinik}", "Did you mean 'clinic'?"),
    "flag-placeholder-missing": (
        "flags",
        ": {clinic}",
        "",
        "same_day",
        "the placeholder '{clinic}' is missing",
    ),
    "phrase-unknown": ("phrases", "info:", "inof:", "inof", "Did you mean 'info'?"),
    "phrase-missing": ("phrases", '  info: ""\n', "", "phrases:", "'info' has no translation"),
    "phrase-empty": (
        "phrases",
        '"Palabras de lo que no se dice."',
        '""',
        "not_covered",
        "the phrase is empty; translate it",
    ),
    "phrase-placeholder": (
        "phrases",
        "Palabras de la traducción.",
        "Palabras {a}.",
        "unreviewed",
        "unknown placeholder '{a}'",
    ),
    "topic-unknown": ("topics", "  sauna:", "  suana:", "suana", "Did you mean 'sauna'?"),
    "topic-missing": (
        "topics",
        "  fever:\n    label: fiebre\n",
        "",
        "topics:",
        "the topic 'fever' has no translation",
    ),
    "name-twice": (
        "topics",
        "[moretón]",
        "[moretón, Sauna]",
        "bruising",
        "the name 'Sauna' has capitals",
    ),
    "name-of-two-topics": (
        "topics",
        "[definición]",
        "[moreton]",
        "what_is",
        "the name 'moreton' already belongs to bruising at",
    ),
    "name-long": ("topics", "[moretón]", "[a b c d e]", "bruising", "5 words long"),
    "no-names": ("topics", "[moretón]", "[]", "bruising", "no names"),
    "language": ("flags", "language: es", "language: en", "language", "unknown language 'en'"),
    "reviewed": ("flags", "reviewed: no", "reviewed: not", "reviewed", "Did you mean 'no'?"),
    "reviewed-missing": ("phrases", "reviewed: no\n", "", "language", "'reviewed' is missing"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_told_with_its_place(tmp_path: Path, case: str) -> None:
    """Every way to depart from the English is found at its line, with what to do."""
    part, old, new, fragment, message = CASES[case]
    parts = spanish.changed(part, old, new)
    faults = spanish.faults(tmp_path, **parts)
    place = spanish.line(part, fragment, parts)
    assert any(f.startswith(place) and message in f for f in faults), faults


def test_a_misspelled_name_is_not_also_missing(tmp_path: Path) -> None:
    """One slip is one fault."""
    parts = spanish.changed("rules", "sauna/day-4", "suana/day-4")
    (fault,) = spanish.faults(tmp_path, **parts)
    assert fault == (
        f"{spanish.line('rules', 'suana', parts)} suana/day-4: unknown rule 'suana/day-4'. "
        "Did you mean 'sauna/day-4'?"
    )


def test_all_faults_of_all_parts_are_shown_at_once(tmp_path: Path) -> None:
    """Faults come file by file, after those of the English files, line by line."""
    parts = spanish.changed("topics", "[moretón]", "[maquillaje]")
    parts |= spanish.changed("rules", "Palabras del día.", "Palabras {x}.")
    parts |= spanish.changed("flags", "{clinic}", "{clinc}")
    parts |= spanish.changed("phrases", "  info:", "  infos:")
    faults = spanish.faults(tmp_path, **parts)
    assert [fault.split(":")[0] for fault in faults] == [
        "es/topics.yml",
        "es/rules.yml",
        "es/flags.yml",
        "es/phrases.yml",
    ]


def test_a_fault_of_the_english_is_not_repeated(tmp_path: Path) -> None:
    """Where an English rule cannot be read, its translation is not called unknown."""
    folder = spanish.write(tmp_path)
    text = (folder / "clinic.yml").read_text(encoding="utf-8")
    (folder / "clinic.yml").write_text(text.replace("days: 5+", "days: five"), encoding="utf-8")
    assert [fault.file.endswith("/clinic.yml") for fault in spanish.check(folder)] == [True]
