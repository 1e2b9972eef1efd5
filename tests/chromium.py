"""A real Chromium for every room whose pages are tested."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.widget.browser import MISSING, find


@contextmanager
def chromium() -> Iterator[Browser]:
    """Without one these tests fail: a page that no browser opened was not tested."""
    program = find()
    assert program is not None, MISSING
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program.path,
            env={**os.environ, **program.env},
            args=["--no-sandbox", "--disable-gpu"],
        )
        yield started
        started.close()
