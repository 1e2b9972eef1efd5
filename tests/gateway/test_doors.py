"""Pages, health, metrics, and which websites may use the chat."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.gateway.headers import HEADERS
from tests.escalations.test_contacts_file import GOOD as CONTACTS
from tests.gateway.town import HTTP


def test_every_answer_carries_the_headers(open_town):
    """Pages, files, refusals and errors alike; only the widget's files may be kept and shared."""
    town = open_town(is_up=False)
    for path in ("/", "/widget/afterglow-chat.js", "/health", "/nothing", "/api/timeline"):
        answer = HTTP.get(town.address + path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, path
        kept = answer.headers["cache-control"]
        assert kept == ("no-cache" if path.startswith("/widget/") else "no-store"), path
        shared = answer.headers.get("access-control-allow-origin")
        assert shared == ("*" if path.startswith("/widget/") else None), path


def test_the_widget_is_one_script_that_need_not_be_fetched_twice(open_town):
    """JavaScript, packed for who can unpack it, with a tag; who has it already gets nothing."""
    url = open_town(is_up=False).address + "/widget/afterglow-chat.js"
    answer = HTTP.get(url)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "afterglow-chat" in answer.text
    assert answer.headers["content-encoding"] == "gzip" and answer.headers["vary"]
    for accepted in ("identity", "br", "gzip;q=0", ""):
        plain = HTTP.get(url, headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in plain.headers and plain.text == answer.text
    known = HTTP.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_without_a_demo_there_are_no_pickers(open_town):
    """The plain page, and 404 for lists and links of demo patients."""
    town = open_town(is_up=False)
    assert "picker" not in HTTP.get(town.address + "/").text
    assert HTTP.get(town.address + "/demo/patients").status_code == 404
    body = {"reference": town.patient()}
    refused = HTTP.post(town.address + "/demo/link", json=body)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_many_may_open_the_demo_at_once(open_town):
    """The first visitors of the day come at the same moment: all see the same people."""
    town = open_town(is_up=False, demo=True)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: HTTP.get(town.address + "/demo/patients"), range(16)))
    assert {answer.status_code for answer in told} == {200}
    assert len({answer.text for answer in told}) == 1


def test_a_demo_patient_gets_a_link_and_nobody_else_does(open_town):
    """The picker's people only, each with the day that today is for them."""
    town = open_town(is_up=False, demo=True)
    people = HTTP.get(town.address + "/demo/patients").json()["patients"]
    assert [person["day"] for person in people] == [0, 1, 3, 8, -3]
    link = HTTP.post(town.address + "/demo/link", json={"reference": people[1]["reference"]})
    opened = HTTP.post(town.address + "/api/session", json=link.json()).json()
    assert opened["patient"] is True
    for reference in (town.patient(), "P-NOBODY", "", None, 7):
        answer = HTTP.post(town.address + "/demo/link", json={"reference": reference})
        assert answer.status_code in (400, 404) and "token" not in answer.json()


def test_the_timeline_is_dated_for_a_patient_and_undated_for_a_visitor(open_town):
    """The clinic's words with their quotes; where the patient stands; what changes when."""
    town = open_town(is_up=False)
    told = {}
    for name, reference in (("patient", town.patient(days_ago=1)), ("visitor", None)):
        browser = town.browser(reference)
        told[name] = HTTP.get(town.address + "/api/timeline", headers=browser.headers).json()
    patient, visitor = told["patient"], told["visitor"]
    assert (patient["day"], visitor["day"]) == (1, None)
    assert [entry["now"] for entry in patient["entries"]].count(True) >= 1
    assert all(entry["quote"] and entry["words"] for entry in patient["entries"])
    assert all(entry["date"] is None and not entry["now"] for entry in visitor["entries"])
    assert visitor["changes"] == [] and all(change["day"] > 1 for change in patient["changes"])
    spanish = town.browser(language="es")
    words = HTTP.get(town.address + "/api/timeline", headers=spanish.headers).json()
    assert words["language"] == "es" and words["entries"][0] != visitor["entries"][0]


