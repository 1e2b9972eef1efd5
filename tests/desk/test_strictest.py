"""Several instructions or treatments at once: the strictest counts, and the patient reads why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.desk.shelf import Shelf
from bot.protocol.changes import RuleChange, Version
from bot.protocol.reading.files import CONTENT
from tests.desk.clinic import TODAY, Clinic, only_answer, open_clinic


@pytest.fixture
def clinic(tmp_path) -> Clinic:
    return open_clinic(tmp_path)


def test_an_override_says_that_it_is_for_them_personally(clinic):
    """Who signed it stands in the answer, and the basis is personal."""
    ann = clinic.patient(2)
    clinic.register.add_override(ann, "makeup", None, 3, "not_yet", "Dr Vega", "open skin")
    reply = clinic.answer("can I wear makeup", patient=ann, makeup="makeup")
    assert clinic.phrase("from_personal", signed_by="Dr Vega") in reply.text
    assert "personally" in reply.text
    answer = only_answer(reply)
    assert (answer["verdict"], answer["basis"], answer["signed_by"]) == (
        "not_yet", "personal", "Dr Vega",
    )  # fmt: skip


def test_after_its_days_the_rule_for_everybody_holds_again(clinic):
    """No makeup until day 3 says nothing of day 4."""
    ann = clinic.patient(4)
    clinic.register.add_override(ann, "makeup", None, 3, "not_yet", "Dr Vega", "open skin")
    reply = clinic.answer("can I wear makeup", patient=ann, makeup="makeup")
    assert only_answer(reply)["basis"] == "clinic"


def test_of_two_instructions_the_stricter_counts_and_says_so(clinic):
    """Whichever was signed last."""
    ann = clinic.patient(2)
    clinic.register.add_override(ann, "makeup", 0, 5, "avoid", "Dr Vega", "open skin")
    clinic.register.add_override(ann, "makeup", 0, 5, "allowed", "Dana", "heals well")
    reply = clinic.answer("can I wear makeup", patient=ann, makeup="makeup")
    assert only_answer(reply)["verdict"] == "avoid"
    assert clinic.phrase("stricter_of_several") in reply.text


def test_an_earlier_treatment_that_asks_for_more_decides(clinic):
    """On day 0 exercise has to wait; the treatment four days before still forbids it."""
    change = RuleChange("rule change 1", "exercise", "3-5", "avoid",
                        {"en": "Rest.", "es": "Descansa."}, "Rest.", None, "Dr Vega")  # fmt: skip
    shelf = Shelf(CONTENT, True, lambda: (Version(1, change),))
    clinic = replace(clinic, desk=Desk(clinic.register, shelf, clinic.settings))
    ann = clinic.register.add_patient("Ann", None, TODAY - timedelta(days=4))
    clinic.register.add_treatment(ann, TODAY)
    reply = clinic.answer("can I go running", patient=ann, exercise="running")
    answer = only_answer(reply)
    assert (answer["verdict"], answer["day"], answer["from_day"]) == ("avoid", 0, -1)
    assert "because of an earlier treatment: Mon, Nov 16" in reply.text
    assert reply.aftercare["rule_version"] == 1


def test_areas_treated_in_one_visit_count_together(clinic):
    """Face and eyes of one day are one treatment of both."""
    ann = clinic.register.add_patient("Ann", None, TODAY, ("eyes",))
    clinic.register.add_treatment(ann, TODAY, ("face",))
    reply = clinic.answer("is a bruise normal", patient=ann, bruising="bruise")
    assert only_answer(reply)["topic"] == "bruising_eye"
