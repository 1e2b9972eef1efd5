"""The Rasa model of this installation: trained when its data changed, found when it is there."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.protocol.loader import load
from bot.settings import ROOT, Settings
from bot.understanding.encoder import MODEL_FILE, EncoderMissing

# A change in any of these changes what a model would learn or how it would be read.
_TRAINED_ON = (
    "config.yml", "domain.yml", "data/*.yml", "bot/understanding/*.py", "bot/language.py",
)  # fmt: skip
_PROTOCOL_NAMES = ("topics.yml", "es/topics.yml")
_SECONDS_BETWEEN_NEWS = 10


class NotTrained(RuntimeError):
    """There is no model for the present data."""


def fingerprint(settings: Settings) -> str:
    """Sixteen hex digits of everything that training depends on."""
    digest = hashlib.sha256()
    files = [file for pattern in _TRAINED_ON for file in sorted(ROOT.glob(pattern))]
    files += [settings.protocol_dir / name for name in _PROTOCOL_NAMES]
    # Another build of the encoder gives other vectors.
    files += [settings.encoder_dir / MODEL_FILE]
    for file in files:
        content = file.read_bytes() if file.exists() else b""
        digest.update(file.name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def model_file(settings: Settings) -> Path:
    """Where the model of the present data is, or would be."""
    return settings.model_dir / f"afterglow-{fingerprint(settings)}.tar.gz"


def quiet_rasa() -> None:
    """Let Rasa say warnings only; at its default it prints every message it reads."""
    # Rasa's own way would leave each logger of this process as it was when it was first used.
    if not structlog.is_configured():
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.format_exc_info,
                structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
            logger_factory=structlog.stdlib.LoggerFactory(),
        )
    logging.getLogger("rasa").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", module="rasa")


def trained_model(settings: Settings) -> Path:
    """The model of the present data. Raises ProtocolError, NotTrained when it was never made."""
    # First of all: a broken protocol is said with its lines, whoever asks for the model.
    load(settings.protocol_dir, general_on=settings.general_guidance)
    model = model_file(settings)
    if not model.exists():
        raise NotTrained("There is no model for the present data. Run `afterglow train`.")
    return model


def train(settings: Settings, say: Callable[[str], None] = print) -> Path:
    """Train if the data changed since the last model. Raises ProtocolError, EncoderMissing,
    NotTrained with the end of Rasa's log.

    The new model is put in place only when it is whole; older ones are then removed.
    """
    load(settings.protocol_dir, general_on=settings.general_guidance)
    model = model_file(settings)
    if model.exists():
        say(f"Model is up to date ({model.name}).")
        return model
    if not (settings.encoder_dir / MODEL_FILE).exists():
        raise EncoderMissing(f"No sentence encoder in {settings.encoder_dir}. Run `make install`.")
    say("• training the model (a minute or two)")
    log = settings.model_dir / "training.log"
    with tempfile.TemporaryDirectory(dir=settings.model_dir) as scratch:
        made = _train_beside(Path(scratch), log, say)
        for old in settings.model_dir.glob("afterglow-*.tar.gz"):
            old.unlink()
        shutil.move(made, model)
    say(f"  trained {model.name}")
    return model


def _train_beside(folder: Path, log: Path, say: Callable[[str], None]) -> Path:
    """Rasa's own training in a process of its own: its hundreds of lines go to `log`."""
    command = [sys.executable, "-m", "bot.serving", "train", "--config", "config.yml"]
    command += ["--data", "data", "--domain", "domain.yml", "--out", str(folder)]
    command += ["--fixed-model-name", "afterglow"]
    # Rasa would take a component from its cache although the code that it calls has changed.
    command += ["--force"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false"}
    with log.open("w") as lines:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines)
        seconds = 0
        while process.poll() is None:
            try:
                process.wait(_SECONDS_BETWEEN_NEWS)
            except subprocess.TimeoutExpired:
                seconds += _SECONDS_BETWEEN_NEWS
                say(f"  … {seconds} s")
    made = folder / "afterglow.tar.gz"
    if process.returncode or not made.exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise NotTrained(f"Training failed; the end of {log}:\n{tail}")
    return made
