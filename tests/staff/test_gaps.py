"""The gap list in the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.gaps.groups import Group
from bot.staff.site import Site
from tests.staff.people import opened

NOW = datetime(2026, 11, 20, 15, tzinfo=timezone.utc)
GROUP = Group("lash lift ok? <b>&\"", 7, {"unanswered": 5, "thumbs down": 2}, {"en": 6, "es": 1},
              {"3": 4, "?": 3}, NOW, "hair_removal", ("lash lift ok?", "¿pestañas?"))  # fmt: skip


@pytest.fixture
def office(tmp_path):
    with opened(tmp_path) as made:
        made.parts = replace(made.parts, gaps=lambda days: [GROUP] if days == 30 else [])
        made.app = Starlette(routes=[Mount("/staff", Site(made.parts).app)])
        yield made


def test_a_group_shows_counts_and_leads_to_a_draft(office):
    """The draft begins with the question and with what it turned out to be about."""
    vega = office.person("clinician")
    page = vega.get("/gaps").text
    assert "7 ×" in page and "thumbs down 2" in page and "Spanish 1" in page
    assert "<b>" not in page.split("<main")[1].split("Draft")[0]
    form = vega.get("/rules/new?kind=synonym&gap=lash%20lift&topic=hair_removal").text
    assert "lash lift" in form and 'value="hair_removal" selected' in form


def test_only_clinicians_are_offered_to_draft(office):
    """Everybody may see what patients ask in vain."""
    assert "Draft a rule" not in office.person("front_desk").get("/gaps").text
    assert "Nothing" in office.person("admin").get("/gaps?days=7").text
    assert office.person("admin").get("/gaps?days=x").status_code == 200
