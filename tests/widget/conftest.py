"""One server and one browser for the whole folder; a fresh clinic and page for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.chromium import chromium
from tests.widget.chat import Chat
from tests.widget.fake_clinic import FakeClinic
from tests.widget.stage import Stage

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
Visit = Callable[..., Chat]


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """The fake clinic at its address."""
    stage = Stage(FakeClinic())
    yield stage
    stage.stop()


@pytest.fixture
def clinic(stage: Stage) -> FakeClinic:
    """The fake clinic as new."""
    stage.clinic.reset()
    return stage.clinic


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one these tests fail: the widget was not tested."""
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, stage: Stage, clinic: FakeClinic) -> Iterator[Visit]:
    """Opens a page: `visit("/path", size="phone", color_scheme="dark", …)`; `site` is another
    address than the fake clinic's.

    At the end nothing may have been reported by the browser or asked of another machine.
    """
    chats: list[Chat] = []

    def opened(
        path: str = "/", size: str = "desktop", site: str = stage.url, **options: Any
    ) -> Chat:
        context = browser.new_context(**SIZES[size], **{"locale": "en-US", **options})
        context.set_default_timeout(10_000)
        chat = Chat(context.new_page(), site)
        chats.append(chat)
        watch(chat.page, chat)
        chat.page.goto(site + path)
        return chat

    yield opened
    for chat in chats:
        chat.page.context.close()
    for chat in chats:
        unexpected = [c for c in chat.complaints if not any(e in c for e in chat.expected)]
        assert unexpected == []
        assert chat.foreign == []


def watch(page: Page, chat: Chat) -> None:
    """Write down what the browser reports and what it asks of other servers."""

    def on_request(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in (None, "127.0.0.1", "localhost"):
            chat.foreign.append(request.url)

    page.on("console", lambda m: chat.complaints.append(m.text) if m.type != "info" else None)
    page.on("pageerror", lambda error: chat.complaints.append(str(error)))
    page.on("request", on_request)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Once on a desktop, once on a phone."""
    return request.param
