"""Waiting for processes that are not our children, without asking again and again."""

from __future__ import annotations

import os
import select


def wait_for_end(pid: int, seconds: float = 20) -> None:
    """Return when the process has ended. Fails if it has not after this time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([handle], [], [], seconds)
        assert ended, f"process {pid} is still running"
    finally:
        os.close(handle)
