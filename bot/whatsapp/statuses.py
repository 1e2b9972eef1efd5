"""What a provider's webhook tells of our messages goes into the mailbox."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.mailbox import Mailbox
from bot.mailbox.delivery_records import Told
from bot.whatsapp.records import SendFault, Status

log = structlog.get_logger(__name__)


def take_statuses(mailbox: Mailbox, statuses: Sequence[Status]) -> None:
    """Take them, all or none. Raises what a database raises that cannot be written."""
    if not statuses:
        return
    strange = mailbox.note([told_of(status) for status in statuses])
    failed = sum(status.state == "failed" for status in statuses)
    # Another system may use the same number; what it sends is no concern of ours.
    log.info("statuses noted", count=len(statuses), failed=failed, not_ours=strange)


def told_of(status: Status) -> Told:
    """The status as the mailbox takes it."""
    error = str(status.error) if status.error else None
    return Told(status.id, status.state, status.key, error, is_closed(status.error))


def is_closed(fault: SendFault | None) -> bool:
    """Whether the patient must write before anything can be sent."""
    return fault is not None and fault.kind == "window_closed"
