"""Accounts, logins, attempts, notes and finding patients, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.patients.attempt_book import FREE, stranger
from bot.patients.errors import AlreadyTaken, FieldError, UnknownPatient, UnknownStaff
from bot.patients.staff_register import StaffRegister, open_staff_register
from tests.patients.conftest import NOW

UNTIL = NOW + timedelta(days=3)


@pytest.fixture
def staff(database_url: str) -> Iterator[StaffRegister]:
    opened = open_staff_register(database_url, clock=lambda: NOW)
    yield opened
    opened.close()


def test_accounts_are_added_changed_and_closed(staff):
    """What is stored is what comes back; a closed one stays on record, and last in the list."""
    dana = staff.add_staff("dana", " Dana  Lee ", "front_desk", "hash", UNTIL)
    kim = staff.add_staff("kim", "Kim", "admin", "hash", UNTIL)
    assert (dana.name, dana.role, dana.password_until) == ("Dana Lee", "front_desk", UNTIL)
    assert staff.staff_with_login("dana") == staff.staff_member(dana.id) == dana
    staff.disable_staff(dana.id)
    assert [one.login for one in staff.staff()] == ["kim", "dana"]
    assert staff.staff_member(dana.id).disabled_at == NOW
    staff.reset_staff(dana.id, "other", UNTIL)
    again = staff.staff_member(dana.id)
    assert (again.disabled_at, again.totp_secret, again.password_hash) == (None, None, "other")
    assert kim.staff.id == kim.id
    for act in (staff.disable_staff, lambda s: staff.reset_staff(s, "h", UNTIL)):
        with pytest.raises(UnknownStaff):
            act("S-NOBODY")


@pytest.mark.parametrize("login", ["", "x", "Dana", "dana lee", "9dana", "d" * 40, "dána"])
def test_logins_are_plain(staff, login):
    """Letters that everybody can type."""
    with pytest.raises(FieldError):
        staff.add_staff(login, "Dana", "admin", "hash", UNTIL)


def test_a_login_is_one_persons(staff):
    """A second account of that name is refused."""
    staff.add_staff("dana", "Dana", "admin", "hash", UNTIL)
    with pytest.raises(AlreadyTaken):
        staff.add_staff("dana", "Other", "admin", "hash", UNTIL)


def test_reprs_show_no_secret_and_no_name(staff):
    """What ends up in a log by mistake is a reference."""
    dana = staff.add_staff("dana", "Dana Lee", "admin", "the-hash", UNTIL)
    assert "Dana" not in repr(dana) and "the-hash" not in repr(dana) and dana.id in repr(dana)


def test_of_many_uses_of_one_step_one_counts(staff):
    """A code shown by the app opens one door, whoever is quickest."""
    dana = staff.add_staff("dana", "Dana", "admin", "hash", UNTIL)
    staff.enrol(dana.id, "sealed", 100, ["a", "b"])
    assert not staff.use_step(dana.id, 100)
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: staff.use_step(dana.id, 101), range(12)))
    assert sorted(taken) == [False] * 11 + [True]
    with ThreadPoolExecutor(6) as pool:
        used = list(pool.map(lambda _: staff.use_recovery_code(dana.id, "a"), range(12)))
    assert sorted(used) == [False] * 11 + [True]
    assert staff.recovery_codes_left(dana.id) == 1


@pytest.mark.parametrize("name", ["dana", stranger("nobody")])
def test_of_many_guesses_at_once_five_are_heard(staff, name):
    """Also the very first ones, when no row is there yet."""
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda _: staff.attempt(name), range(24)))
    assert heard.count(True) == FREE


def test_names_that_nobody_has_fill_nothing(staff):
    """However many are tried, they share a thousand rows."""
    assert len({stranger(f"name-{n}") for n in range(50_000)}) <= 1024


def test_of_two_requests_one_goes_on(staff):
    """The same half login twice at once becomes one session."""
    dana = staff.add_staff("dana", "Dana", "admin", "hash", UNTIL)
    token = staff.open_staff_session(dana.id, "code")
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: staff.next_stage(token, "in"), range(8)))
    assert len([one for one in tokens if one]) == 1
    assert staff.staff_session(token) is None
    assert staff.staff_sessions_of(dana.id) == 1
    assert staff.end_sessions_of(dana.id) == 1


def test_notes_and_replies(staff):
    """The newest note first, about the patient or the talk; replies in their order."""
    dana = staff.add_staff("dana", "Dana", "admin", "hash", UNTIL).staff
    staff.add_note(dana, "one\r\ntwo", "P-1")
    staff.add_note(dana, "three\x00", None, "talk-1")
    assert [note.text for note in staff.notes("P-1", "talk-1")] == ["three", "one\ntwo"]
    assert staff.notes(None) == []
    for poor in ("", "  \n", "x" * 4001):
        with pytest.raises(FieldError):
            staff.add_note(dana, poor, "P-1")
    before = [reply.title for reply in staff.canned_replies()]
    assert len(before) >= 5
    staff.write_reply(dana, "Last", "text")
    assert [reply.title for reply in staff.canned_replies()] == [*before, "Last"]


def test_patients_are_found(register):
    """By parts of the name in any case, by the end of the number, by reference; % is a sign."""
    ann = register.add_patient("Ann Lee", "+12125550123")
    odd = register.add_patient("50% Off_Ltd")
    found = {
        wanted: [record.reference for record in register.find_patients(wanted)]
        for wanted in ("ANN", "lee", "0123", "(212) 555-0123", ann.lower(), "50%", "f_l", "%", " ")
    }
    assert found.pop("%") == found.pop("50%") == found.pop("f_l") == [odd]
    assert found.pop(" ") == []
    assert set(map(tuple, found.values())) == {(ann,)}
    assert register.find_patients("_") == register.find_patients("f_l")
    elodie = register.add_patient("Élodie Ñuñez")
    for wanted in ("élodie", "ÉLODIE", "ñuñez"):
        assert [record.reference for record in register.find_patients(wanted)] == [elodie]
    assert set(register.known_patients([ann, "P-NONE"])) == {ann}


def test_a_record_is_corrected(register):
    """Name and number; a number that cannot be one changes nothing."""
    ann = register.add_patient("Ann Lee", "+12125550123")
    with pytest.raises(FieldError):
        register.change_patient(ann, "Ann", "12")
    register.change_patient(ann, " Ann  Leeds ", None)
    assert (register.patient(ann).name, register.patient(ann).phone) == ("Ann Leeds", None)
    with pytest.raises(UnknownPatient):
        register.change_patient("P-NONE", "x", None)
    with pytest.raises(FieldError):
        register.drop_treatment(ann, 0)
    register.link_channel(ann, "whatsapp", "+12125550123")
    [link] = register.links_of(ann)
    assert (link.channel, link.address, link.verified_at) == ("whatsapp", "+12125550123", NOW)
    assert "0123" not in repr(link)
