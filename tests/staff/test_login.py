"""Coming in: every step, and everything that is tried against it."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.patients.attempt_book import FREE, LONGEST_PAUSE, pause_after
from bot.patients.staff_tables import AttemptRow, RecoveryCodeRow, StaffRow, StaffSessionRow
from bot.staff import passwords
from tests.staff.people import FIRST, OWN, Office, Person

SESSION = "afterglow_staff"


def token_of(person: Person) -> str:
    return person.client.cookies.get(SESSION, path="/staff")


def is_in(person: Person) -> bool:
    return person.get("/password").status_code == 200


def test_the_first_login_sets_everything_up(office: Office):
    """One-time password, app, recovery codes, own password; then the desk. All of it is noted."""
    account = office.hire("dana")
    dana = office.browser()
    secret, codes = dana.first_login("dana")
    assert len(set(codes)) == 10
    assert is_in(dana)
    assert dana.get("/").headers["location"] == "/staff/inbox"
    actions = [entry.action for entry in reversed(office.audit.entries(actor=account.id))]
    assert actions == ["login.enrolled", "login", "login.password"]
    again = office.browser()
    office.clock.pass_seconds(60)
    assert again.give("dana", OWN).headers["location"] == "/staff/login/code"
    again.get("/login/code")
    assert again.post("/login/code", code=again.code(secret)).headers["location"] == "/staff/"
    assert is_in(again)


def test_a_one_time_password_works_once_and_three_days(office: Office):
    """Used, or too old, it opens nothing."""
    office.hire("dana")
    office.browser().first_login("dana")
    assert office.browser().give("dana", FIRST).status_code == 422
    office.hire("kim")
    office.clock.pass_seconds(3 * 86400 + 1)
    assert office.browser().give("kim", FIRST).status_code == 422


@pytest.fixture
def enrolled(office: Office) -> tuple[Office, str, list[str]]:
    office.hire("dana")
    secret, codes = office.browser().first_login("dana")
    office.clock.pass_seconds(60)
    return office, secret, codes


def halfway(office: Office) -> Person:
    person = office.browser()
    assert person.give("dana", OWN).headers["location"] == "/staff/login/code"
    person.get("/login/code")
    return person


def test_a_code_works_once(enrolled):
    """Seen over a shoulder it is worth nothing, and neither is the one before it."""
    office, secret, _ = enrolled
    first, second = halfway(office), halfway(office)
    code, before = first.code(secret), None
    office.clock.pass_seconds(-30)
    before = first.code(secret)
    office.clock.pass_seconds(30)
    assert first.post("/login/code", code=code).status_code == 303
    assert second.post("/login/code", code=code).status_code == 422
    assert second.post("/login/code", code=before).status_code == 422
    office.clock.pass_seconds(30)
    assert second.post("/login/code", code=second.code(secret)).status_code == 303


def test_of_many_with_one_code_one_comes_in(enrolled):
    """The same code from eight browsers at the same moment."""
    office, secret, _ = enrolled
    people = [halfway(office) for _ in range(4)]
    code = people[0].code(secret)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda p: p.post("/login/code", code=code).status_code, people))
    assert sorted(answers) == [303, 422, 422, 422]


def test_a_recovery_code_works_once(enrolled):
    """However it is typed; then it is used up, and the others are not."""
    office, _, codes = enrolled
    assert halfway(office).post("/login/code", code=codes[0].upper()).status_code == 303
    assert halfway(office).post("/login/code", code=codes[0]).status_code == 422
    assert halfway(office).post("/login/code", code=codes[1].replace("-", " ")).status_code == 303


def test_secrets_are_not_readable_in_the_database(enrolled):
    """Neither password, nor secret, nor recovery code, nor token stands in any table."""
    office, secret, codes = enrolled
    dana = halfway(office)
    with office.accounts._reading() as session:
        kept = []
        for table in (StaffRow, StaffSessionRow, RecoveryCodeRow, AttemptRow):
            rows = session.execute(table.__table__.select()).all()
            kept += [str(value) for row in rows for value in row]
    everything = " ".join(kept)
    for hidden in (OWN, FIRST, secret, *codes, *(c.replace("-", "") for c in codes)):
        assert hidden not in everything
    assert token_of(dana) not in everything
    assert "$argon2id$" in everything


def test_unknown_names_and_wrong_passwords_look_the_same(office: Office):
    """Status, headers and page: nothing tells whether somebody has the name."""
    office.hire("dana")
    answers = []
    for login in ("dana", "nobody"):
        person = office.browser()
        answer = person.give(login, "wrong password")
        headers = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
        answers.append((answer.status_code, headers, answer.text.replace(person.csrf, "")))
    assert answers[0] == answers[1]


def test_unknown_names_cost_the_same(office: Office, monkeypatch):
    """One Argon2 check, one attempt counted and one row of the audit either way."""
    office.hire("dana")
    done: list[str] = []
    real = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *a: done.append("argon2") or real(*a))
    for name in ("attempt", "succeeded"):
        book = getattr(office.accounts, name)
        monkeypatch.setattr(office.accounts, name, _noting(done, name, book))
    costs = []
    for login in ("dana", "nobody"):
        rows, done[:] = office.audit.verify().rows, []
        office.browser().give(login, "wrong password")
        costs.append((list(done), office.audit.verify().rows - rows))
    assert costs[0] == costs[1] == (["attempt", "argon2"], 1)


def _noting(done, name, book):
    def noted(*args):
        done.append(name)
        return book(*args)

    return noted


def test_timing_tells_nothing(office: Office):
    """Medians of known and unknown names, asked in turn, differ by less than a quarter."""
    office.hire("dana")
    seconds: dict[str, list[float]] = {"dana": [], "nobody": []}
    person = office.browser()
    for _ in range(8):
        for login in seconds:
            person.get("/login")
            began = time.perf_counter()
            person.post("/login", login=login, password="wrong password")
            seconds[login].append(time.perf_counter() - began)
    known, unknown = (statistics.median(seconds[login]) for login in seconds)
    assert abs(known - unknown) / max(known, unknown) < 0.25, seconds


def test_guessing_is_paused_longer_and_longer(office: Office):
    """After five wrong ones not even the right one is taken, until the pause is over."""
    office.hire("dana")
    for _ in range(FREE):
        assert office.browser().give("dana", "wrong password").status_code == 422
    assert office.browser().give("dana", FIRST).status_code == 422
    office.clock.pass_seconds(pause_after(FREE).total_seconds() + 1)
    assert office.browser().give("dana", FIRST).status_code == 303
    # Right once, the count begins anew.
    assert office.browser().give("dana", "wrong password").status_code == 422
    assert office.browser().give("dana", FIRST).status_code == 303


def test_pauses_grow_to_an_end():
    """From half a minute, doubled each time, to a quarter of an hour."""
    pauses = [pause_after(count).total_seconds() for count in range(1, 15)]
    assert pauses[:6] == [0, 0, 0, 0, 30, 60]
    assert pauses == sorted(pauses)
    assert pause_after(10_000) == LONGEST_PAUSE


def test_many_guesses_at_once_are_many_guesses(office: Office):
    """Sixteen at the same moment: no more than five are even compared."""
    office.hire("dana")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: office.accounts.attempt("dana"), range(16)))
    assert office.accounts.attempt("dana") is False


def test_the_right_password_does_not_forgive_wrong_codes(enrolled):
    """Whoever has the password cannot guess codes without end by logging in in between."""
    office, secret, _ = enrolled
    for _ in range(FREE):
        assert halfway(office).post("/login/code", code="000000").status_code == 422
    assert halfway(office).post("/login/code", code=halfway(office).code(secret)).status_code == 422
    office.clock.pass_seconds(31)
    person = halfway(office)
    assert person.post("/login/code", code=person.code(secret)).status_code == 303


def test_a_token_from_before_the_login_is_worth_nothing(office: Office):
    """Session fixation: every step gives a new token, and the old one opens nothing."""
    office.hire("dana")
    dana = office.browser()
    dana.get("/login")
    tokens = [token_of(dana)]
    dana.post("/login", login="dana", password=FIRST)
    tokens.append(token_of(dana))
    secret_page = dana.get("/login/enrol").text
    secret = secret_page.split("key: <code>")[1].split("<")[0].replace(" ", "")
    dana.post("/login/enrol", code=dana.code(secret))
    tokens.append(token_of(dana))
    dana.get("/login/password")
    dana.post("/login/password", new=OWN, again=OWN)
    assert is_in(dana)
    tokens.append(token_of(dana))
    assert len(set(tokens)) == 4
    for token in tokens[:-1]:
        thief = office.browser()
        thief.client.cookies.set(SESSION, token, path="/staff")
        assert thief.get("/inbox").headers["location"].startswith("/staff/login")


def test_idle_browsers_are_logged_out(office: Office):
    """Fifteen minutes without a sign of a person; what the page asks by itself is none."""
    dana = office.person()
    for _ in range(3):
        office.clock.pass_seconds(14 * 60)
        assert is_in(dana)
    for _ in range(16):
        office.clock.pass_seconds(60)
        dana.client.get("/staff/inbox", headers={"X-Background": "1"})
    assert dana.get("/inbox").headers["location"] == "/staff/login?next=/inbox"
    assert dana.get("/inbox", **{"X-Background": "1"}).status_code == 401


def test_typing_is_a_sign_of_a_person(office: Office):
    """The page says so, and the session lives."""
    dana = office.person()
    for _ in range(3):
        office.clock.pass_seconds(14 * 60)
        assert dana.post("/alive").status_code == 204
    assert is_in(dana)


def test_no_session_lasts_longer_than_a_day_of_work(office: Office):
    """However busy: after twelve hours it is over."""
    dana = office.person()
    for _ in range(12 * 6):
        office.clock.pass_seconds(600)
        last = is_in(dana)
    assert last
    office.clock.pass_seconds(60)
    assert not is_in(dana)


def test_half_a_login_is_over_soon(enrolled):
    """Ten minutes after the password the code comes too late."""
    office, secret, _ = enrolled
    person = halfway(office)
    office.clock.pass_seconds(601)
    answer = person.post("/login/code", code=person.code(secret))
    assert answer.headers["location"].startswith("/staff/login")


def test_logging_out_ends_the_session(office: Office):
    """Here and in a copy of the cookie."""
    dana = office.person()
    token = token_of(dana)
    assert dana.post("/logout").headers["location"] == "/staff/login"
    dana.client.cookies.set(SESSION, token, path="/staff")
    assert not is_in(dana)


def test_a_new_password_logs_all_others_out(office: Office):
    """Whoever stole a session is out, and the one who changed it stays in."""
    dana = office.person(login="dana")
    other = office.browser()
    token = office.accounts.open_staff_session(dana.account.id, "in")
    other.client.cookies.set(SESSION, token, path="/staff")
    assert is_in(other)
    new = "a quite different sentence"
    assert dana.post("/password", old="not it", new=new, again=new).status_code == 422
    assert dana.post("/password", old=OWN, new=new, again=new).status_code == 303
    dana.csrf = ""
    assert is_in(dana)
    assert not is_in(other)


@pytest.mark.parametrize(
    "poor", ["short", "aaaaaaaaaaaaaaaa", "dana likes tea a lot", "my password is long", "x" * 201]
)
def test_poor_passwords_are_refused(office: Office, poor):
    """Too short, too alike, one's own name, everybody's first guess, and no end of it."""
    dana = office.person(login="dana")
    assert dana.post("/password", old=OWN, new=poor, again=poor).status_code == 422


def test_a_closed_account_is_out_at_once(office: Office):
    """The admin closes it, and the open browser gets nothing more."""
    dana, admin = office.person(), office.person("admin")
    assert is_in(dana)
    admin.post(f"/accounts/{dana.account.id}/disable")
    assert not is_in(dana)
    assert office.browser().give(dana.account.login, OWN).status_code == 422


def test_nobody_closes_or_resets_their_own(office: Office):
    """The last admin cannot lock everybody out by a slip."""
    admin = office.person("admin")
    for act in ("disable", "reset", "log-out"):
        assert admin.post(f"/accounts/{admin.account.id}/{act}").status_code == 400
    assert is_in(admin)


def test_a_reset_begins_anew(enrolled):
    """The old password, the app and the recovery codes are worth nothing; the new one enrols."""
    office, _, _ = enrolled
    admin = office.person("admin")
    account = office.accounts.staff_with_login("dana")
    shown = admin.post(f"/accounts/{account.id}/reset").text
    password = shown.split('<code class="big">')[1].split("<")[0]
    assert office.browser().give("dana", OWN).status_code == 422
    assert office.browser().give("dana", password).headers["location"] == "/staff/login/enrol"


@pytest.mark.parametrize(
    "wanted, leads_to",
    [
        ("/patients", "/staff/patients"),
        ("//evil.example", "/staff/"),
        ("https://evil.example", "/staff/"),
        ("/\\evil.example", "/staff/"),
        ("/patients?x=//evil.example", "/staff/"),
        ("/logout", "/staff/"),
    ],
)
def test_the_login_leads_nowhere_else(enrolled, wanted, leads_to):
    """Where somebody wanted to go is a page of the desk, or it is forgotten."""
    office, secret, _ = enrolled
    person = office.browser()
    person.get("/login")
    answer = person.post("/login", login="dana", password=OWN, next=wanted)
    person.get(answer.headers["location"].removeprefix("/staff"))
    query = answer.headers["location"].partition("?next=")[2]
    answer = person.post("/login/code", code=person.code(secret), next=query)
    assert answer.headers["location"] == leads_to
