"""The protocol in use: read again when a file or the clinic's changes differ, kept when broken."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.language import ENGLISH
from bot.protocol.changes import Version
from bot.protocol.faults import ProtocolError
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.protocol.translating import in_language

log = logging.getLogger(__name__)


class Shelf:
    """Hands out the last good protocol of a folder, with what the clinic changed from the desk."""

    def __init__(
        self,
        folder: Path,
        general_on: bool,
        history: Callable[[], Sequence[Version]] = lambda: (),
    ) -> None:
        """Load it. Raises ProtocolError at the start, when there is no last good one yet.

        `history` tells what went live so far. It is asked at every look, so it had better be quick.
        """
        self._folder = folder
        self._general_on = general_on
        self._history = history
        self._seen = self._stamp(), history()
        self._protocol = load(folder, general_on=general_on, history=self._seen[1])
        self._translated: dict[str, Protocol] = {}

    def protocol(self, language: str = ENGLISH) -> Protocol:
        """The newest protocol without faults, as patients of this language read it."""
        newest = self._newest()
        made = self._translated.get(language)
        if made is None or _changed(made, newest):
            made = self._translated[language] = in_language(newest, language)
        return made

    def _newest(self) -> Protocol:
        seen = self._stamp(), self._history()
        if seen != self._seen:
            self._seen = seen
            try:
                self._protocol = load(
                    self._folder, general_on=self._general_on, history=seen[1]
                )
                log.info("protocol reloaded, version %d", self._protocol.version)
            except ProtocolError as error:
                log.error("protocol changed but is broken; the last good one stays\n%s", error)
        return self._protocol

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        # Paths as objects would make this, which every answer needs, several times as slow.
        paths = (os.path.join(at, name) for at, _, names in os.walk(self._folder) for name in names)
        files = [(path, os.stat(path)) for path in sorted(paths) if os.path.isfile(path)]
        return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in files)


def _changed(made: Protocol, newest: Protocol) -> bool:
    # A rollback brings back the same texts under a new number.
    return (made.fingerprint, made.version) != (newest.fingerprint, newest.version)
