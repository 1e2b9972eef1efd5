"""Tests of bot/protocol/checks/verdicts.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol import small


def test_an_unknown_verdict_offers_what_was_meant(tmp_path: Path) -> None:
    """A slip in a verdict is shown at its own line."""
    files = small.changed("clinic", "verdict: allowed", "verdict: alowed")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'alowed')} makeup: unknown verdict 'alowed'. "
        "Did you mean 'allowed'?"
    ]


def test_a_verdict_must_fit_the_kind_of_the_topic(tmp_path: Path) -> None:
    """An activity cannot be "expected"."""
    files = small.changed("clinic", "verdict: allowed", "verdict: expected")
    place = small.place(files, "clinic", "verdict: expected")
    assert small.faults(tmp_path, **files) == [
        f"{place} makeup: 'expected' does not fit the kind 'activity'; "
        "use one of avoid, not_yet, ask_clinic, allowed_with_care, allowed"
    ]


@pytest.mark.parametrize("verdict", ["allowed", "allowed_with_care"])
def test_general_guidance_never_allows(tmp_path: Path, verdict: str) -> None:
    """The general file may caution and refer, nothing else."""
    files = small.changed("general", "verdict: not_yet", f"verdict: {verdict}")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'general', f'verdict: {verdict}')} sauna: general guidance may only "
        f"caution, not say '{verdict}'; use not_yet or avoid, and ask_clinic afterwards"
    ]


def test_general_guidance_names_its_sources(tmp_path: Path) -> None:
    """Only "ask the clinic" may stand without a source."""
    files = small.changed("general", "      sources: [B1]\n", "")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'general', '- days: 0-3')} sauna: general guidance without a source; "
        "add 'sources:' with ids"
    ]


def test_a_rule_of_the_clinic_needs_its_quote(tmp_path: Path) -> None:
    """Only "ask the clinic" may stand where the sheet is silent."""
    quote = '      quote: "Another sentence about makeup, and no more than that."\n'
    files = small.changed("clinic", f'{quote}      section: "Makeup"\n', "")
    faults = small.faults(tmp_path, **files)
    assert (
        f"{small.place(files, 'clinic', '- days: 1+')} makeup: 'allowed' without a quote from the "
        "sheet; add 'quote:', or use ask_clinic where the sheet is silent"
    ) in faults


def test_a_quote_and_its_section_come_together(tmp_path: Path) -> None:
    """Neither makes sense to a patient without the other."""
    bare = 'words: "Words for makeup before."'
    files = small.changed("clinic", bare, f"{bare}\n      section: A page")
    assert small.faults(tmp_path / "one", **files) == [
        f"{small.place(files, 'clinic', 'A page')} makeup: a section without a quote; add 'quote:'"
    ]
    files = small.changed("clinic", bare, f"{bare}\n      quote: about makeup")
    assert small.faults(tmp_path / "other", **files) == [
        f"{small.place(files, 'clinic', 'quote: about')} makeup: a quote without its section; "
        "add 'section:' with its heading"
    ]
