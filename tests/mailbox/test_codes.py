"""One-time codes: who may ask, who may guess, how often, and what a copy of the database shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.mailbox import Outgoing
from bot.mailbox.code_book import (
    ASKED,
    LIMITED,
    LINKED,
    MOST_GUESSES,
    MOST_SENT_AN_HOUR,
    NOT_ASKED,
    REFUSED,
)
from bot.mailbox.contact_tables import LinkCodeRow
from tests.mailbox.phones import ANA, BEN, contacts, message, patient_in, register_of, said

WELCOME = Outgoing("welcome")
CODES = LinkCodeRow.__table__


def hashed(contact: int, reference: str, code: str) -> str:
    """Not a real hash, so that a test can read it."""
    return f"{contact}/{reference}/{code}"


@pytest.fixture
def register(url):
    opened = register_of(url)
    yield opened
    opened.close()


@pytest.fixture
def ana(register) -> str:
    """A patient whose number nobody writes from."""
    return register.add_patient("Ana", None)


@pytest.fixture
def contact(mailbox):
    """Somebody unknown who wrote."""
    return contact_of(mailbox, "US.1", BEN)


def contact_of(mailbox, user_id: str, phone: str | None = None):
    """The contact behind this account."""
    [talk] = said(mailbox, message(f"from {user_id}", user_id, phone))
    return mailbox.contact_in(talk)


def asks(mailbox, contact, reference: str, number: int) -> tuple[str, str | None]:
    """Ask for a code with the inbox's message of this number."""
    return mailbox.ask_code(contact, reference, number, hashed)


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_links_and_the_conversation_goes_on(mailbox, contact, ana):
    """A first proof: what was said so far was this person's own."""
    outcome, code = asks(mailbox, contact, ana, 1)
    assert outcome == ASKED and len(code) == 6
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == LINKED
    after = mailbox.contact_in(contact.conversation)
    assert (after.patient, after.verified_by, after.needs_code) == (ana, "code", False)
    assert mailbox.entries_after(contact.conversation, 1) == []


def test_a_second_patient_on_the_phone_gets_a_new_conversation(mailbox, contact, register, ana):
    """A mother and her son: nothing of hers shows in his, and the welcome is the first in it."""
    _, code = asks(mailbox, contact, ana, 1)
    mailbox.guess_code(contact, code, hashed, WELCOME)
    mother = mailbox.contact_in(contact.conversation)
    son = register.add_patient("Son", None)
    _, code = asks(mailbox, mother, son, 2)
    assert mailbox.guess_code(mother, code, hashed, WELCOME) == LINKED
    [row] = contacts(mailbox)
    assert row.conversation != mother.conversation
    assert patient_in(mailbox, mother.conversation) == ana
    assert patient_in(mailbox, row.conversation) == son
    assert [entry.text for entry in mailbox.entries_after(row.conversation, 0)] == ["welcome"]


def test_an_unknown_reference_looks_the_same_and_never_links(mailbox, contact):
    """It is asked for, guessed at and limited as any other; only no code exists."""
    assert asks(mailbox, contact, "P-NOBODY", 1) == (ASKED, None)
    for code in ("", "000000", "123456"):
        assert mailbox.guess_code(contact, code, hashed, WELCOME) == REFUSED
    for number in (2, 3):
        assert asks(mailbox, contact, "P-NOBODY", number) == (ASKED, None)
    assert asks(mailbox, contact, "P-NOBODY", 4) == (LIMITED, None)


def test_five_guesses_and_it_is_over(mailbox, contact, ana):
    """Then the right code is refused as well, in the same word."""
    _, code = asks(mailbox, contact, ana, 1)
    for _ in range(MOST_GUESSES):
        assert mailbox.guess_code(contact, wrong(code), hashed, WELCOME) == REFUSED
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == REFUSED
    assert mailbox.contact_in(contact.conversation).patient is None


def test_a_code_is_good_for_ten_minutes_and_once(mailbox, contact, clock, ana):
    """Later it is refused, and an hour later six digits are no code at all."""
    _, code = asks(mailbox, contact, ana, 1)
    clock.pass_seconds(601)
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == REFUSED
    clock.pass_seconds(3600)
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == NOT_ASKED
    _, code = asks(mailbox, contact, ana, 2)
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == LINKED
    assert mailbox.guess_code(contact, wrong(code), hashed, WELCOME) == NOT_ASKED


def test_a_code_is_good_only_where_it_was_asked_for(mailbox, contact, ana):
    """Somebody else who has seen it cannot use it, also when they asked for one themselves."""
    _, code = asks(mailbox, contact, ana, 1)
    other = contact_of(mailbox, "US.2")
    assert mailbox.guess_code(other, code, hashed, WELCOME) == NOT_ASKED
    _, own = asks(mailbox, other, "P-NOBODY", 2)
    assert own is None and mailbox.guess_code(other, code, hashed, WELCOME) == REFUSED
    assert mailbox.guess_code(contact, code, hashed, WELCOME) == LINKED


