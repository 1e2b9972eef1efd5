"""Tests of bot/protocol/reading/translation_files.py, and of finding the files of a translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.protocol.lint import check, examine
from bot.protocol.reading.files import PARTS, languages_in
from tests.protocol import small
from tests.protocol import small_spanish as spanish


def test_sub_folders_named_after_a_language_are_translations(tmp_path: Path) -> None:
    """Two letters name a language; anything else is left alone."""
    folder = spanish.write(tmp_path)
    (folder / "drafts").mkdir()
    (folder / "__pycache__").mkdir()
    assert languages_in(folder) == ("es",)
    assert check(folder) == []


def test_without_a_sub_folder_there_is_no_translation(tmp_path: Path) -> None:
    """A protocol in English alone is whole."""
    assert examine(small.write(tmp_path)).draft.translations == {}


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_file_is_a_fault(tmp_path: Path, part: str) -> None:
    """A translation has all its files."""
    folder = spanish.write(tmp_path)
    (folder / "es" / PARTS[part]).unlink()
    (fault,) = check(folder)
    assert "cannot be read" in str(fault)
    assert fault.file.endswith(f"es/{PARTS[part]}")


@pytest.mark.parametrize("data", [b"", b"\xff", b"- a\n", b"7", b"[" * 500, b"rules: &a [*a]\n"])
@pytest.mark.parametrize("part", PARTS)
def test_no_content_is_bad_enough_to_raise(tmp_path: Path, part: str, data: bytes) -> None:
    """However a file is broken, faults come out, and they name that file alone."""
    folder = spanish.write(tmp_path)
    (folder / "es" / PARTS[part]).write_bytes(data)
    faults = check(folder)
    assert faults
    assert {Path(fault.file).name for fault in faults} == {PARTS[part]}


@pytest.mark.parametrize("part", PARTS)
def test_a_single_translated_file_stands_in_for_its_part(tmp_path: Path, part: str) -> None:
    """It is known by its language and its content, whatever it is called."""
    folder = spanish.write(tmp_path / "content")
    draft = tmp_path / "draft.yml"
    draft.write_text(spanish.FILES[part], encoding="utf-8")
    assert check(draft, folder) == []
    draft.write_text(spanish.FILES[part].replace("  makeup", "  mekeup"), encoding="utf-8")
    faults = check(draft, folder)
    assert len(faults) == spanish.FILES[part].count("  makeup")
    assert all(fault.file == str(draft) for fault in faults)


def test_a_file_without_its_language_is_known_by_its_folder(tmp_path: Path) -> None:
    """es/flags.yml is not taken for the English flags."""
    folder = spanish.write(tmp_path, **spanish.changed("flags", "language: es\n", ""))
    (fault,) = check(folder / "es" / "flags.yml", folder)
    assert "the key 'language' is missing" in str(fault)


def test_a_language_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """A single file of a language without a folder is not checked against anything else."""
    folder = spanish.write(tmp_path / "content")
    draft = tmp_path / "draft.yml"
    draft.write_text("reviewed: no\nlanguage: ess\nflags: {}\n", encoding="utf-8")
    (fault,) = check(draft, folder)
    assert str(fault) == f"{draft}:2: there is no translation 'ess'. Did you mean 'es'?"


def test_texts_that_await_review_are_counted(tmp_path: Path) -> None:
    """Eleven rules and two days, two levels of a flag, two phrases that are not empty."""

    def awaiting(**parts: str) -> int:
        return examine(spanish.write(tmp_path, **parts)).draft.translations["es"].awaiting()

    assert awaiting() == 11 + 2 + 2 + 2
    signed = spanish.changed("rules", "reviewed: no", "reviewed: yes")
    assert awaiting(**signed) == 2 + 2
    for part in ("flags", "phrases"):
        signed |= spanish.changed(part, "reviewed: no", "reviewed: yes")
    assert awaiting(**signed) == 0
