"""The sentences that staff often send, kept by the admin."""

from __future__ import annotations

from starlette.responses import Response

from bot.patients.errors import FieldError, UnknownReply
from bot.staff.page import ADMIN, NOBODY, Page
from bot.staff.visit import Visit


def replies(visit: Visit) -> Response:
    """All of them, each to be changed."""
    return _listed(visit, 200, None)


def write(visit: Visit) -> Response:
    """Change one, or add one."""
    form = visit.form
    number = form.get("number", "")
    visit.note("replies.write", object=number[:10] if number.isdigit() else "new")
    try:
        known = _number(number) if number else None
        visit.parts.accounts.write_reply(
            visit.staff, form.get("title", ""), form.get("text", ""), known
        )
    except FieldError as wrong:
        return _listed(visit, 422, wrong)
    return visit.goto("/replies", "The reply is kept.")


def drop(visit: Visit) -> Response:
    """Remove one."""
    number = _number(visit.form.get("number", ""))
    visit.note("replies.drop", object=str(number))
    visit.parts.accounts.drop_reply(number)
    return visit.goto("/replies", "The reply is removed.")


def _listed(visit: Visit, status: int, wrong: FieldError | None) -> Response:
    kept = visit.parts.accounts.canned_replies()
    return visit.page("replies.html", status, title="Replies", replies=kept, wrong=wrong)


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise UnknownReply("there is no such reply")
    return int(written)


PAGES = (
    Page("/replies", replies, ADMIN, NOBODY, menu="Replies"),
    Page("/replies/write", write, NOBODY, ADMIN),
    Page("/replies/drop", drop, NOBODY, ADMIN),
)
