"""A rule from its draft to the patient's screen: real processes, the real model, no restart."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import httpx
import pytest

from bench.kill.processes import Service, running_service
from bot.patients.book import utc_now
from bot.patients.links import sign_link
from bot.patients.register import Register, open_register
from bot.patients.staff_register import open_staff_register
from bot.settings import Settings
from bot.training import NotTrained, trained_model
from tests.gateway.town import HTTP, Browser
from tests.staff.people import HASHES, OWN
from tests.staff.test_rules import RULE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole service")]
SECRET = "s" * 40
# What was promised: from going live to the next answer.
SOON = 2.0


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Gateway, worker, Rasa and actions, each in its own process."""
    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("service")
    with running_service(folder, {"AFTERGLOW_SECRET": SECRET}) as running:
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="module")
def register(service: Service) -> Iterator[Register]:
    opened = open_register(f"sqlite:///{service.data_dir / 'afterglow.db'}")
    yield opened
    opened.close()


class Colleague:
    """Somebody at the desk of the running service."""

    def __init__(self, service: Service, login: str, role: str) -> None:
        accounts = open_staff_register(f"sqlite:///{service.data_dir / 'afterglow.db'}")
        until = utc_now() + timedelta(days=1)
        account = accounts.add_staff(login, login.title(), role, HASHES[OWN], until)
        accounts.set_password(account.id, HASHES[OWN])
        token = accounts.open_staff_session(account.id, "in")
        accounts.close()
        self.http = httpx.Client(base_url=service.address, trust_env=False, timeout=60)
        self.headers = {"Cookie": f"afterglow_staff={token}", "Origin": service.address}
        self.csrf = ""

    def get(self, path: str) -> str:
        """A page as text."""
        answer = self.http.get(f"/staff{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        self.csrf = re.search(r'data-csrf="(\w+)"', answer.text)[1]
        return unescape(answer.text)

    def post(self, path: str, **form: object) -> str:
        """Where a form leads."""
        sent = {"csrf": self.csrf, **form}
        answer = self.http.post(f"/staff{path}", data=sent, headers=self.headers)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix("/staff")


@pytest.fixture(scope="module")
def vega(service: Service) -> Colleague:
    """Drafts."""
    return Colleague(service, "vega", "clinician")


@pytest.fixture(scope="module")
def dana(service: Service) -> Colleague:
    """Approves."""
    return Colleague(service, "dana", "clinician")


@pytest.fixture(scope="module")
def patient(service: Service, register: Register) -> Browser:
    """Somebody on day 4."""
    treated = Settings().today() - timedelta(days=4)
    token = sign_link(register.add_patient("Someone", None, treated), SECRET, utc_now())
    opened = HTTP.post(service.address + "/api/session", json={"token": token})
    return Browser(service.address, opened.json()["session"])


def answer_to(patient: Browser, text: str) -> dict:
    """The structured answer."""
    return patient.reply_to(patient.say(text))["aftercare"]


def checked(colleague: Colleague, address: str) -> tuple[str, list[str]]:
    """Approve, and watch the page until the check is over: its state, and what it showed."""
    colleague.get(address)
    colleague.post(f"{address}/decide", act="approve")
    progress: list[str] = []
    until = time.monotonic() + 400
    while time.monotonic() < until:
        page = colleague.get(address)
        if "The check is running" not in page:
            return page, progress
        progress += re.findall(r"(\d+ of \d+) answers", page)
        time.sleep(1)
    raise AssertionError("the check never ended")


def test_an_approved_rule_changes_the_answer_without_a_restart(service, vega, dana, patient):
    """With visible progress; two seconds after it is live the answer names it, and its version."""
    before = answer_to(patient, "can I go running today?")
    assert before["rule_version"] == 0
    vega.get("/rules/new?kind=rule")
    address = vega.post("/rules/new", **RULE)
    page, progress = checked(dana, address)
    assert "The check passed" in page and "version 1" in page
    assert len(set(progress)) > 3
    time.sleep(SOON)
    after = answer_to(patient, "so can I go for a run today?")
    [answer] = after["answers"]
    assert (answer["verdict"], answer["basis"], answer["signed_by"]) == ("avoid", "clinic", "Vega")
    assert after["rule_version"] == 1


def test_a_rule_that_makes_answers_less_safe_is_refused_with_the_messages(vega, dana, patient):
    """Against the sheet, makeup on the day of the treatment: nothing goes live."""
    vega.get("/rules/new?kind=rule")
    unsafe = {**RULE, "topic": "makeup", "days": "0", "verdict": "allowed"}
    page, _ = checked(dana, vega.post("/rules/new", **unsafe))
    assert "Why it did not go live" in page
    assert "Would be answered unsafely" in page and "The sheet itself speaks of this" in page
    assert answer_to(patient, "is running ok today?")["rule_version"] == 1


def test_a_name_is_understood_without_training(vega, dana, patient):
    """What the model never saw is answered like its topic."""
    vega.get("/rules/new?kind=synonym")
    form = {"kind": "synonym", "topic": "exercise", "language": "en", "synonym": "zorbing"}
    page, _ = checked(dana, vega.post("/rules/new", **form, reason="patients ask"))
    assert "version 2" in page
    time.sleep(SOON)
    [answer] = answer_to(patient, "can I go zorbing today?")["answers"]
    assert (answer["topic"], answer["verdict"]) == ("exercise", "avoid")


def test_going_back_restores_the_answers(dana, patient):
    """Both changes are gone within two seconds."""
    dana.get("/rules")
    dana.post("/rules/back", to="0", seen="2", reason="misunderstood")
    time.sleep(SOON)
    after = answer_to(patient, "can I run now?")
    assert after["rule_version"] == 3
    assert after["answers"][0]["basis"] != "clinic"


def test_the_time_machine_asks_the_real_model(dana, register):
    """As of day 3, eyes treated, override on, Spanish; and nobody is called."""
    dana.get("/time-machine")
    form = {"csrf": dana.csrf, "text": "can I wear makeup?", "day": "3", "area": ["face", "eyes"],
            "language": "es", "topic": "makeup", "verdict": "avoid", "days": "0-5"}  # fmt: skip
    answer = dana.http.post("/staff/time-machine", data=form, headers=dana.headers)
    page = unescape(answer.text)
    assert "firmada por Dana" in page and "<strong>spoke</strong>" in page
    assert register.escalations() == []
