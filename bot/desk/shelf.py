"""The protocol in use: read again when a file changes, kept as it was when the change is broken."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.language import ENGLISH
from bot.protocol.faults import ProtocolError
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.protocol.translating import in_language

log = logging.getLogger(__name__)


class Shelf:
    """Hands out the last good protocol of a folder."""

    def __init__(self, folder: Path, general_on: bool) -> None:
        """Load it. Raises ProtocolError at the start, when there is no last good one yet."""
        self._folder = folder
        self._general_on = general_on
        self._seen = self._stamp()
        self._protocol = load(folder, general_on=general_on)
        self._translated: dict[str, Protocol] = {}

    def protocol(self, language: str = ENGLISH) -> Protocol:
        """The newest protocol without faults, as patients of this language read it."""
        newest = self._newest()
        made = self._translated.get(language)
        if made is None or made.fingerprint != newest.fingerprint:
            made = self._translated[language] = in_language(newest, language)
        return made

    def _newest(self) -> Protocol:
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
        files = sorted(f for f in self._folder.rglob("*") if f.is_file())
        return tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files)
