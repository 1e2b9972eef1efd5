"""Puts the sentence encoder into place: official weights in, one int8 file and its papers left."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.understanding.encoder import MODEL_FILE, TOKENIZER_FILE
from bot.understanding.encoder_build import build_encoder
from bot.understanding.weights import PAPERS, fetch_weights


def install_encoder(folder: Path, installer: str, say: Callable[[str], None] = print) -> None:
    """Build the encoder in `folder` with uv at `installer`. Raises WeightsUnavailable."""
    say("• installing the sentence encoder")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        weights = fetch_weights(Path(scratch) / "weights", installer, say)
        say("  building its int8 form (about 5 s) …")
        for name in (TOKENIZER_FILE, *PAPERS):
            if (weights / name).exists():
                shutil.copyfile(weights / name, folder / name)
        build_encoder(weights / "model.safetensors", folder / MODEL_FILE)
