"""The gap list of this installation, for the command and, in a process of its own, for the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from bot.gaps.collecting import Gap, collected
from bot.gaps.groups import Group
from bot.mailbox import Mailbox
from bot.patients.book import utc_now
from bot.patients.register import Register
from bot.settings import ROOT, Settings

SECONDS = 120


def gaps_since(register: Register, mailbox: Mailbox, since: datetime, now: datetime) -> list[Gap]:
    """What went wrong since then, the newest first."""

    def name_of(reference: str) -> str | None:
        record = register.patient(reference)
        return record.name if record else None

    return collected(register.unanswered(since), mailbox.exchanges(since, now), name_of)


def meant_alike(gaps: list[Gap]) -> list[Group]:
    """Grouped by meaning; loads the encoder of both languages, which takes seconds."""
    from bot.gaps.grouping import grouped
    from bot.understanding.vectors import MINILM_WIDTH, sentence_vectors

    def encode(texts):
        # The half that reads both languages alike.
        vectors = sentence_vectors(list(texts))[:, MINILM_WIDTH:].copy()
        lengths = (vectors**2).sum(axis=1, keepdims=True) ** 0.5
        return vectors / lengths.clip(min=1e-9)

    return grouped(gaps, encode) if gaps else []


def gap_lister(
    settings: Settings, register: Register, mailbox: Mailbox
) -> Callable[[int], list[Group]]:
    """What gives the desk the groups of so many days; made anew only when something was added."""
    kept: dict[int, tuple[object, list[Group]]] = {}
    turn = Lock()

    def groups(days: int) -> list[Group]:
        now = utc_now()
        gaps = gaps_since(register, mailbox, now - timedelta(days=days), now)
        state = [(gap.at, gap.reason) for gap in gaps]
        with turn:
            if days not in kept or kept[days][0] != state:
                kept[days] = state, _elsewhere(settings, days) if gaps else []
            return kept[days][1]

    return groups


def _elsewhere(settings: Settings, days: int) -> list[Group]:
    """The command's own list: the encoder stays out of the process that serves patients."""
    command = [sys.executable, "-m", "bot.cli", "gaps", "--json", "--days", str(days)]
    environment = {
        **os.environ,
        "AFTERGLOW_DATABASE_URL": settings.register_url,
        "AFTERGLOW_DATA_DIR": str(settings.data_dir),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS, check=True
    )
    lines = done.stdout.decode().splitlines()
    return [Group.from_json(json.loads(line)) for line in lines if line.startswith("{")]
