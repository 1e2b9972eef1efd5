"""Serves the application on a socket that somebody else listens on."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette

from bot.gateway.impatience import Impatient

OPEN_REQUESTS_SECONDS = 3


def serve_on(listener: socket.socket, app: Starlette) -> None:
    """Until SIGTERM or SIGINT. Streams are ended first, so that nobody waits for them."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # uvicorn's WebSockets need a newer library than Rasa allows, and we have none.
        ws="none",
        http=Impatient,
        lifespan="on",
        backlog=2048,
        timeout_graceful_shutdown=OPEN_REQUESTS_SECONDS,
    )
    _Server(config, app).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for close in self._app.state.closing:
            close()
        await super().shutdown(sockets)
