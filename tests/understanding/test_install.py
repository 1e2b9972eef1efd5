"""Tests of bot/understanding/install.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.encoder import Encoder, EncoderMissing
from bot.understanding.install import install_encoder
from bot.understanding.weights import WeightsUnavailable
from tests.understanding.test_weights import program


def test_a_failed_install_leaves_nothing_behind(tmp_path: Path) -> None:
    """Without the weights there is no half an encoder, and it is still called missing."""
    folder = tmp_path / "encoder"
    with pytest.raises(WeightsUnavailable):
        install_encoder(folder, program(tmp_path, "exit 1"), lambda line: None)
    assert list(folder.iterdir()) == []
    with pytest.raises(EncoderMissing):
        Encoder(folder)
