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
    return told(status.id, status.state, status.key, status.error)


def told(name: str, state: str, key: str | None, fault: SendFault | None) -> Told:
    """What became of the message with this id, as the mailbox takes it."""
    if fault is None:
        return Told(name, state, key)
    # The patient must write before anything can be sent; or it is only a matter of time.
    closed = fault.kind == "window_closed"
    return Told(name, state, key, str(fault), closed, again=fault.retry)
