"""Coming in and going out."""

from __future__ import annotations

import re

from markupsafe import Markup
from starlette.responses import Response

from bot.staff import second_factor
from bot.staff.login import Login, Wrong
from bot.staff.page import ANYONE, EVERYBODY, NOBODY, Page
from bot.staff.visit import Visit

# Pages of ours that somebody may be sent on to after the login.
_OURS = re.compile(r"(/[A-Za-z0-9_-]+)+", re.ASCII)
_STEP = EVERYBODY


def login(visit: Visit) -> Response:
    """Name and password."""
    if visit.method == "GET":
        if visit.session is not None and visit.session.stage == "in":
            return visit.goto("/")
        return _form(visit, "login.html", None, next=_wanted(visit.query.get("next", "")))
    form, wanted = visit.form, _wanted(visit.form.get("next", ""))
    outcome = _login(visit).with_password(form.get("login", ""), form.get("password", ""))
    if isinstance(outcome, Wrong):
        return _form(visit, "login.html", outcome, next=wanted)
    # Whatever this browser had before belongs to nobody now.
    visit.parts.accounts.end_staff_session(visit.token)
    return _further(visit, outcome, wanted)


def code(visit: Visit) -> Response:
    """A code from the app."""
    wanted = _wanted(visit.query.get("next", "") or visit.form.get("next", ""))
    if visit.method == "GET":
        return _form(visit, "login_code.html", None, next=wanted)
    outcome = _login(visit).with_code(visit.token, visit.session, visit.form.get("code", ""))
    if isinstance(outcome, Wrong):
        return _form(visit, "login_code.html", outcome, next=wanted)
    return _further(visit, outcome, wanted)


def enrol(visit: Visit) -> Response:
    """The first login: the app is shown a secret and proves it with a code."""
    steps = _login(visit)
    secret = steps.secret_of(visit.session)
    shown = {
        # Drawn by a library from a secret of ours: markup on purpose.
        "qr": Markup(second_factor.qr_code(secret, visit.session.account.login)),
        "secret": second_factor.readable(secret),
    }
    if visit.method == "GET":
        return _form(visit, "login_enrol.html", None, **shown)
    outcome = steps.enrol(visit.token, visit.session, visit.form.get("code", ""))
    if isinstance(outcome, Wrong):
        return _form(visit, "login_enrol.html", outcome, **shown)
    token, codes = outcome
    response = visit.page("recovery_codes.html", title="Recovery codes", codes=codes)
    visit.cookies.keep(response, token)
    return response


def first_password(visit: Visit) -> Response:
    """The one-time password is used up: one of their own takes its place."""
    if visit.method == "GET":
        return _form(visit, "login_password.html", None, is_first=True)
    form = visit.form
    outcome = _login(visit).own_password(
        visit.session, form.get("new", ""), form.get("again", ""), None
    )
    if isinstance(outcome, Wrong):
        return _form(visit, "login_password.html", outcome, is_first=True)
    return _in(visit, outcome, "")


def password(visit: Visit) -> Response:
    """Change it, for those who are in."""
    if visit.method == "GET":
        return _form(visit, "login_password.html", None, is_first=False)
    form = visit.form
    outcome = _login(visit).own_password(
        visit.session, form.get("new", ""), form.get("again", ""), form.get("old", "")
    )
    if isinstance(outcome, Wrong):
        return _form(visit, "login_password.html", outcome, is_first=False)
    response = visit.goto("/", "Your password is changed. Other browsers are logged out.")
    visit.cookies.keep(response, outcome)
    return response


def logout(visit: Visit) -> Response:
    """The browser forgets it, and so do we."""
    visit.note("logout", object=visit.staff.id)
    visit.parts.accounts.end_staff_session(visit.token)
    response = visit.goto("/login", "You are logged out.")
    visit.cookies.forget(response)
    return response


def alive(visit: Visit) -> Response:
    """Somebody types, which no request shows; that the session is used is noted on the way."""
    return Response(status_code=204)


def _form(visit: Visit, template: str, wrong: Wrong | None, **values: object) -> Response:
    sentence = wrong.sentence if wrong else ""
    status = 422 if wrong else 200
    return visit.page(template, status, title="Log in", wrong=sentence, **values)


def _further(visit: Visit, token: str, wanted: str) -> Response:
    session = visit.parts.accounts.staff_session(token)
    steps = {"code": "/login/code", "enrol": "/login/enrol", "password": "/login/password"}
    if session is None or session.stage not in steps:
        return _in(visit, token, wanted)
    query = f"?next={wanted}" if wanted and session.stage == "code" else ""
    response = visit.goto(steps[session.stage] + query)
    visit.cookies.keep(response, token)
    return response


def _in(visit: Visit, token: str, wanted: str) -> Response:
    response = visit.goto(wanted or "/")
    visit.cookies.keep(response, token)
    return response


def _wanted(path: str) -> str:
    return path if _OURS.fullmatch(path) and not path.startswith("/log") else ""


def _login(visit: Visit) -> Login:
    parts = visit.parts
    return Login(parts.accounts, parts.audit, parts.settings.signing_secret(), parts.clock)


PAGES = (
    Page("/login", login, ANYONE, ANYONE, checks_password=True),
    Page("/login/code", code, _STEP, _STEP, stage="code"),
    Page("/login/enrol", enrol, _STEP, _STEP, stage="enrol"),
    Page(
        "/login/password",
        first_password,
        _STEP,
        _STEP,
        stage="password",
        checks_password=True,
    ),
    Page("/password", password, EVERYBODY, EVERYBODY, checks_password=True),
    Page("/logout", logout, NOBODY, EVERYBODY),
    Page("/alive", alive, NOBODY, EVERYBODY),
)
