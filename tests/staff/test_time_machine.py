"""Trying an answer out in the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.staff.site import Site
from tests.staff.people import opened

WHY = {
    "intent": "may_i", "intent_confidence": 0.91, "intents": [["may_i", 0.91], ["how_to", 0.05]],
    "topics": [{"topic": "makeup", "words": "<i>makeup", "source": "exact", "confidence": 0.98,
                "denied": False, "answered": True}],
    "guesses": [], "danger": [],
    "could_speak": [{"topic": "makeup", "rules": [
        {"rule": "makeup/personal", "days": "0-5", "verdict": "avoid", "basis": "personal",
         "quote": None, "signed_by": "Dr Vega", "why": "spoke"},
        {"rule": "makeup/day-6", "days": "6+", "verdict": "allowed", "basis": "clinic",
         "quote": "On the next day", "signed_by": None, "why": "day 3 is not one of its days"}]}],
}  # fmt: skip
ANSWER = [{"text": "Mejor evítalo.", "buttons": [], "custom": {"why": WHY, "aftercare": {
    "kind": "answer", "day": 3, "rule_version": 2, "escalation": None}}}]  # fmt: skip
FORM = {"text": "can I wear makeup", "day": "3", "area": ["face", "eyes"], "language": "es",
        "topic": "makeup", "verdict": "avoid", "days": "0-5"}  # fmt: skip


@pytest.fixture
def asked() -> list:
    """What was sent to the model."""
    return []


@pytest.fixture
def office(tmp_path, asked):
    async def try_out(*given):
        asked.append(given)
        return ANSWER

    with opened(tmp_path) as made:
        made.parts = replace(made.parts, try_out=try_out)
        made.app = Starlette(routes=[Mount("/staff", Site(made.parts).app)])
        yield made


def test_day_areas_override_and_language_reach_the_model(office, asked):
    """As of day 3, eyes treated, override on, Spanish."""
    kim = office.person("front_desk")
    kim.get("/time-machine")
    page = kim.post("/time-machine", **FORM).text
    [(text, today, pretend)] = asked
    assert (text, today) == ("can I wear makeup", office.today)
    assert (pretend["treated_on"], pretend["areas"]) == ("2026-11-17", ["eyes", "face"])
    assert pretend["language"] == "es"
    [(topic, first, last, verdict, *_)] = pretend["overrides"]
    assert (topic, first, last, verdict) == ("makeup", 0, 5, "avoid")
    assert "Mejor evítalo." in page and "rules version 2" in page
    assert "<strong>spoke</strong>" in page and "day 3 is not one of its days" in page
    assert "<i>" not in page


def test_what_cannot_be_meant_is_said(office, asked):
    """Each slip keeps the form, and the model is not asked."""
    kim = office.person("front_desk")
    kim.get("/time-machine")
    for changed, said in (
        ({"day": "soon"}, "is no number"),
        ({"text": " "}, "is empty"),
        ({"verdict": "expected"}, "is no answer about makeup"),
        ({"on": "2026-13-01"}, "cannot be read"),
    ):
        answer = kim.post("/time-machine", **{**FORM, **changed})
        assert answer.status_code == 422 and said in answer.text
    assert asked == []


def test_a_model_that_is_away_is_said(tmp_path):
    """Not a failure of the desk."""
    with opened(tmp_path) as office:
        kim = office.person("front_desk")
        kim.get("/time-machine")
        assert kim.post("/time-machine", **FORM).status_code == 503
