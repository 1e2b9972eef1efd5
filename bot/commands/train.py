"""`afterglow train`: the encoder and the model, made when their data changed."""

from __future__ import annotations

import os
import shutil
from typing import Annotated

import typer


def train(
    quiet_if_done: Annotated[
        bool, typer.Option("--quiet-if-done", help="Say nothing when nothing is to be done.")
    ] = False,
) -> None:
    """Train the model when its data changed; build the sentence encoder when it is missing."""
    from bot.settings import Settings
    from bot.training import model_file
    from bot.training import train as train_model
    from bot.understanding.encoder import MODEL_FILE
    from bot.understanding.use_weights import lay_out

    settings = Settings.from_env()
    if not (settings.encoder_dir / MODEL_FILE).exists():
        from bot.understanding.install import install_encoder

        install_encoder(settings.encoder_dir, os.environ.get("AFTERGLOW_UV") or _uv())
    lay_out(settings.encoder_dir)
    if quiet_if_done and model_file(settings).exists():
        return
    train_model(settings)


def _uv() -> str:
    found = shutil.which("uv")
    if not found:
        raise RuntimeError("uv is needed to fetch the sentence weights. Run `make install`.")
    return found
