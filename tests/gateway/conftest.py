"""The gateway on loopback, with a real database and worker, and a stand-in for Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.gateway.loopback import WireRasa
from tests.gateway.town import Town, town


@pytest.fixture
def rasa() -> WireRasa:
    """The stand-in; what hangs in it is released when the town's test ends."""
    return WireRasa()


@pytest.fixture
def open_town(rasa: WireRasa, tmp_path: Path) -> Iterator[Callable[..., Town]]:
    """Opens a town: `open_town(is_up=False)` has no Rasa; settings by name."""
    with ExitStack() as stack:

        def start(**settings: object) -> Town:
            return stack.enter_context(town(tmp_path, rasa, **settings))

        yield start
        rasa.release.set()


@pytest.fixture
def served(open_town: Callable[..., Town]) -> Iterator[Town]:
    """A town with one worker."""
    opened = open_town()
    with opened.worker():
        yield opened
