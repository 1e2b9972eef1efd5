"""Labelled rows and answers for the tests, as other programs would write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.evaluation.labels import Label, load


def row(**changed: Any) -> dict[str, Any]:
    """A labelled message as a file holds it."""
    return {
        "id": "m-1",
        "text": "Can I wear makeup?",
        "day": 0,
        "eye_area": False,
        "topics": ["makeup"],
        "accept": {"makeup": ["not_yet"]},
        "unsafe": {"makeup": ["allowed"]},
        "kind": "may_i",
        **changed,
    }


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    """A file of these rows, or of these raw lines."""
    path = folder / "labels.jsonl"
    lines = [each if isinstance(each, str) else json.dumps(each) for each in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def label(folder: Path, **changed: Any) -> Label:
    """One label as loaded from a file."""
    return load(written(folder, row(**changed)))[0]


def output(
    *answers: tuple[str, str],
    kind: str = "answer",
    id: str = "m-1",
    day: int | None = 0,
    confidence: Any = None,
) -> dict[str, Any]:
    """An answered row of one turn."""
    said = [{"topic": topic, "verdict": verdict, "day": day} for topic, verdict in answers]
    aftercare = {"kind": kind, "day": day, "answers": said, "confidence": confidence}
    return {"id": id, "turns": [{"text": "…", "messages": ["…"], "aftercare": aftercare}]}
