"""A settings file that is read again when it changes, and stays as it was while it is broken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from bot.protocol.faults import ProtocolError, Report

log = logging.getLogger(__name__)
Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Calling it gives the newest good value; `missing` stands for a file that is not there.

    Raises ProtocolError, with every fault and its line, when the file is broken at the start.
    """

    def __init__(
        self, path: Path, read: Callable[[Path, Report], Value | None], missing: Value
    ) -> None:
        self._path = path
        self._read = read
        self._missing = missing
        self._seen = self._stamp()
        self._value = self._fresh()

    def __call__(self) -> Value:
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._value = self._fresh()
                log.info("%s was read again", self._path.name)
            except ProtocolError as error:
                log.error(
                    "%s is broken; what it said before still holds\n%s", self._path.name, error
                )
        return self._value

    def _fresh(self) -> Value:
        if self._seen is None:
            return self._missing
        report = Report()
        value = self._read(self._path, report)
        if report.faults or value is None:
            raise ProtocolError(sorted(report.faults))
        return value

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
