"""The mailbox: the one door to inbox, outbox and web sessions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from bot.mailbox.attachment_book import AttachmentBook
from bot.mailbox.code_book import CodeBook
from bot.mailbox.contact_book import ContactBook
from bot.mailbox.delivery_book import DeliveryBook
from bot.mailbox.exchange_book import ExchangeBook
from bot.mailbox.feedback_book import FeedbackBook
from bot.mailbox.history_book import HistoryBook
from bot.mailbox.mode_book import ModeBook
from bot.mailbox.patience_book import PatienceBook
from bot.mailbox.patient_view_book import PatientViewBook
from bot.mailbox.phone_records import PhoneArrival
from bot.mailbox.placing import store_all
from bot.mailbox.pulse_book import PulseBook
from bot.mailbox.reach_book import ReachBook
from bot.mailbox.records import Accepted, Arrival, UnknownConversation
from bot.mailbox.seen_book import SeenBook
from bot.mailbox.session_book import SessionBook
from bot.mailbox.silence_book import SilenceBook
from bot.mailbox.staff_view_book import StaffViewBook
from bot.mailbox.status_book import StatusBook
from bot.mailbox.urgent_book import UrgentBook
from bot.mailbox.work_book import WorkBook

MOST_ATTEMPTS = 5
_DEADLOCK = "40P01"


class Mailbox(
    SessionBook,
    WorkBook,
    UrgentBook,
    PatienceBook,
    HistoryBook,
    ContactBook,
    CodeBook,
    AttachmentBook,
    DeliveryBook,
    StatusBook,
    ModeBook,
    SeenBook,
    SilenceBook,
    StaffViewBook,
    PatientViewBook,
    PulseBook,
    ReachBook,
    FeedbackBook,
    ExchangeBook,
):
    """Messages in, messages out, and who may read which.

    `unavailable` are the errors of a database that is locked, full or away.
    """

    unavailable = (OperationalError, InterfaceError)

    def accept(
        self, arrivals: Sequence[Arrival | PhoneArrival]
    ) -> list[Accepted | UnknownConversation]:
        """Store them in one transaction; when this returns, they are on the disk.

        Where two processes meet the same new phone at once, the later one looks again.
        """
        for left in reversed(range(MOST_ATTEMPTS)):
            try:
                with self._writing() as connection:
                    return store_all(connection, arrivals, self._clock())
            except (IntegrityError, OperationalError) as fault:
                if not left or not _met_another(fault):
                    raise
        raise AssertionError("the last attempt returns or raises")


def _met_another(fault: IntegrityError | OperationalError) -> bool:
    in_each_others_way = getattr(fault.orig, "pgcode", None) == _DEADLOCK
    return isinstance(fault, IntegrityError) or in_each_others_way
