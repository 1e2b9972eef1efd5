"""A listening clinic, and a simulator of each provider beside it, as new for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.simulator.client import Simulated
from tests.chromium import chromium
from tests.simulator.clinic import CAST, Clinic, beside

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "tablet": {"viewport": {"width": 900, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.fixture(scope="package")
def both() -> Iterator[tuple[Clinic, Simulated]]:
    """Started once."""
    clinic = Clinic()
    with beside(clinic, people=CAST) as phone:
        yield clinic, phone


@pytest.fixture
def phone(both: tuple[Clinic, Simulated]) -> Simulated:
    """As new."""
    clinic, phone = both
    phone.reset()
    clinic.requests.clear()
    clinic.answers.clear()
    return phone


@pytest.fixture
def clinic(both: tuple[Clinic, Simulated], phone: Simulated) -> Clinic:
    """As new."""
    return both[0]


@pytest.fixture
def meta(phone: Simulated) -> Simulated:
    """As Meta."""
    phone.habits(provider="meta")
    return phone


@pytest.fixture
def twilio(phone: Simulated) -> Simulated:
    """As Twilio."""
    phone.habits(provider="twilio")
    return phone


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one these tests fail: the page was not tested."""
    with chromium() as started:
        yield started


@pytest.fixture
def open_phone(browser: Browser, phone: Simulated) -> Iterator[Callable[..., Page]]:
    """Opens the phone page: `open_phone("phone", color_scheme="dark")`.

    At the end nothing may have been reported by the browser or asked of another machine.
    """
    complaints: list[str] = []
    contexts = []

    def opened(size: str = "desktop", **options: Any) -> Page:
        context = browser.new_context(**SIZES[size], **{"locale": "en-US", **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith(phone.url) or complaints.append(asked.url),
        )
        page.goto(phone.url)
        page.locator("#log > *").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
