"""The newest row of the audit, remembered in a file beside the database.

Whoever puts an older copy of the database in its place, head and all, is found out by it.
"""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


def write_mark(file: Path, seq: int, seal: str) -> None:
    """Remember this row, unless a newer one is. Several processes may write."""
    try:
        with open(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            known = _read(held.read())
            if known is None or known[0] < seq:
                held.seek(0)
                held.write(f"{seq:012d} {seal}\n")
                held.flush()
    except OSError as fault:
        # The row itself is stored and sealed; only the second witness is missing.
        log.error("the audit's mark could not be written: %s", type(fault).__name__)


def read_mark(file: Path) -> tuple[int, str] | None:
    """Number and seal of the newest row; None where nothing was remembered."""
    try:
        return _read(file.read_text(encoding="ascii"))
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _read(text: str) -> tuple[int, str] | None:
    number, _, seal = text.strip().partition(" ")
    return (int(number), seal) if number.isdigit() and seal else None
