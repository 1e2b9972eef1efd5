"""Custom actions inside the Rasa process instead of behind HTTP.

The same executor that the action server runs, behind the same interface through which Rasa calls
the server. `AFTERGLOW_ACTIONS=server` goes back to a server of its own.
"""

from __future__ import annotations

import asyncio
import json as json_text
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from rasa.core.actions.constants import SELECTIVE_DOMAIN
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

PACKAGE = "actions"
_THREADS = 4


class ActionsInside(EndpointConfig):
    """Rasa's action endpoint without the wire; failures look to Rasa as the server's would."""

    def __init__(self) -> None:
        """Load every action of the package."""
        # No action of ours reads the domain, which Rasa would write out anew for each call.
        super().__init__(url="inside", **{SELECTIVE_DOMAIN: True})
        self._executor = ActionExecutor()
        self._executor.register_package(PACKAGE)
        # Actions wait for the database; meanwhile Rasa reads the next message.
        self._threads = ThreadPoolExecutor(_THREADS, "actions")
        self._own = threading.local()

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action that Rasa asks for; its events and responses."""
        loop = asyncio.get_running_loop()
        # Only the kind: what a fault says may quote the patient, and Rasa logs it.
        kind = ""
        try:
            return await loop.run_in_executor(self._threads, self._run, json or {})
        except ActionExecutionRejection as refusal:
            body = {"error": refusal.message, "action_name": refusal.action_name}
            raise ClientResponseError(400, "Bad Request", json_text.dumps(body)) from refusal
        except ActionNotFoundException as fault:
            raise ClientResponseError(404, "Not Found", fault.action_name) from fault
        except Exception as fault:
            kind = type(fault).__name__
        # Out here, or the fault would still hang on it.
        raise ClientResponseError(500, "Internal Server Error", kind)

    async def warm(self) -> None:
        """Open what the actions need, if their package says how, before a patient waits for it."""
        warm = getattr(import_module(PACKAGE), "warm", None)
        if warm is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, warm)

    def _run(self, call: dict[str, Any]) -> Any:
        if not hasattr(self._own, "loop"):
            self._own.loop = asyncio.new_event_loop()
        return self._own.loop.run_until_complete(self._executor.run(call))

