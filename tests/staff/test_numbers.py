"""The clinic's figures in the desk."""

from __future__ import annotations

from tests.staff.people import Office


def test_the_page_has_a_table_beside_each_chart(office: Office):
    """And every role may read it: nobody is named."""
    office.talk(office.patient(), "can I run?")
    page = office.person("admin").get("/numbers").text
    assert page.count("<svg") - page.count('aria-hidden="true"') >= 1
    assert "Calls for a person" in page and "Ann Lee" not in page


def test_the_export_is_a_file_for_the_chosen_days(office: Office):
    """With a name that says which."""
    answer = office.person("clinician").get("/numbers/export?first=2026-11-01&last=2026-11-20")
    assert "afterglow-2026-11-01-2026-11-20.csv" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufefftable,name,value")


def test_days_that_make_no_sense_are_said(office: Office):
    """The wrong way round, too far apart, or no dates."""
    kim = office.person("front_desk")
    for asked in ("first=2026-11-20&last=2026-11-01", "first=1990-01-01", "last=x"):
        assert kim.get(f"/numbers?{asked}").status_code == 400
