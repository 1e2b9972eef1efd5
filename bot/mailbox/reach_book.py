"""Whether what the staff wrote has reached the patient, as far as the channel tells."""

from __future__ import annotations

from sqlalchemy import select

from bot.mailbox.book import OUTBOX, Book
from bot.mailbox.contact_tables import DeliveryRow
from bot.mailbox.records import STAFF

_DELIVERIES = DeliveryRow.__table__
WAITING, DELIVERED = "waiting", "delivered"


class ReachBook(Book):
    """Reads only."""

    def reach(self, conversation: str) -> dict[int, str]:
        """For each message of the staff by its number: `waiting`, `delivered`, or the state of its
        delivery to a telephone, such as `read` or `failed`."""
        columns = (OUTBOX.c.seq, OUTBOX.c.delivered_at, _DELIVERIES.c.state)
        sent = select(*columns).join_from(
            OUTBOX, _DELIVERIES, _DELIVERIES.c.outbox == OUTBOX.c.id, isouter=True
        )
        sent = sent.where(OUTBOX.c.conversation == conversation, OUTBOX.c.kind == STAFF)
        with self._reading() as connection:
            return {
                row.seq: row.state or (DELIVERED if row.delivered_at else WAITING)
                for row in connection.execute(sent)
            }
