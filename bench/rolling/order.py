"""Whether each conversation was answered in the order in which it was written."""

from __future__ import annotations

from bench.kill.load import DANGERS
from bench.kill.rows import rows


def out_of_order(database: str) -> int:
    """Replies that stand behind a reply to a later message. Danger may overtake, nothing else."""
    replies = rows(
        database,
        "SELECT outbox.conversation, inbox.seq, inbox.text FROM outbox "
        "JOIN inbox ON inbox.id = outbox.answers WHERE outbox.kind = 'reply' "
        "ORDER BY outbox.conversation, outbox.seq",
    )
    latest: dict[str, int] = {}
    wrong = 0
    for conversation, seq, text in replies:
        if text in DANGERS:
            continue
        wrong += seq < latest.get(conversation, 0)
        latest[conversation] = max(seq, latest.get(conversation, 0))
    return wrong
