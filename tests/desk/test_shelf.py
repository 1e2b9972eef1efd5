"""The protocol in use follows its files, and outlives a broken one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.desk.shelf import Shelf
from bot.protocol.faults import ProtocolError
from bot.protocol.reading.files import CONTENT, ROLES
from bot.settings import Settings
from tests.desk.clinic import turn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def add(file: Path, text: str) -> None:
    """Write text at the end of a file."""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def test_a_broken_file_leaves_the_last_good_protocol(folder, caplog):
    """A change with a fault is reported in the log, and the old rules go on answering."""
    shelf = Shelf(folder, general_on=True)
    good = shelf.protocol()
    add(folder / ROLES["clinic"], "\n  - nonsense: [\n")
    assert shelf.protocol() is good
    assert ROLES["clinic"] in caplog.text


def test_a_good_change_is_picked_up(folder):
    """A new sentence is in the next answer, without a restart."""
    shelf = Shelf(folder, general_on=True)
    before = shelf.protocol()
    phrases = folder / ROLES["phrases"]
    text = phrases.read_text(encoding="utf-8")
    phrases.write_text(text.replace(before.phrases["what_now"], "Ask away!"), encoding="utf-8")
    assert shelf.protocol().phrases["what_now"] == "Ask away!"
    assert shelf.protocol().fingerprint != before.fingerprint


def test_it_recovers_when_the_fault_is_mended(folder):
    """After a broken change is taken back and a good one made, the good one counts."""
    shelf = Shelf(folder, general_on=True)
    flags = folder / ROLES["flags"]
    text = flags.read_text(encoding="utf-8")
    flags.write_text("flags: [", encoding="utf-8")
    assert "fever" in shelf.protocol().flags
    flags.write_text(text.replace("label: fever", "label: a fever"), encoding="utf-8")
    assert shelf.protocol().flags["fever"].label == "a fever"


def test_a_missing_file_leaves_the_last_good_protocol(folder):
    """A file that vanishes is a fault like any other."""
    shelf = Shelf(folder, general_on=True)
    good = shelf.protocol()
    (folder / ROLES["general"]).unlink()
    assert shelf.protocol() is good


def test_a_changed_translation_is_picked_up(folder):
    """The files of a translation are watched like the English ones, and are as hard to break."""
    shelf = Shelf(folder, general_on=True)
    before = shelf.protocol("es")
    phrases = folder / "es" / "phrases.yml"
    text = phrases.read_text(encoding="utf-8")
    phrases.write_text(text.replace(before.phrases["what_now"], "¿Qué más?"), encoding="utf-8")
    assert shelf.protocol("es").phrases["what_now"] == "¿Qué más?"
    add(phrases, "  nonsense: [\n")
    assert shelf.protocol("es").phrases["what_now"] == "¿Qué más?"
    assert shelf.protocol("es") is shelf.protocol("es")


def test_without_a_translation_the_words_are_english(folder):
    """A clinic may keep its rules in English alone."""
    shutil.rmtree(folder / "es")
    shelf = Shelf(folder, general_on=True)
    assert shelf.protocol("es") is shelf.protocol()


def test_an_unchanged_folder_is_not_read_again(folder):
    """As long as nothing changes it is the very same protocol."""
    shelf = Shelf(folder, general_on=True)
    assert shelf.protocol() is shelf.protocol()


def test_a_broken_protocol_stops_the_start(folder):
    """At the start there is no last good protocol, so the fault is raised."""
    add(folder / ROLES["topics"], "\n  - nonsense: [\n")
    with pytest.raises(ProtocolError):
        Shelf(folder, general_on=True)


def test_the_desk_answers_through_a_broken_change(folder, clinic):
    """While a file is broken the patient still gets the last good answer."""
    desk = Desk(clinic.register, Shelf(folder, general_on=True), Settings())
    asked = turn("makeup?", patient=clinic.patient(1), makeup="makeup")
    before = desk.answer(asked)
    add(folder / ROLES["clinic"], "\n  - nonsense: [\n")
    assert desk.answer(asked) == before


def test_general_guidance_stays_off_after_a_change(folder):
    """A change of the files does not turn general guidance back on."""
    shelf = Shelf(folder, general_on=False)
    add(folder / ROLES["general"], "\n# a remark\n")
    assert not shelf.protocol().general_on
