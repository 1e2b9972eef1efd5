"""The one way into every page: who asks, whether they may, and whether it was they who asked."""

from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.journal import traced
from bot.mailbox.records import UnknownConversation
from bot.patients.errors import RegisterError, UnknownEscalation, UnknownPatient
from bot.patients.staff_records import StaffSession
from bot.staff.cookies import Cookies
from bot.staff.forms import BadForm, check_origin, read_form
from bot.staff.page import ANYONE, Page
from bot.staff.parts import StaffParts
from bot.staff.rendering import Rendering
from bot.staff.turnstile import TooMany, Turnstile
from bot.staff.visit import BASE, Visit

# That a session is in use is stored no oftener.
TOUCH = timedelta(seconds=30)
STEPS = {"code": "/login/code", "enrol": "/login/enrol", "password": "/login/password"}
_AGAIN = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Afterglow</title>'
    '<meta http-equiv="refresh" content="0"><p><a href="">Continue</a></p>'
)

log = structlog.get_logger(__name__)


class Guard:
    """Makes endpoints of pages. Nothing is served but through it."""

    def __init__(self, parts: StaffParts, rendering: Rendering, form_key: bytes) -> None:
        self._parts = parts
        self._rendering = rendering
        self._form_key = form_key
        self._turnstile = Turnstile()

    def endpoint(self, page: Page):
        """What the framework calls for this page."""

        async def answer(request: Request) -> Response:
            return await self._answer(page, request)

        return answer

    async def _answer(self, page: Page, request: Request) -> Response:
        cookies = Cookies(request, self._form_key)
        session = None
        if not cookies.is_new:
            session = await asyncio.to_thread(self._parts.accounts.staff_session, cookies.token)
        visit = Visit(request, self._parts, self._rendering, cookies, session, cookies.token)
        try:
            if request.method == "POST":
                check_origin(request)
                visit.sent = await read_form(request)
                if not cookies.is_ours(cookies.token, visit.form.get("csrf", "")):
                    raise BadForm(403, "This page was too old. Please load it again and repeat.")
            refusal = await asyncio.to_thread(self._refusal, page, visit)
            response = refusal or await self._run(page, visit)
        except BadForm as bad:
            response = visit.fault(bad.status, bad.sentence)
        if cookies.is_new and page.get == ANYONE and not _sets_session(response):
            # So that even the form of the login is one that only this browser was given.
            cookies.keep(response, cookies.token)
        if cookies.said and response.headers.get("content-type", "").startswith("text/html"):
            cookies.heard(response)
        return response

    def _refusal(self, page: Page, visit: Visit) -> Response | None:
        """Why not, as an answer; None if they may. This alone decides."""
        roles, session = page.roles(visit.method), visit.session
        if roles == ANYONE:
            return None
        if session is None:
            return self._to_login(visit)
        if page.stage is not None:
            wanted = session.stage == page.stage
            return None if wanted else visit.goto(STEPS.get(session.stage, "/"))
        if session.stage != "in":
            return visit.goto(STEPS[session.stage])
        if session.account.role not in roles:
            visit.note("refused", object=page.path, method=visit.method)
            sentence = "Your account is not allowed to do this. Somebody with another role can."
            return visit.fault(403, sentence)
        self._touch(visit, session)
        return None

    def _to_login(self, visit: Visit) -> Response:
        if visit.is_background:
            return PlainTextResponse("logged out", 401)
        asked = visit.request.headers
        if visit.cookies.is_new and asked.get("sec-fetch-site") == "cross-site":
            # A link in an e-mail: the browser holds the cookie back until we ask for it ourselves.
            return HTMLResponse(_AGAIN)
        here = visit.request.url.path.removeprefix(BASE)
        wanted = f"?next={here}" if visit.method == "GET" and here not in ("", "/") else ""
        return visit.goto(f"/login{wanted}")

    def _touch(self, visit: Visit, session: StaffSession) -> None:
        if not visit.is_background and self._parts.clock() - session.seen_at > TOUCH:
            self._parts.accounts.touch_staff_session(visit.token)

    async def _run(self, page: Page, visit: Visit) -> Response:
        try:
            if inspect.iscoroutinefunction(page.handler):
                return await page.handler(visit)
            if page.checks_password and visit.method == "POST":
                return await self._turnstile.through(_address(visit), lambda: page.handler(visit))
            return await asyncio.to_thread(page.handler, visit)
        except TooMany:
            return visit.fault(
                429, "Too many people log in just now. Please try again in a moment."
            )
        except (UnknownPatient, UnknownEscalation, UnknownConversation) as missing:
            return visit.fault(404, str(missing).capitalize() + ".")
        except RegisterError as wrong:
            return visit.fault(400, str(wrong).capitalize() + ".")
        except Exception as fault:
            log.error("a page of the desk failed", page=page.path, error=traced(fault))
            return visit.fault(503, "That did not work just now. Please try again in a moment.")


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""


def _sets_session(response: Response) -> bool:
    return any(value.startswith(b"afterglow_staff=") for _, value in response.raw_headers)
