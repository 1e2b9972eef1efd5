"""The audit of this installation, for commands: whoever works at its command line is noted too."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

# Loaded only by a command that runs.
if TYPE_CHECKING:
    from bot.patients.audit_book import Audit
    from bot.settings import Settings


def opened_audit(settings: Settings) -> Audit:
    """Its key is outside the database, and so is its second witness, the file `audit-mark`."""
    from bot.patients.audit_book import open_audit
    from bot.staff.keys import audit_key

    key = audit_key(settings.signing_secret())
    return open_audit(settings.register_url, key, settings.data_dir / "audit-mark")


def note_command(
    settings: Settings, action: str, patient: str | None = None, **detail: object
) -> None:
    """Before a command reads or writes a record."""
    audit = opened_audit(settings)
    try:
        audit.note(at_the_command_line(), action, patient, **detail)
    finally:
        audit.close()


def at_the_command_line() -> str:
    """Who that is, as far as the machine knows."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):
        # A container's user need not have a name.
        return f"command line (user {os.getuid()})"
