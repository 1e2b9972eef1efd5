"""A real mail server and a real webhook on loopback that keep what they are sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Letters:
    """Takes every letter; `refuse` is an SMTP answer that it gives instead."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Message]] = []
        self.refuse: str | None = None

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.refuse:
            return self.refuse
        letter = message_from_bytes(envelope.content)
        self.kept += [(address, letter) for address in envelope.rcpt_tos]
        return "250 kept"

    @property
    def addresses(self) -> list[str]:
        """To whom, in order."""
        return [address for address, _ in self.kept]


@contextmanager
def mail_server(letters: Letters, port: int = 0, **more) -> Iterator[int]:
    """An SMTP server on loopback; its port."""
    port = port or free_port()
    controller = Controller(letters, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def only(user: str, password: str):
    """Lets in nobody else."""

    def check(server, session, envelope, mechanism, data) -> AuthResult:
        right = isinstance(data, LoginPassword) and (
            (data.login, data.password) == (user.encode(), password.encode())
        )
        return AuthResult(success=right)

    return check


class Room:
    """What was posted to a webhook; `status` is what it answers."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, dict]] = []
        self.status = 200


@contextmanager
def webhook(room: Room) -> Iterator[str]:
    """An HTTP server on loopback; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if room.status == 200:
                room.kept.append((self.path, json.loads(body)))
            self.send_response(room.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
    raise AssertionError("no port is free")
