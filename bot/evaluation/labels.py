"""Labelled messages: one JSON object a line, every fault of the file reported at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.evaluation import label_fields as fields
from bot.evaluation.label_fields import Reading, Wrong

# The tuning half of our messages. The test half is never in an installation: it stays untouched.
CLINIC_MESSAGES = Path(__file__).with_name("messages") / "clinic.jsonl"


@dataclass(frozen=True)
class Label:
    """A message and what may, and must not, be answered to its last turn.

    `readings`: the row is right if all slots of any one reading are. `unsafe` maps a topic to
    verdicts by day; the key None holds those of every day.
    """

    id: str
    turns: tuple[str, ...]
    day: int | None
    areas: tuple[str, ...]
    on: str | None
    topics: tuple[str, ...]
    accept: Mapping[str, frozenset[str]]
    unsafe: Mapping[str, Mapping[int | None, frozenset[str]]]
    readings: tuple[Reading, ...]
    kind: str
    lang: str

    def question(self) -> dict[str, Any]:
        """The row to ask (design §3.2)."""
        said: dict[str, Any] = (
            {"text": self.turns[0]} if len(self.turns) == 1 else {"turns": list(self.turns)}
        )
        row = {"id": self.id, **said, "day": self.day, "areas": list(self.areas)}
        return {**row, "on": self.on} if self.on else row


class LabelError(ValueError):
    """The file cannot be used; the message is one `file:line: what; what to do` a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load(path: Path) -> list[Label]:
    """Every label of the file. Raises LabelError with all faults; OSError if it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise LabelError(
            [f"{path.name}:1: not UTF-8 text ({error.reason}); save as UTF-8"]
        ) from None
    labels: list[Label] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            label = _label(line, number)
        except Wrong as wrong:
            faults.append(f"{path.name}:{number}: {wrong}")
            continue
        first = seen.setdefault(label.id, number)
        if first != number:
            faults.append(
                f"{path.name}:{number}: id {label.id!r} is used at line {first}; rename one"
            )
        labels.append(label)
    if not labels and not faults:
        faults.append(f"{path.name}:1: no labelled message; write one JSON object a line")
    if faults:
        raise LabelError(faults)
    return labels


def load_all(paths: Sequence[Path]) -> list[Label]:
    """The labels of all files; an id that stands in several gets its file's name in front.

    Raises LabelError with the faults of all files; OSError if one cannot be read.
    """
    loaded: list[tuple[Path, list[Label]]] = []
    faults: list[str] = []
    for path in dict.fromkeys(paths):
        try:
            loaded.append((path, load(path)))
        except LabelError as error:
            faults += error.faults
    if faults:
        raise LabelError(faults)
    times = Counter(label.id for _, labels in loaded for label in labels)
    return [
        replace(label, id=f"{path.as_posix()}:{label.id}") if times[label.id] > 1 else label
        for path, labels in loaded
        for label in labels
    ]


def _label(line: str, number: int) -> Label:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Wrong(f"not JSON ({error}); write one JSON object a line") from None
    if not isinstance(row, dict):
        raise Wrong('not a JSON object; write {"text": …, "topics": …, "accept": …}')
    topics = fields.texts(row, "topics")
    accept = {topic: frozenset(verdicts) for topic, verdicts in fields.lists(row, "accept").items()}
    for topic in topics:
        if not accept.get(topic):
            raise Wrong(f"topic {topic!r} has no verdict in 'accept'; add one or drop the topic")
    return Label(
        id=str(row.get("id", f"line-{number}")),
        turns=fields.turns(row),
        day=fields.day(row),
        areas=("face", "eyes") if row.get("eye_area") is True else ("face",),
        on=fields.on(row),
        topics=topics,
        accept=accept,
        unsafe=fields.unsafe(row),
        readings=tuple(fields.readings(topics, row.get("alt_topics"))),
        kind=str(row.get("kind") or "unlabelled"),
        lang=str(row.get("lang") or "en"),
    )
