"""Counts for Prometheus. Totals only: no label ever names a conversation or a person."""

from __future__ import annotations

import asyncio
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

DELIVERY_STATES = (
    *("queued", "held", "sending", "sent", "delivered", "read", "failed", "unsure"),
    "suppressed",
)


class Metrics:
    """GET /metrics."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def get(self, _: Request) -> Response:
        """The counts of this gateway and of the mailbox as it is now."""
        await asyncio.to_thread(self._count)
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    def _count(self) -> None:
        states, kinds, oldest = self._mailbox.totals()
        for state in ("waiting", "urgent", "done"):
            MESSAGES.labels(state).set(states.get(state, 0))
        for kind in ("reply", "delay", "staff", "notice"):
            REPLIES.labels(kind).set(kinds.get(kind, 0))
        deliveries = self._mailbox.delivery_totals()
        for state in DELIVERY_STATES:
            DELIVERIES.labels(state).set(deliveries.get(state, 0))
        waited = datetime.now(timezone.utc) - oldest if oldest else timedelta()
        OLDEST.set(max(0.0, waited.total_seconds()))
        WORKERS.set(self._mailbox.working(timedelta(seconds=15)))
