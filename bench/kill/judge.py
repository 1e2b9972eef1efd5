"""The verdict: read from the databases themselves, not from what any process believed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.kill.load import Seen


@dataclass(frozen=True)
class Verdict:
    """`lost`: acknowledged, but not stored once with one reply or task. `doubled`: anything twice.

    `unseen`: answered, but the patient's browser was never shown it. `turns_doubled`: messages
    that Rasa's own memory holds two answers for.
    """

    acknowledged: int
    lost: int
    doubled: int
    unseen: int
    shown_twice: int
    turns_doubled: int
    stored: int
    replies: int
    delays_said: int
    tasks: int
    given_up: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def waiting(data_dir: Path) -> int:
    """Messages that have no answer yet."""
    with closing(open_read_only(data_dir / "afterglow.db")) as register:
        return register.execute("SELECT count(*) FROM inbox WHERE state != 'done'").fetchone()[0]


def judge(data_dir: Path, patients: Sequence[Seen]) -> Verdict:
    """Look at every acknowledged message."""
    with closing(open_read_only(data_dir / "afterglow.db")) as register:
        rows = register.execute("SELECT id, external_id, answered_by FROM inbox").fetchall()
        kinds = dict(register.execute("SELECT id, kind FROM outbox").fetchall())
        answers = register.execute("SELECT answers FROM outbox WHERE kind = 'reply'").fetchall()
        calls = register.execute("SELECT conversation, message FROM escalations").fetchall()
    stored = Counter(external.rpartition("/")[2] for _, external, _ in rows)
    answered = {external.rpartition("/")[2]: reply for _, external, reply in rows}
    tasks = {message for _, message in calls if message}
    by_id = {external.rpartition("/")[2]: f"m{number}" for number, external, _ in rows}
    acknowledged = [name for seen in patients for name in seen.acknowledged]
    lost = [
        name
        for name in acknowledged
        if stored[name] != 1
        or (kinds.get(answered.get(name)) != "reply" and by_id[name] not in tasks)
    ]
    twice = [name for name, times in stored.items() if times > 1]
    twice += [row for row, times in Counter(answers).items() if times > 1]
    twice += [call for call, times in Counter(c for c in calls if c[1]).items() if times > 1]
    return Verdict(
        acknowledged=len(acknowledged),
        lost=len(lost),
        doubled=len(twice) + sum(seen.shown_twice for seen in patients),
        unseen=sum(_unseen(seen) for seen in patients),
        shown_twice=sum(seen.shown_twice for seen in patients),
        turns_doubled=_turns_doubled(data_dir / "conversations.db"),
        stored=len(rows),
        replies=len(answers),
        delays_said=sum(kind == "delay" for kind in kinds.values()),
        tasks=len(calls),
        given_up=sum(seen.given_up for seen in patients),
    )


def _unseen(seen: Seen) -> int:
    """Numbers missing from what a browser was shown, its own messages and the replies alike."""
    last = max(seen.messages, default=0)
    return last - len(seen.messages)


def _turns_doubled(tracker: Path) -> int:
    answered: Counter[tuple[str, str]] = Counter()
    with closing(open_read_only(tracker)) as conversations:
        events = conversations.execute(
            "SELECT sender_id, type_name, data FROM events "
            "WHERE type_name IN ('user', 'bot') ORDER BY sender_id, id"
        )
        latest: dict[str, str] = {}
        spoken: set[tuple[str, str, int]] = set()
        turn = 0
        for sender, kind, data in events:
            if kind == "user":
                turn += 1
                latest[sender] = json.loads(data)["message_id"]
            elif sender in latest and (sender, latest[sender], turn) not in spoken:
                spoken.add((sender, latest[sender], turn))
                answered[sender, latest[sender]] += 1
    return sum(times > 1 for times in answered.values())


def open_read_only(file: Path) -> sqlite3.Connection:
    """The database as it is; whoever writes to it is not held up."""
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
