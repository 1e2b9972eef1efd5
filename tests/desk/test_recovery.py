"""The recovery timeline: the clinic's days with dates, and what changes when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.desk import Memory
from tests.desk.clinic import NOTHING_YET, TODAY, turn


def recovery(clinic, patient=None, memory=NOTHING_YET, language="en") -> dict:
    """As the page gets it."""
    return clinic.desk.recovery(patient, memory, TODAY, language)


@pytest.mark.parametrize("day", [-3, 0, 1, 3, 8, 400])
def test_each_entry_is_dated_from_the_treatment(clinic, day):
    """Dates follow the day numbers, and exactly the entries that hold today are marked."""
    told = recovery(clinic, clinic.patient(day))
    treated = TODAY - timedelta(days=day)
    assert told["day"] == day
    for entry in told["entries"]:
        if entry["from_day"] is not None:
            assert date.fromisoformat(entry["date"]) == treated + timedelta(entry["from_day"])
        first = entry["from_day"] if entry["from_day"] is not None else day
        last = entry["until_day"] if entry["until_day"] is not None else day
        assert entry["now"] == (first <= day <= last)


def test_every_word_of_it_is_the_clinics(clinic):
    """Each entry carries its quote from the sheet, and no placeholder is left in the words."""
    sheet = (clinic.settings.protocol_dir / "clinic-sheet.txt").read_text()
    plain = " ".join(sheet.split())
    for entry in recovery(clinic)["entries"]:
        assert " ".join(entry["quote"].split()) in plain
        assert not [words for words in entry["words"] if "{" in words]


def test_what_changes_is_what_will_be_answered(clinic):
    """A change is announced for the day on which the desk's answer changes."""
    patient = clinic.patient(0)
    told = recovery(clinic, patient)
    makeup = next(change for change in told["changes"] if change["topic"] == "makeup")
    assert (makeup["verdict"], makeup["day"]) == ("allowed", 1)
    assert makeup["date"] == (TODAY + timedelta(days=1)).isoformat()
    assert [change["day"] for change in told["changes"]] == sorted(
        change["day"] for change in told["changes"]
    )


def test_a_visitor_has_no_dates_until_they_tell_one(clinic):
    """Undated words first; with a told date the same timeline as a patient's."""
    told = recovery(clinic)
    assert told["day"] is None and told["changes"] == []
    assert not [entry for entry in told["entries"] if entry["date"] or entry["now"]]
    dated = recovery(clinic, memory=Memory(stated_treatment=TODAY))
    assert dated == recovery(clinic, clinic.patient(0))


def test_it_speaks_spanish(clinic):
    """Another language, the same days."""
    english, spanish = recovery(clinic), recovery(clinic, language="es")
    assert spanish["language"] == "es"
    for one, other in zip(english["entries"], spanish["entries"]):
        assert one["from_day"] == other["from_day"] and one["words"] != other["words"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_delay_is_said_without_a_task(clinic, language):
    """An honest sentence in the conversation's language; the answer is still to come."""
    reply = clinic.desk.delayed(turn("hm", memory=Memory(language=language)))
    assert reply.text == clinic.desk.wording_in(language).phrase("delayed")
    assert reply.aftercare["kind"] == "error" and clinic.register.escalations() == []
