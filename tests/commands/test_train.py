"""Tests of bot/commands/train.py as a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from bot.training import model_file, train
from bot.understanding.weights import SOURCES
from tests.product.commands import afterglow
from tests.understanding.test_weights import program

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> Path:
    """The model of the present data; trains only when there is none yet."""
    settings = Settings.from_env()
    train(settings)
    return model_file(settings)


def test_a_model_of_the_present_data_is_not_made_anew(model: Path, tmp_path: Path) -> None:
    """The second time it says so and leaves the file alone."""
    before = model.stat().st_mtime_ns
    done = afterglow(tmp_path, "train")
    assert done.returncode == 0
    assert model.name in done.stdout
    assert model.stat().st_mtime_ns == before


def test_nothing_to_do_can_be_silent(model: Path, tmp_path: Path) -> None:
    """Set-up scripts ask for silence when all is done."""
    done = afterglow(tmp_path, "train", "--quiet-if-done")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_the_sentence_weights_it_says_what_was_tried(tmp_path: Path) -> None:
    """Every source with its answer, exit code 1, no traceback and no half an encoder."""
    installer = program(tmp_path, "echo no network >&2; exit 1")
    folder = tmp_path / "models"
    done = afterglow(tmp_path, "train", AFTERGLOW_MODEL_DIR=str(folder), AFTERGLOW_UV=installer)
    assert done.returncode == 1
    for source in SOURCES:
        assert f"{source}: no network" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_wrong_usage_exits_2(tmp_path: Path) -> None:
    """An option that does not exist is told apart from a failure."""
    assert afterglow(tmp_path, "train", "--faster").returncode == 2
