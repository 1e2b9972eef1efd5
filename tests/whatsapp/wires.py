"""Servers on loopback that misbehave as real ones do: they hang up, stall, or never listen."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behaviour = Callable[[socket.socket], None]


def hang_up(connection: socket.socket) -> None:
    """Reads the request and ends without a word."""
    connection.recv(65536)


def reset(connection: socket.socket) -> None:
    """Reads the request and breaks the connection off."""
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def stall(connection: socket.socket) -> None:
    """Reads the request and says nothing for longer than anybody waits."""
    connection.recv(65536)
    time.sleep(1.5)


def break_off(connection: socket.socket) -> None:
    """Begins to answer, and ends in the middle."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def babble(connection: socket.socket) -> None:
    """Answers something that is not HTTP."""
    connection.recv(65536)
    connection.sendall(b"220 mail.example ESMTP\r\n")


@contextmanager
def misbehaving(behaviour: Behaviour) -> Iterator[str]:
    """A server that does this to every request, as its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if not done.is_set():
                    behaviour(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        done.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        assert not thread.is_alive()
