"""A connection that says nothing, or half a header, is closed: its place is needed by others."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS = 15.0


class Impatient(AutoHTTPProtocol):
    """uvicorn's own protocol with a limit on the time until a connection's first request.

    It limits the pauses between requests itself, and the gateway limits the bodies.
    """

    header_seconds = HEADER_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Called by the event loop."""
        super().connection_made(transport)
        self.loop.call_later(self.header_seconds, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()
