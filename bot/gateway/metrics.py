"""Counts for Prometheus. Totals only: no label ever names a conversation or a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from bot.mailbox import Mailbox

ACCEPTED = Counter("afterglow_messages_accepted", "Messages stored and acknowledged.")
REFUSED = Counter("afterglow_requests_refused", "Requests that were refused.", ["code"])
SESSIONS = Counter("afterglow_sessions_opened", "Web sessions that were opened.", ["kind"])
STREAMS = Gauge("afterglow_streams_open", "Browsers that listen for replies now.")
MESSAGES = Gauge("afterglow_messages", "Messages in the inbox.", ["state"])
REPLIES = Gauge("afterglow_replies", "Messages in the outbox.", ["kind"])
DELIVERIES = Gauge("afterglow_deliveries", "Messages to phones.", ["state"])
OLDEST = Gauge("afterglow_oldest_waiting_seconds", "How long the oldest message has waited.")
WORKERS = Gauge("afterglow_workers_alive", "Workers that were seen in the last 15 seconds.")
CALLS = Gauge("afterglow_escalations_open", "Calls for a person that nobody took.", ["level"])
OLDEST_CALL = Gauge("afterglow_oldest_escalation_seconds", "How long the oldest of them waits.")
UNTOLD = Gauge("afterglow_notifications_missing", "1 while escalations reach nobody by message.")
# By level, and since when the oldest one waits.
OpenCalls = tuple[dict[str, int], datetime | None]

DELIVERY_STATES = (
    *("queued", "held", "sending", "sent", "delivered", "read", "failed", "unsure"),
    "suppressed",
)


class Metrics:
    """GET /metrics."""

    def __init__(
        self,
        mailbox: Mailbox,
        open_calls: Callable[[], OpenCalls],
        warnings: Callable[[], Sequence[str]],
    ) -> None:
        self._mailbox = mailbox
        self._open_calls = open_calls
        self._warnings = warnings

    async def get(self, _: Request) -> Response:
        """The counts of this gateway and of the mailbox as it is now."""
        await asyncio.to_thread(self._count)
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    def _count(self) -> None:
        states, kinds, oldest = self._mailbox.totals()
        for state in ("waiting", "urgent", "done"):
            MESSAGES.labels(state).set(states.get(state, 0))
        for kind in ("reply", "delay", "staff", "notice", "status"):
            REPLIES.labels(kind).set(kinds.get(kind, 0))
        deliveries = self._mailbox.delivery_totals()
        for state in DELIVERY_STATES:
            DELIVERIES.labels(state).set(deliveries.get(state, 0))
        OLDEST.set(_seconds_since(oldest))
        levels, oldest_call = self._open_calls()
        for level in ("emergency", "same_day", "routine"):
            CALLS.labels(level).set(levels.get(level, 0))
        OLDEST_CALL.set(_seconds_since(oldest_call))
        UNTOLD.set(1 if self._warnings() else 0)
        WORKERS.set(self._mailbox.working(timedelta(seconds=15)))


def _seconds_since(moment: datetime | None) -> float:
    waited = datetime.now(timezone.utc) - moment if moment else timedelta()
    return max(0.0, waited.total_seconds())
