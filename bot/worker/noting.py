"""What went wrong while somebody waits: into the log, without a word of theirs."""

from __future__ import annotations

from typing import Any

import structlog

from bot.journal import traced

log = structlog.get_logger(__name__)


def note(event: str, fault: Exception, **references: Any) -> None:
    """Only the kind: an error's own words may quote a patient."""
    log.error(event, error=traced(fault), **references)
