"""`python -m bench.same_answers`: all evaluation messages with and without TensorFlow, compared.

Both ways through `afterglow ask --file`, each in a process of its own, byte by byte. Only the
references of tasks for the staff, which are drawn at random, are taken out before. About a quarter
of an hour for all two thousand messages.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.serving.left_out import SWITCH
from bot.settings import ROOT

SETS = ROOT / "tests" / "evaluation"
_REFERENCE = re.compile(r"\b[EL]-[A-Z0-9]{6}\b")
# A fixed day: midnight may pass between the two runs.
_ON = "2026-11-20"
_TOLD_EVERY = 250

Question = dict[str, Any]


def questions() -> list[Question]:
    """Every labelled message of every set, as `ask --file` takes them."""
    asked = []
    for file in sorted(SETS.rglob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            areas = ["face", "eyes"] if row.get("eye_area") else ["face"]
            about = {"text": row["text"], "day": row.get("day"), "areas": areas, "on": _ON}
            asked.append({"id": f"{file.parent.name}/{file.stem}/{row['id']}", **about})
    return asked


def compare(
    asked: Sequence[Question], folder: Path, say: Callable[[str], None]
) -> list[tuple[str, str]]:
    """The pairs of lines that differ; the folder keeps what both ways answered."""
    file = folder / "asked.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    answers = []
    for light in ("yes", "no"):
        say(f"• {len(asked)} messages with {SWITCH}={light}")
        answers.append(_answers(file, folder / f"answers-{light}.jsonl", light, say))
    without, with_it = answers
    if not len(without) == len(with_it) == len(asked):
        raise RuntimeError(f"{len(asked)} asked, {len(without)} and {len(with_it)} answered")
    return [(a, b) for a, b in zip(without, with_it) if a != b]


def _answers(file: Path, out: Path, light: str, say: Callable[[str], None]) -> list[str]:
    command = "from bot.cli import main; main()"
    argv = [sys.executable, "-c", command, "ask", "--file", str(file), "--json"]
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env={**os.environ, SWITCH: light},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as asking, out.open("w", encoding="utf-8") as kept:
        for number, line in enumerate(asking.stdout, 1):
            kept.write(line)
            if number % _TOLD_EVERY == 0:
                say(f"  {number} answered")
    lines = out.read_text(encoding="utf-8").splitlines()
    return [_REFERENCE.sub("reference", line) for line in lines]


def main() -> None:
    """Compare all; the last line is figures by name."""
    with tempfile.TemporaryDirectory(prefix="afterglow-same-") as folder:
        asked = questions()
        different = compare(asked, Path(folder), lambda line: print(line, flush=True))
    for without, with_it in different[:5]:
        print(f"without: {without}\nwith:    {with_it}")
    print(f"messages {len(asked)} different {len(different)}")


if __name__ == "__main__":
    main()
