"""Ports: a clear sentence for one that cannot be had, and free ones that are free."""

from __future__ import annotations

import socket

import pytest

from bot.supervisor.ports import PortTaken, claim, free_port


def test_a_claimed_port_listens_at_once():
    """A connection is accepted before anything serves it."""
    with claim("127.0.0.1", 0) as listener:
        socket.create_connection(listener.getsockname()).close()


def test_a_busy_port_is_named_with_what_to_do():
    """The second claim says which port is in use and how to choose another."""
    with claim("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is in use.*--port"):
            claim("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("192.0.2.1", 0)])
def test_impossible_addresses_are_refused_with_a_sentence(host, port):
    """No such port, and an address that is not ours."""
    with pytest.raises(PortTaken, match=r"is no port|Cannot listen"):
        claim(host, port)


def test_free_ports_can_be_taken_and_avoid_what_they_should():
    """A free port can be listened on, and a port to avoid is never given."""
    first = free_port()
    assert free_port(avoid=frozenset({first})) != first
    socket.create_server(("127.0.0.1", first)).close()
