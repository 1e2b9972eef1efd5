"""Every page of the desk. What is not in this table is not served."""

from __future__ import annotations

from bot.staff import files, live
from bot.staff.page import Page
from bot.staff.pages import (
    accounts,
    attachments,
    audit,
    conversation,
    gaps,
    inbox,
    login,
    numbers,
    overrides,
    patients,
    replies,
    rules,
    time_machine,
)

PAGES: tuple[Page, ...] = (
    *inbox.PAGES,
    *conversation.PAGES,
    *attachments.PAGES,
    *patients.PAGES,
    *overrides.PAGES,
    *replies.PAGES,
    *gaps.PAGES,
    *rules.PAGES,
    *time_machine.PAGES,
    *numbers.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
    *login.PAGES,
    *live.PAGES,
    *files.PAGES,
)