def test_only_the_newest_code_counts(mailbox, contact, ana):
    """Who asks again makes the code before worthless."""
    _, first = asks(mailbox, contact, ana, 1)
    _, second = asks(mailbox, contact, ana, 2)
    if first != second:
        assert mailbox.guess_code(contact, first, hashed, WELCOME) == REFUSED
    assert mailbox.guess_code(contact, second, hashed, WELCOME) == LINKED


def test_three_codes_a_day_by_contact_and_by_reference(mailbox, contact, clock, register, ana):
    """Whoever asks for whom; the next day it begins anew."""
    others = [register.add_patient(f"Somebody {n}", None) for n in range(4)]
    for number in range(3):
        assert asks(mailbox, contact, others[number], number)[0] == ASKED
    assert asks(mailbox, contact, others[3], 3)[0] == LIMITED
    strangers = [contact_of(mailbox, f"US.{n}") for n in range(10, 14)]
    outcomes = [asks(mailbox, one, ana, n)[0] for n, one in enumerate(strangers, start=10)]
    assert outcomes == [ASKED, ASKED, ASKED, LIMITED]
    clock.pass_seconds(86_401)
    assert asks(mailbox, contact, others[3], 20)[0] == ASKED
    assert asks(mailbox, strangers[3], ana, 21)[0] == ASKED


def test_so_many_codes_an_hour_altogether(mailbox, clock, register):
    """Nobody can make the clinic's system send without end."""
    people = [register.add_patient(f"Somebody {n}", None) for n in range(MOST_SENT_AN_HOUR + 1)]
    strangers = [contact_of(mailbox, f"US.{n}") for n in range(len(people))]
    asked = [asks(mailbox, one, who, n) for n, (one, who) in enumerate(zip(strangers, people))]
    assert [outcome for outcome, _ in asked] == [ASKED] * MOST_SENT_AN_HOUR + [LIMITED]
    clock.pass_seconds(3601)
    assert asks(mailbox, strangers[-1], people[-1], 99)[0] == ASKED


def test_a_reference_asked_for_by_many_at_once_is_limited_all_the_same(mailbox, ana):
    """They are counted one after the other."""
    strangers = [contact_of(mailbox, f"US.{n}") for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        asked = list(
            pool.map(lambda pair: asks(mailbox, pair[1], ana, pair[0])[0], enumerate(strangers))
        )
    assert asked.count(ASKED) == 3


def test_the_same_message_again_asks_once(mailbox, contact, ana):
    """After a crash there is a code to send, one row, and the older code is worthless."""
    _, before = asks(mailbox, contact, ana, 1)
    outcome, after = asks(mailbox, contact, ana, 1)
    assert outcome == ASKED and after is not None
    with mailbox._reading() as connection:
        [row] = connection.execute(select(CODES)).all()
    assert row.code_hash == hashed(contact.id, ana, after)
    assert mailbox.guess_code(contact, after, hashed, WELCOME) == LINKED


def test_the_same_right_code_again_is_right_again(mailbox, contact, ana):
    """The message that linked is taken up again after a crash: the patient is told the truth."""
    _, code = asks(mailbox, contact, ana, 1)
    mailbox.guess_code(contact, code, hashed, WELCOME)
    linked = mailbox.contact_in(contact.conversation)
    assert mailbox.guess_code(linked, code, hashed, WELCOME) == LINKED


def test_guesses_at_the_same_moment_are_all_counted(mailbox, contact, ana):
    """Fifty at once are five guesses."""
    _, code = asks(mailbox, contact, ana, 1)
    with ThreadPoolExecutor(10) as pool:
        list(
            pool.map(
                lambda _: mailbox.guess_code(contact, wrong(code), hashed, WELCOME), range(50)
            )
        )
    with mailbox._reading() as connection:
        [row] = connection.execute(select(CODES)).all()
    assert row.guesses == MOST_GUESSES


def test_a_changed_number_needs_a_code_and_a_code_heals_it(mailbox, register):
    """The patient gets back to their record by the code, not by the number."""
    ana = register.add_patient("Ana", ANA)
    said(mailbox, message("1", "US.1", ANA))
    [talk] = said(mailbox, message("2", "US.2", ANA))
    changed = mailbox.contact_in(talk)
    assert changed.needs_code and changed.patient is None
    _, code = asks(mailbox, changed, ana, 1)
    assert mailbox.guess_code(changed, code, hashed, WELCOME) == LINKED
    [again] = said(mailbox, message("3", "US.2", ANA))
    assert again == talk and patient_in(mailbox, talk) == ana
