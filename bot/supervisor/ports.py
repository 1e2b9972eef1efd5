"""Ports: the public one, claimed before anything is started, and free ones for the children."""

from __future__ import annotations

import errno
import random
import socket

# Below the range from which Linux serves outgoing connections: Rasa takes its port only after
# loading for many seconds, and nothing should have borrowed it by then.
_FIRST, _LAST = 20_000, 32_000


class PortTaken(RuntimeError):
    """The address cannot be listened on. The text says why and what to do."""


def claim(host: str, port: int) -> socket.socket:
    """A listening socket. Port 0 takes any. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OverflowError:
        raise PortTaken(f"{port} is no port: ports go from 0 to 65535.") from None
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} on {host} is in use. Stop what uses it, "
                f"or choose another: --port {port + 1}"
            ) from None
        raise PortTaken(f"Cannot listen on {host}, port {port}: {fault.strerror}.") from None


def address_of(listener: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def free_port(avoid: frozenset[int] = frozenset()) -> int:
    """A port on loopback that nobody listens on now."""
    while True:
        port = random.randrange(_FIRST, _LAST)
        if port in avoid:
            continue
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
