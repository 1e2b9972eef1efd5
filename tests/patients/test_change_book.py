"""Changes of the rules: two people for each, one version after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.patients.change_book import CHECK_SECONDS
from bot.patients.change_records import ChangeRefused, StaleRules
from bot.patients.errors import FieldError
from bot.patients.register import open_register
from bot.patients.staff_records import Staff
from tests.patients.conftest import NOW

VEGA = Staff("s1", "Dr Vega", "clinician")
DANA = Staff("s2", "Dana", "clinician")
ADMIN = Staff("s3", "Alex", "admin")
DESK = Staff("s4", "Kim", "front_desk")
CONTENT = {"topic": "makeup", "language": "en", "synonym": "war paint"}


def draft(register, author=VEGA, kind="synonym", content=CONTENT) -> int:
    """A draft of this author's."""
    return register.draft_change(kind, content, "patients say so", author)


def live(register, base: int) -> int:
    """A change that went live on this version; its number."""
    number = draft(register)
    register.go_live(number, register.approve_change(number, DANA), base, {"lint": []})
    return number


def test_a_draft_is_kept_as_written(register):
    """Author, moment, reason and content come back; nothing is live."""
    number = draft(register)
    record = register.change(number)
    assert (record.kind, record.content, record.reason) == ("synonym", CONTENT, "patients say so")
    assert (record.author.name, record.drafted_at, record.state) == ("Dr Vega", NOW, "draft")
    assert register.live_changes() == ()


def test_the_author_cannot_approve_their_own(register):
    """Not even the only clinician, and it stays a draft."""
    number = draft(register)
    with pytest.raises(ChangeRefused, match="ask a colleague"):
        register.approve_change(number, VEGA)
    assert register.change(number).state == "draft"


@pytest.mark.parametrize(
    "act",
    [
        lambda register, number: draft(register, DESK),
        lambda register, number: draft(register, ADMIN),
        lambda register, number: register.approve_change(number, DESK),
        lambda register, number: register.approve_change(number, ADMIN, ("train-001",)),
        lambda register, number: register.roll_back(0, 1, "wrong", DESK),
    ],
)
def test_each_step_takes_its_role(register, act):
    """Clinicians draft and answer messages anew; clinicians and admins approve and go back."""
    number = draft(register)
    with pytest.raises(ChangeRefused, match="takes somebody who is"):
        act(register, number)


def test_a_change_goes_live_in_the_second_persons_name(register):
    """With the version after the one it was checked on, the check's result, and both names."""
    number = draft(register)
    lease = register.approve_change(number, ADMIN)
    register.note_progress(number, lease, 5, 420)
    assert (register.change(number).done, register.change(number).of) == (5, 420)
    assert register.go_live(number, lease, 0, {"unsafe": 0}) == 1
    record = register.change(number)
    assert (record.state, record.version, record.result) == ("live", 1, {"unsafe": 0})
    assert (record.author.name, record.approver.name) == ("Dr Vega", "Alex")


def test_a_refused_change_can_be_checked_again(register):
    """What it was refused for stays until then."""
    number = draft(register)
    register.refuse_change(number, register.approve_change(number, DANA), {"unsafe": ["x"]})
    assert register.change(number).result == {"unsafe": ["x"]}
    lease = register.approve_change(number, DANA, ("train-001",))
    assert register.change(number).replaces == ("train-001",)
    assert register.go_live(number, lease, 0, {}) == 1


def test_a_version_follows_only_the_one_it_was_checked_on(register):
    """What was checked on older rules must be checked again."""
    one, two = draft(register), draft(register)
    leases = [register.approve_change(number, DANA) for number in (one, two)]
    register.go_live(one, leases[0], 0, {})
    with pytest.raises(StaleRules, match="at version 1"):
        register.go_live(two, leases[1], 0, {})
    assert register.change(two).state == "checking"
    assert register.go_live(two, leases[1], 1, {}) == 2


def test_of_many_at_once_one_goes_live(database_url):
    """Eight checks end on the same version at the same moment: one wins, seven begin anew."""
    register = open_register(database_url)
    numbers = [draft(register) for _ in range(8)]
    leases = {number: register.approve_change(number, DANA) for number in numbers}

    def go(number: int) -> int | None:
        try:
            return register.go_live(number, leases[number], 0, {})
        except StaleRules:
            return None

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(go, numbers))
    assert sorted(v for v in versions if v) == [1]
    assert [record.version for record in register.live_changes()] == [1]
    register.close()


def test_many_approving_at_once_start_one_check(database_url):
    """Two browsers, one click each: one check runs."""
    register = open_register(database_url)
    number = draft(register)

    def approve(_: int) -> bool:
        try:
            return bool(register.approve_change(number, DANA))
        except ChangeRefused:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(approve, range(6))) == 1
    register.close()


def test_a_check_that_died_can_be_started_by_others(database_url):
    """After its time anybody may start anew, and the dead one's outcome no longer counts."""
    now = [NOW]
    register = open_register(database_url, clock=lambda: now[0])
    number = draft(register)
    lost = register.approve_change(number, DANA)
    with pytest.raises(ChangeRefused, match="being checked"):
        register.approve_change(number, ADMIN)
    now[0] += timedelta(seconds=CHECK_SECONDS + 1)
    register.approve_change(number, ADMIN)
    with pytest.raises(ChangeRefused, match="taken change"):
        register.go_live(number, lost, 0, {})
    register.close()


def test_a_rollback_is_a_new_version(register):
    """It names what it goes back to, and is live at once; one person suffices."""
    live(register, 0)
    assert register.roll_back(0, 1, "misunderstood", ADMIN) == 2
    newest = register.changes()[0]
    assert (newest.kind, newest.content, newest.version) == ("rollback", {"to": 0}, 2)
    assert (newest.state, newest.author.name) == ("live", "Alex")


def test_a_rollback_needs_an_earlier_version_and_the_newest_rules(register):
    """Going back to the present, or without having seen the newest, is refused."""
    live(register, 0)
    with pytest.raises(ChangeRefused, match="not before"):
        register.roll_back(1, 1, "wrong", ADMIN)
    with pytest.raises(StaleRules):
        register.roll_back(0, 2, "wrong", ADMIN)


def test_what_is_withdrawn_or_live_is_decided(register):
    """Neither is approved again, and a reason is needed for all of it."""
    number = draft(register)
    register.withdraw_change(number, DANA)
    with pytest.raises(ChangeRefused, match="withdrawn already"):
        register.approve_change(number, DANA)
    with pytest.raises(ChangeRefused, match="live already"):
        register.withdraw_change(live(register, 0), DANA)
    with pytest.raises(FieldError, match="reason"):
        register.draft_change("synonym", CONTENT, " ", VEGA)


def test_other_processes_see_a_new_version_soon(database_url):
    """A second register, as in another process, has it within two seconds."""
    from time import monotonic, sleep

    here, there = open_register(database_url), open_register(database_url)
    assert there.live_changes() == ()
    live(here, 0)
    began = monotonic()
    while not there.live_changes():
        sleep(0.05)
    assert monotonic() - began < 2
    here.close()
    there.close()
