"""The verdict on phones: from the database, and from what the provider itself has a record of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.kill.rows import open_read_only

# Nothing more happens to these by itself; unsure and failed ones once the staff know.
OPEN = (
    "state IN ('queued', 'held', 'sending') OR "
    "(state IN ('unsure', 'failed') AND due_at IS NOT NULL)"
)


@dataclass(frozen=True)
class PhoneVerdict:
    """`lost`: acknowledged, but not stored once, or not answered, or the answer neither reached
    the phone nor stands in a task. `doubled`: anything twice, on the phone above all.

    `unacknowledged`: written, and never answered with 200; `missing` of them are not stored. Meta
    brings them again until they are acknowledged; Twilio does not, and our sweep finds them.

    `unsure`: messages of which nobody knows, all told to the staff; `unsure_arrived` of them the
    provider had. `untold` ones would be in doubt, or failed, without a task: there are none.
    """

    acknowledged: int
    unacknowledged: int
    missing: int
    lost: int
    doubled: int
    unsure: int
    unsure_arrived: int
    failed: int
    sent: int
    stored: int
    replies: int
    tasks: int
    untold: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def undelivered(data_dir: Path) -> int:
    """Messages that have no answer, and answers that are on their way, still."""
    with closing(open_read_only(data_dir / "afterglow.db")) as register:
        waiting = register.execute("SELECT count(*) FROM inbox WHERE state != 'done'").fetchone()
        on_the_way = register.execute(f"SELECT count(*) FROM deliveries WHERE {OPEN}").fetchone()
    return waiting[0] + on_the_way[0]


def judge_phones(data_dir: Path, heard: Sequence[dict], sent: Sequence[dict]) -> PhoneVerdict:
    """`heard` is what patients wrote, `sent` what the provider took from us, by its own record."""
    with closing(open_read_only(data_dir / "afterglow.db")) as register:
        inbox = register.execute("SELECT external_id, answered_by FROM inbox").fetchall()
        kinds = dict(register.execute("SELECT id, kind FROM outbox").fetchall())
        answers = register.execute("SELECT answers FROM outbox WHERE kind = 'reply'").fetchall()
        ways = register.execute("SELECT id, outbox, state FROM deliveries").fetchall()
        calls = register.execute("SELECT conversation, message FROM escalations").fetchall()
    told = {message for _, message in calls if message}
    reached = Counter(key_of(line) for line in sent if line["state"] != "failed")
    of_outbox = {outbox: (f"d{number}", state) for number, outbox, state in ways}
    stored = Counter(name for name, _ in inbox)
    answered = dict(inbox)
    acknowledged = [line["id"] for line in heard if line["delivered"]]

    def is_lost(name: str) -> bool:
        reply = answered.get(name)
        if stored[name] != 1 or kinds.get(reply) != "reply":
            return True
        key, state = of_outbox.get(reply, ("", ""))
        return not reached[key] and not (state in ("unsure", "failed") and key in told)

    unsure = [f"d{number}" for number, _, state in ways if state == "unsure"]
    broken = [f"d{number}" for number, _, state in ways if state in ("unsure", "failed")]
    return PhoneVerdict(
        acknowledged=len(acknowledged),
        unacknowledged=len(heard) - len(acknowledged),
        missing=sum(not line["delivered"] and not stored[line["id"]] for line in heard),
        lost=sum(map(is_lost, acknowledged)),
        doubled=_twice(reached.elements())
        + _twice(name for name, _ in inbox)
        + _twice(row for (row,) in answers)
        + _twice(call for call in calls if call[1]),
        unsure=len(unsure),
        unsure_arrived=sum(reached[key] > 0 for key in unsure),
        failed=len(broken) - len(unsure),
        sent=len(sent),
        stored=len(inbox),
        replies=len(answers),
        tasks=len(calls),
        untold=sum(key not in told for key in broken),
    )


def key_of(line: dict) -> str | None:
    """Our key of a message, as Meta keeps it, or in the address that Twilio tells statuses to."""
    address = line.get("raw", {}).get("StatusCallback", "")
    return line["key"] or parse_qs(urlsplit(address).query).get("key", [None])[0]


def _twice(things: Iterable) -> int:
    return sum(times > 1 for times in Counter(things).values())
