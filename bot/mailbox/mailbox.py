"""The mailbox: the one door to inbox, outbox and web sessions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import InterfaceError, OperationalError

from bot.mailbox.accepting import store
from bot.mailbox.history_book import HistoryBook
from bot.mailbox.patience_book import PatienceBook
from bot.mailbox.records import Accepted, Arrival, UnknownConversation
from bot.mailbox.session_book import SessionBook
from bot.mailbox.urgent_book import UrgentBook
from bot.mailbox.work_book import WorkBook


class Mailbox(SessionBook, WorkBook, UrgentBook, PatienceBook, HistoryBook):
    """Messages in, messages out, and who may read which.

    `unavailable` are the errors of a database that is locked, full or away.
    """

    unavailable = (OperationalError, InterfaceError)

    def accept(self, arrivals: Sequence[Arrival]) -> list[Accepted | UnknownConversation]:
        """Store them in one transaction; when this returns, they are on the disk."""
        with self._writing() as connection:
            return store(connection, arrivals, self._clock())
