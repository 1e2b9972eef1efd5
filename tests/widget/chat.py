"""The widget as a person uses it, by what can be seen and heard of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect


@dataclass
class Chat:
    """A page with the widget. `complaints` are what the browser reported, `foreign` what it asked
    of other machines."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    # What a test provokes on purpose, such as an answer of 503 that the browser notes.
    expected: tuple[str, ...] = ()

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.locator("#message")

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".turn.bot .bubble")

    @property
    def mine(self) -> Locator:
        return self.page.locator(".turn.patient .bubble")

    def open(self) -> Chat:
        """Open the chat, where the page has not."""
        self.page.locator(".panel").wait_for(state="attached")
        if self.launcher.is_visible():
            self.launcher.click()
        expect(self.box).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Type, press Enter, and see it in the conversation."""
        before = self.mine.count()
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.mine).to_have_count(before + 1)

    def ask(self, text: str) -> Locator:
        """Say something and wait for one more answer, which is returned."""
        before = self.answers.count()
        self.say(text)
        expect(self.answers).to_have_count(before + 1)
        return self.answers.nth(before)

    def kept(self) -> dict:
        """What the tab has stored."""
        return self.page.evaluate("JSON.parse(sessionStorage.getItem('afterglow-chat') ?? '{}')")
