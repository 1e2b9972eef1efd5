"""The protocol in use: read again when a file changes, kept as it was when the change is broken."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.protocol.faults import ProtocolError
from bot.protocol.loader import load
from bot.protocol.model import Protocol

log = logging.getLogger(__name__)


class Shelf:
    """Hands out the last good protocol of a folder."""

    def __init__(self, folder: Path, general_on: bool) -> None:
        """Load it. Raises ProtocolError at the start, when there is no last good one yet."""
        self._folder = folder
        self._general_on = general_on
        self._seen = self._stamp()
        self._protocol = load(folder, general_on=general_on)

    def protocol(self) -> Protocol:
        """The newest protocol without faults."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._protocol = load(self._folder, general_on=self._general_on)
                log.info("protocol reloaded")
            except ProtocolError as error:
                log.error("protocol changed but is broken; the last good one stays\n%s", error)
        return self._protocol

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        files = sorted(self._folder.glob("*"))
        return tuple((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in files if f.is_file())
