"""Every role on every page: only what the table says, and nothing beside the table."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from bot.patients.staff_records import ROLES
from bot.staff.page import ANYONE, Page
from bot.staff.table import PAGES
from tests.staff.people import HOME, Office, Person, opened

METHODS = ("GET", "POST")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One desk for the whole matrix: what one cell does is no other's business."""
    with opened(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def things(shared: Office) -> dict[str, str]:
    """Something real for every part of an address that varies."""
    patient = shared.patient()
    talk = shared.talk(patient, "can I swim?")
    call = shared.register.open_escalation("routine", "call me", patient, talk)
    known = {
        "reference": patient,
        "conversation": talk,
        "staff": shared.hire("somebody").id,
    }
    return {**known, "escalation": call}


def address(page: Page, things: dict[str, str]) -> str:
    path = page.path
    for name, value in things.items():
        path = path.replace(f"{{{name}}}", value)
    if path.startswith("/escalations/"):
        path = path.replace(things["reference"], things["escalation"])
    # Whatever other teams' pages name: nothing with this name, but the guard comes first.
    while "{" in path:
        path = path[: path.index("{")] + "x" + path[path.index("}") + 1 :]
    return path


def asked(person: Person, page: Page, method: str, path: str) -> int:
    """The status; a stream is not read to its end, which it does not have."""
    if method == "POST":
        return person.post(path).status_code
    if page.path == "/events":
        # Its handler would go on for ever; the guard's decision is looked at in the browser tests.
        return 200 if person.account.role in page.get else person.get(path).status_code
    return person.get(path).status_code


CELLS = [(page, method, role) for page in PAGES for method in METHODS for role in ROLES]


def test_the_matrix_has_no_crossing(shared, things):
    """Every role × page × method: refused exactly where the table does not name the role.

    Refused means 403 (or 405 where nobody may). For the login's steps it means being sent away.
    """
    crossings = []
    for page, method, role in CELLS:
        person = shared.person(role)
        status = asked(person, page, method, address(page, things))
        roles = page.roles(method)
        if not roles:
            right = status == 405
        elif roles == ANYONE:
            right = status < 500 and status not in (401, 403, 405)
        elif page.stage is not None:
            right = status == 303
        elif role in roles:
            right = status < 500 and status not in (401, 403, 405)
        else:
            right = status == 403
        if not right:
            crossings.append(f"{role} {method} {page.path}: {status}")
    assert crossings == []
    assert len(CELLS) == len(PAGES) * 6


@pytest.mark.parametrize("stage", ["nobody", "forged", "code", "enrol", "password", "disabled"])
def test_nobody_half_way_sees_a_page(shared, things, stage):
    """Without a login, with a made-up cookie, between the steps, or with a closed account."""
    let_in = []
    for page in PAGES:
        for method in page.methods:
            if page.roles(method) == ANYONE or page.stage == stage:
                continue
            person = shared.browser()
            if stage == "forged":
                person.client.cookies.set("afterglow_staff", "x" * 43, path="/staff")
            elif stage != "nobody":
                person = shared.person("front_desk")
                token = shared.accounts.open_staff_session(
                    person.account.id, "in" if stage == "disabled" else stage
                )
                person.client.cookies.set("afterglow_staff", token, path="/staff")
            if stage == "disabled":
                shared.accounts.disable_staff(person.account.id)
            path = address(page, things)
            answer = person.post(path) if method == "POST" else person.get(path)
            location = answer.headers.get("location", "")
            if answer.status_code != 303 or not location.startswith("/staff/login"):
                let_in.append(f"{method} {page.path}: {answer.status_code} {location}")
    assert let_in == []


def test_every_route_is_in_the_table(shared):
    """The application serves the table's pages and methods, and nothing else."""
    mounted = shared.app.routes[0].app
    served = set()
    for route in mounted.routes:
        assert isinstance(route, Route)
        served |= {(route.path, method) for method in route.methods - {"HEAD"}}
    assert served == {(page.path, method) for page in PAGES for method in page.methods}
    assert len({page.path for page in PAGES}) == len(PAGES)


def test_a_refusal_is_in_the_audit(shared):
    """Whoever tries what they may not is on record."""
    person = shared.person("front_desk")
    person.get("/audit")
    newest = shared.audit.entries(actor=person.account.id)[0]
    assert (newest.action, newest.object) == ("refused", "/audit")


def test_pages_ask_for_a_browser_of_ours(shared, things):
    """A form without origin, from elsewhere, or without its token changes nothing, on any page."""
    for page in PAGES:
        roles = page.roles("POST")
        if not roles:
            continue
        person = shared.person("front_desk" if roles == ANYONE else roles[0])
        person.get("/login")
        person.get("/password")
        path = address(page, things)
        for headers in ({"Origin": ""}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
            assert person.post(path, headers=headers).status_code == 403, page.path
        for csrf in ("", "0" * 64, "é"):
            assert person.post(path, csrf=csrf).status_code == 403, page.path
        bare = person.client.post(f"/staff{path}", data={"csrf": person.csrf})
        assert bare.status_code == 403
        json = person.client.post(f"/staff{path}", json={}, headers={"Origin": HOME})
        assert json.status_code == 415
