"""What the staff see: the conversations that want them, and one of them from its beginning."""

from __future__ import annotations

from sqlalchemy import case, func, select

from bot.mailbox.book import INBOX, TALKS, Book
from bot.mailbox.history_book import entries_since
from bot.mailbox.modes import HUMAN, WAITING, InboxLine, Standing
from bot.mailbox.records import Entry
from bot.mailbox.standing import as_standing, standing_of


class StaffViewBook(Book):
    """Reads only; who may look, and that they looked, is for whoever asks to see to."""

    def standing(self, conversation: str) -> Standing:
        """How it stands now. Raises UnknownConversation."""
        with self._reading() as connection:
            return standing_of(connection, conversation, self._clock())

    def thread(self, conversation: str, after: int = 0) -> list[Entry]:
        """Both sides' messages after this number, in order, with who of the staff wrote which."""
        with self._reading() as connection:
            return entries_since(connection, conversation, after)

    def inbox_view(self, most: int = 200) -> list[InboxLine]:
        """Those that wait for a person or have one first, then the ones last written in."""
        last = select(INBOX.c.conversation, func.max(INBOX.c.seq).label("seq"))
        last = last.group_by(INBOX.c.conversation).subquery()
        chosen = select(TALKS, INBOX.c.text.label("words"), INBOX.c.received_at)
        chosen = chosen.join_from(TALKS, last, last.c.conversation == TALKS.c.id, isouter=True)
        here = (INBOX.c.conversation == last.c.conversation) & (INBOX.c.seq == last.c.seq)
        chosen = chosen.outerjoin(INBOX, here)
        staffed = case((TALKS.c.mode.in_((WAITING, HUMAN)), 0), else_=1)
        chosen = chosen.where((TALKS.c.last_seq > 0) | TALKS.c.mode.in_((WAITING, HUMAN)))
        newest = (staffed, INBOX.c.received_at.desc(), TALKS.c.id)
        chosen = chosen.order_by(*newest).limit(most)
        now = self._clock()
        with self._reading() as connection:
            rows = connection.execute(chosen).all()
            return [
                InboxLine(as_standing(connection, row, now), row.words or "", row.received_at)
                for row in rows
            ]
