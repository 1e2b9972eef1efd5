"""What a clinician ruled for one patient."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.patients.errors import FieldError, UnknownPatient
from bot.patients.records import OverrideRecord
from tests.patients.conftest import NOW

DAY = date(2026, 11, 20)


def test_an_override_is_kept_as_signed(register):
    """Every value comes back, with the moment of signing."""
    ann = register.add_patient("Ann")
    register.add_override(ann, "makeup", 0, 3, "avoid", "Dr Lee", "open skin", DAY)
    expected = OverrideRecord("makeup", 0, 3, "avoid", "Dr Lee", "open skin", DAY, NOW)
    assert register.overrides(ann, DAY) == [expected]


def test_an_override_holds_through_its_last_date(register):
    """On the date of expiry it still holds; the day after it does not."""
    ann = register.add_patient("Ann")
    register.add_override(ann, "makeup", 0, 3, "avoid", "Dr Lee", "open skin", DAY)
    assert len(register.overrides(ann, DAY)) == 1
    assert register.overrides(ann, DAY + timedelta(days=1)) == []


def test_open_ends_and_order(register):
    """Both ends of the days may be open, expiry too; the order is that of signing."""
    ann = register.add_patient("Ann")
    register.add_override(ann, "sauna", None, None, "avoid", "Dr Lee", "reason")
    register.add_override(ann, "makeup", 2, 2, "allowed", "Dr Lee", "reason")
    first, second = register.overrides(ann, date(2099, 1, 1))
    assert (first.topic, first.first_day, first.last_day, first.expires) == (
        "sauna",
        None,
        None,
        None,
    )
    assert (second.topic, second.first_day, second.last_day) == ("makeup", 2, 2)


def test_an_override_is_for_one_patient(register):
    """Nobody else gets it."""
    ann, ben = register.add_patient("Ann"), register.add_patient("Ben")
    register.add_override(ann, "makeup", 0, 3, "avoid", "Dr Lee", "open skin")
    assert register.overrides(ben, DAY) == []


def test_days_must_be_in_order(register):
    """A last day before the first is a slip of the pen, not an empty rule."""
    ann = register.add_patient("Ann")
    with pytest.raises(FieldError, match="write the earlier day first"):
        register.add_override(ann, "makeup", 3, 0, "avoid", "Dr Lee", "open skin")


@pytest.mark.parametrize("blank", ["topic", "verdict", "signed_by", "reason"])
def test_nothing_may_be_left_blank(register, blank):
    """An override that nobody signed, or that has no reason, is refused."""
    ann = register.add_patient("Ann")
    values = {"topic": "makeup", "verdict": "avoid", "signed_by": "Dr Lee", "reason": "open skin"}
    with pytest.raises(FieldError):
        register.add_override(ann, first_day=0, last_day=3, **{**values, blank: " "})
    assert register.overrides(ann, DAY) == []


def test_an_override_needs_a_patient(register):
    """No override is kept for a reference that nobody has."""
    with pytest.raises(UnknownPatient):
        register.add_override("P-NOBODY", "makeup", 0, 3, "avoid", "Dr Lee", "open skin")


def test_a_revoked_override_no_longer_holds_and_is_kept(register):
    """Who took it back, when and why stays on record; taking it back again changes nothing."""
    ann = register.add_patient("Ann")
    register.add_override(ann, "makeup", 0, 3, "avoid", "Dr Lee", "open skin")
    [given] = register.overrides(ann, DAY)
    register.revoke_override(ann, given.number, "Dana", "healed early")
    register.revoke_override(ann, given.number, "Kim", "again")
    assert register.overrides(ann, DAY) == []
    [kept] = register.all_overrides(ann)
    assert (kept.revoked_by, kept.revoked_at, kept.revoked_reason) == ("Dana", NOW, "healed early")


def test_nobody_revokes_what_is_another_patients(register):
    """The number alone does not do."""
    ann, ben = register.add_patient("Ann"), register.add_patient("Ben")
    register.add_override(ann, "makeup", 0, 3, "avoid", "Dr Lee", "open skin")
    [given] = register.overrides(ann, DAY)
    with pytest.raises(FieldError, match="not one of this patient's"):
        register.revoke_override(ben, given.number, "Dana", "mistake")
    assert len(register.overrides(ann, DAY)) == 1