def test_health_says_what_is_missing(open_town, rasa):
    """503 with Rasa, actions and worker by name; 200 when all are there; ready needs no Rasa."""
    town = open_town()
    rasa.is_ready = rasa.actions_ready = False
    answer = HTTP.get(town.address + "/health")
    assert answer.status_code == 503
    assert answer.json()["waiting_for"] == ["rasa", "actions", "worker"]
    assert HTTP.get(town.address + "/ready").json() == {"status": "ready"}
    rasa.is_ready = rasa.actions_ready = True
    with town.worker():
        until = time.monotonic() + 10
        while (answer := HTTP.get(town.address + "/health")).status_code != 200:
            assert time.monotonic() < until, answer.text
            time.sleep(0.1)
    assert answer.json() == {"status": "ready"}


def test_metrics_count_what_happened(served):
    """In Prometheus' form, totals only."""
    browser = served.browser()
    browser.reply_to(browser.say("can I swim?"))
    browser.post({"id": "i", "text": ""})
    text = HTTP.get(served.address + "/metrics").text
    for line in (
        'afterglow_messages{state="done"} 1.0',
        'afterglow_replies{kind="reply"} 1.0',
        "afterglow_oldest_waiting_seconds 0.0",
        'afterglow_requests_refused_total{code="bad_text"}',
        'afterglow_deliveries{state="unsure"} 0.0',
        "afterglow_messages_accepted_total",
        "# TYPE afterglow_streams_open gauge",
    ):
        assert line in text


CLINIC = "https://www.clinic.example"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (CLINIC, True),
        ("https://other.example", False),
        ("https://www.clinic.example.evil.test", False),
        ("http://www.clinic.example", False),
        ("https://www.clinic.example:8443", False),
        ("null", False),
        ("", False),
        ("http://127.0.0.1.evil.test", False),
    ],
)
def test_only_named_websites_may_use_the_chat(open_town, origin, allowed):
    """Preflight and request: the named origin is answered with itself, any other refused."""
    town = open_town(is_up=False, origins=(CLINIC,))
    url = town.address + "/api/session"
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = HTTP.options(url, headers=asked)
    answer = HTTP.post(url, json={}, headers={"Origin": origin})
    assert (preflight.status_code, answer.status_code) == ((204, 201) if allowed else (403, 403))
    for told in (preflight, answer):
        shown = told.headers.get("access-control-allow-origin")
        assert shown == (origin if allowed else None)
        assert "access-control-allow-credentials" not in told.headers
    if allowed:
        assert "Authorization" in preflight.headers["access-control-allow-headers"]
    else:
        assert answer.json()["code"] == "bad_origin"


def test_our_own_page_may_always_and_the_demo_only_there(open_town):
    """The same host needs no permission; a named website gets no demo links."""
    town = open_town(is_up=False, demo=True, origins=(CLINIC,))
    own = HTTP.post(town.address + "/api/session", json={}, headers={"Origin": town.address})
    assert own.status_code == 201
    picked = HTTP.get(town.address + "/demo/patients", headers={"Origin": CLINIC})
    assert picked.status_code == 403


def test_the_timeline_speaks_the_language_that_is_asked_for(open_town):
    """A widget that shows Spanish gets Spanish stages in a session that began in English."""
    town = open_town(is_up=False)
    browser = town.browser(town.patient(), language="en")
    told = {
        asked: HTTP.get(
            town.address + "/api/timeline", headers=browser.headers, params={"language": asked}
        ).json()
        for asked in ("en", "es", "fr", "")
    }
    assert told["es"]["language"] == "es" and told["es"] != told["en"]
    assert told["fr"] == told[""] == told["en"]


def test_metrics_tell_of_open_calls_and_that_nobody_is_notified(served):
    """By level, with the age of the oldest; 1 where no contacts are written down, 0 where some."""

    def read() -> str:
        return HTTP.get(served.address + "/metrics").text

    served.clinic.register.open_escalation("emergency", "words")
    reference = served.clinic.register.open_escalation("routine", "words")
    text = read()
    assert 'afterglow_escalations_open{level="emergency"} 1.0' in text
    assert 'afterglow_escalations_open{level="routine"} 1.0' in text
    assert "afterglow_notifications_missing 1.0" in text
    served.clinic.register.acknowledge_escalation(reference, "Dana")
    contacts = CONTACTS.replace("email:", "slack:").replace("desk@", "https://")
    contacts = contacts.replace("nurse@clinic.example\n    slack", "https://x.example\n    teams")
    (served.settings.data_dir / "contacts.yml").write_text(contacts)
    text = read()
    assert 'afterglow_escalations_open{level="routine"} 0.0' in text
    assert "afterglow_notifications_missing 0.0" in text
