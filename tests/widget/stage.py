"""The fake clinic as a real server that can be stopped hard and started again at its address."""

from __future__ import annotations

import socket
import threading

import uvicorn

from tests.widget.fake_clinic import FakeClinic


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Stage:
    """One address for all tests of the folder."""

    def __init__(self, clinic: FakeClinic) -> None:
        self.clinic = clinic
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_url(self) -> str:
        """The same server by another name, which is another site to a browser."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Listen, at the same port as before if there was one."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        # ws off: uvicorn needs a newer websockets than Rasa allows.
        config = uvicorn.Config(self.clinic.app(), log_level="critical", ws="none")
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._listener = listener
        self._thread.start()
        assert self._server.up.wait(10), "the server did not start"

    def stop(self) -> None:
        """Break off every connection."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)
        self._listener.close()
        assert not self._thread.is_alive(), "the server did not stop"
