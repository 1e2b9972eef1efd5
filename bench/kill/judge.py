"""The verdict: read from the databases themselves, not from what any process believed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.kill.load import Seen
from bench.kill.rows import TRACKER, rows


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


def waiting(place: Path | str) -> int:
    """Messages that have no answer yet."""
    return rows(place, "SELECT count(*) FROM inbox WHERE state != 'done'")[0][0]


def judge(place: Path | str, patients: Sequence[Seen]) -> Verdict:
    """Look at every acknowledged message, in the data folder or the database at this address."""
    inbox = rows(place, "SELECT id, external_id, answered_by FROM inbox")
    kinds = dict(rows(place, "SELECT id, kind FROM outbox"))
    answers = rows(place, "SELECT answers FROM outbox WHERE kind = 'reply'")
    calls = rows(place, "SELECT conversation, message FROM escalations")
    stored = Counter(external.rpartition("/")[2] for _, external, _ in inbox)
    answered = {external.rpartition("/")[2]: reply for _, external, reply in inbox}
    tasks = {message for _, message in calls if message}
    by_id = {external.rpartition("/")[2]: f"m{number}" for number, external, _ in inbox}
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
        turns_doubled=_turns_doubled(place),
        stored=len(inbox),
        replies=len(answers),
        delays_said=sum(kind == "delay" for kind in kinds.values()),
        tasks=len(calls),
        given_up=sum(seen.given_up for seen in patients),
    )


def _unseen(seen: Seen) -> int:
    """Numbers missing from what a browser was shown, its own messages and the replies alike."""
    last = max(seen.messages, default=0)
    return last - len(seen.messages)


def _turns_doubled(place: Path | str) -> int:
    answered: Counter[tuple[str, str]] = Counter()
    events = rows(
        place,
        "SELECT sender_id, type_name, data FROM events "
        "WHERE type_name IN ('user', 'bot') ORDER BY sender_id, id",
        TRACKER,
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
