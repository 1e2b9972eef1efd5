"""What a clinician rules for one patient, in the desk."""

from __future__ import annotations

from datetime import timedelta

from tests.staff.people import Office, Person

GIVEN = {"topic": "makeup", "verdict": "not_yet", "days": "0-3", "reason": "open skin"}


def page_of(office: Office, role: str = "clinician") -> tuple[Person, str]:
    """Somebody on the page of a patient."""
    person, address = office.person(role), f"/patients/{office.patient()}/overrides"
    person.get(address)
    return person, address


def until(office: Office, days: int) -> str:
    """A date so many days ahead."""
    return (office.today + timedelta(days=days)).isoformat()


def test_it_is_signed_by_whoever_is_logged_in(office: Office):
    """The name that an answer will show is the account's, whatever the form says."""
    vega, address = page_of(office)
    sent = vega.post(f"{address}/add", **GIVEN, expires=until(office, 5), signed_by="Nobody")
    assert sent.status_code == 303
    reference = address.split("/")[2]
    [given] = office.register.overrides(reference, office.today)
    assert (given.signed_by, given.first_day, given.last_day) == (vega.account.name, 0, 3)
    assert "In force" in vega.get(address).text


def test_it_needs_an_end_and_a_verdict_that_fits(office: Office):
    """Each slip is said, and what was typed stays."""
    vega, address = page_of(office)
    for changed, said in (
        ({"expires": ""}, "nothing for one patient holds for ever"),
        ({"expires": until(office, -1)}, "is over"),
        ({"verdict": "expected"}, "is no answer about makeup"),
        ({"topic": "fever"}, "cannot be ruled for one patient"),
        ({"days": "3-0"}, "ends before it begins"),
        ({"reason": " "}, "Reason"),
    ):
        sent = vega.post(f"{address}/add", **{**GIVEN, "expires": until(office, 5), **changed})
        assert sent.status_code == 422 and said in sent.text, changed
    assert office.register.all_overrides(address.split("/")[2]) == []


def test_it_is_taken_back_with_a_name_and_a_reason(office: Office):
    """And stays on the page as taken back."""
    vega, address = page_of(office)
    vega.post(f"{address}/add", **GIVEN, expires=until(office, 5))
    [given] = office.register.all_overrides(address.split("/")[2])
    vega.post(f"{address}/revoke", number=str(given.number), reason="healed early")
    assert office.register.overrides(address.split("/")[2], office.today) == []
    assert "healed early" in vega.get(address).text


def test_the_front_desk_reads_and_does_not_rule(office: Office):
    """They must know what holds for whoever calls."""
    kim, address = page_of(office, "front_desk")
    assert "Sign as" not in kim.get(address).text
    assert kim.post(f"{address}/add", **GIVEN, expires=until(office, 5)).status_code == 403


def test_each_step_is_in_the_audit_with_the_patient(office: Office):
    """Reading, ruling and taking back, without the reason."""
    vega, address = page_of(office)
    vega.post(f"{address}/add", **GIVEN, expires=until(office, 5))
    noted = [(row.action, row.patient) for row in office.audit.entries()]
    reference = address.split("/")[2]
    assert ("overrides.read", reference) in noted and ("overrides.add", reference) in noted
    assert all("open skin" not in str(row) for row in office.audit.entries())
