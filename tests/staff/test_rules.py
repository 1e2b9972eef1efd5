"""The pages on which the clinic changes its rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.staff.site import Site
from tests.staff.people import Office, Person, opened

RULE = {
    "kind": "rule", "topic": "exercise", "days": "3-5", "verdict": "avoid",
    "words_en": "Please rest.", "words_es": "Descansa, por favor.", "basis": "statement",
    "statement": "Rest on days 3 to 5.", "reason": "patients ask",
}  # fmt: skip
FAILING = {
    "id": "train-1@3", "turns": ["can I run"], "day": 3, "why": "unsafe", "replaceable": True,
    "got": {"answers": [{"topic": "exercise", "verdict": "allowed"}]},
}  # fmt: skip
FIGURES = dict.fromkeys(
    ("messages", "accepted", "unsafe", "red_flags", "red_flags_caught", "false_alarms"), 0
)


@pytest.fixture
def started() -> list[tuple[int, str]]:
    """The checks that were begun."""
    return []


@pytest.fixture
def office(tmp_path, started):
    with opened(tmp_path) as made:
        made.parts = replace(made.parts, start_check=lambda *given: started.append(given))
        made.app = Starlette(routes=[Mount("/staff", Site(made.parts).app)])
        yield made


def drafted(person: Person, **more: str) -> str:
    """The address of a draft of this person's."""
    person.get("/rules/new?kind=rule")
    answer = person.post("/rules/new", **{**RULE, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/staff")


def test_a_draft_shows_the_whole_topic_as_it_would_read(office: Office):
    """Before, within and after the days, in both languages, with what each rests on."""
    vega = office.person("clinician")
    page = vega.get(drafted(vega)).text
    assert "Please rest." in page and "Descansa, por favor." in page
    assert "general guidance" in page and "somebody else has to approve it" in page
    assert f"signed by <bdi>{vega.account.name}</bdi>" in page


def test_the_author_cannot_approve_their_own(office: Office, started):
    """Neither with the button, which is not there, nor without it."""
    vega = office.person("clinician")
    address = drafted(vega)
    assert 'value="approve"' not in vega.get(address).text
    answer = vega.post(f"{address}/decide", act="approve")
    assert answer.status_code == 400 and "ask a colleague" in answer.text
    assert started == []


def test_a_second_person_approves_and_the_check_begins(office: Office, started):
    """An admin may; the page then shows how far the check is."""
    address = drafted(office.person("clinician"))
    admin = office.person("admin")
    admin.get(address)
    admin.post(f"{address}/decide", act="approve")
    [(number, lease)] = started
    office.register.note_progress(number, lease, 50, 840)
    assert "50 of 840 answers" in admin.get(address).text
    office.register.go_live(number, lease, 0, {"before": FIGURES, "after": FIGURES, "failing": []})
    assert "Version 1" in admin.get("/rules").text


def test_a_faulty_draft_is_not_kept_and_says_all_that_is_wrong(office: Office):
    """What was typed stays in the form."""
    vega = office.person("clinician")
    vega.get("/rules/new?kind=rule")
    answer = vega.post("/rules/new", **{**RULE, "verdict": "expected", "words_es": "Sin punto"})
    assert answer.status_code == 422
    assert "does not fit the kind" in answer.text and "end them with a full stop" in answer.text
    assert "Sin punto" in answer.text
    assert office.register.changes() == []


def test_a_refused_change_shows_the_messages_and_takes_a_clinician_to_confirm_each(
    office: Office, started
):
    """Where the sheet is silent; an admin is not offered it, and half of them do not do."""
    address = drafted(office.person("clinician"), verdict="allowed")
    admin, dana = office.person("admin"), office.person("clinician")
    admin.get(address)
    admin.post(f"{address}/decide", act="approve")
    result = {"before": FIGURES, "after": FIGURES, "failing": [FAILING]}
    office.register.refuse_change(*started[0], result)
    assert "can I run" in admin.get(address).text
    assert 'value="replace"' not in admin.get(address).text
    assert 'value="replace"' in dana.get(address).text
    assert dana.post(f"{address}/decide", act="replace").status_code == 400
    assert dana.post(f"{address}/decide", act="replace", replaces="train-1@3").status_code == 303
    assert office.register.changes()[0].replaces == ("train-1@3",)


def test_what_the_sheet_says_cannot_be_confirmed_away(office: Office, started):
    """Not even by sending the confirmation by hand."""
    address = drafted(office.person("clinician"), verdict="allowed")
    dana = office.person("clinician")
    dana.get(address)
    dana.post(f"{address}/decide", act="approve")
    failing = [FAILING, {**FAILING, "id": "train-2", "replaceable": False}]
    result = {"before": FIGURES, "after": FIGURES, "failing": failing}
    office.register.refuse_change(*started[0], result)
    assert "The sheet itself speaks of this" in dana.get(address).text
    answer = dana.post(f"{address}/decide", act="replace", replaces=["train-1@3", "train-2"])
    assert answer.status_code == 400
    assert len(started) == 1


def test_going_back_is_at_once(office: Office, started):
    """One person, with a reason, from a page that shows the newest version."""
    address = drafted(office.person("clinician"))
    admin = office.person("admin")
    admin.get(address)
    admin.post(f"{address}/decide", act="approve")
    office.register.go_live(*started[0], 0, {"before": FIGURES, "after": FIGURES, "failing": []})
    stale = admin.post("/rules/back", to="0", seen="0", reason="wrong")
    assert stale.status_code == 400
    assert admin.post("/rules/back", to="0", seen="1", reason="wrong").status_code == 303
    assert "back to version 0" in admin.get("/rules").text


def test_a_name_can_be_added(office: Office):
    """A synonym goes the same way as a rule."""
    vega = office.person("clinician")
    vega.get("/rules/new?kind=synonym&gap=face%20decor")
    answer = vega.post("/rules/new", kind="synonym", topic="makeup", language="en",
                       synonym="Face Decor", reason="they ask")  # fmt: skip
    assert answer.status_code == 303
    assert "“face decor” means makeup" in vega.get("/rules").text


def test_every_act_is_in_the_audit(office: Office, started):
    """Drafting and approving, by whom, without the words."""
    address = drafted(office.person("clinician"))
    admin = office.person("admin")
    admin.get(address)
    admin.post(f"{address}/decide", act="approve")
    noted = [row.action for row in office.audit.entries()]
    assert "rules.draft" in noted and "rules.approve" in noted
