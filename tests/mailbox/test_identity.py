"""Who writes, decided by table and by chance: no conversation is ever shown to another owner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mailbox import Mailbox, open_mailbox
from bot.mailbox.identity import Account, Keys, changed, settle, spellings
from tests.mailbox.phones import message, patient_in, register_of
from tests.patients.databases import migrated_database

ANA, BEN = "+12125550101", "+12125550102"


def owners(*references: str):
    """A register in which these patients, and no others, gave any number."""
    return lambda phone: references


NOBODY, ONE, FAMILY = owners(), owners("P-ANA"), owners("P-ANA", "P-BEN")


def test_a_new_number_is_its_only_patient():
    """With one patient it is theirs, with none or two it is nobody's."""
    for known, patient in ((NOBODY, None), (ONE, "P-ANA"), (FAMILY, None)):
        settled = settle(Keys("US.1", ANA), None, None, known)
        assert (settled.account.patient, settled.fresh) == (patient, True)
        assert not settled.account.needs_code and settled.losers == ()


def test_an_id_without_a_number_proves_nothing():
    """Somebody whose number is hidden is a stranger until a code says otherwise."""
    assert settle(Keys("US.1"), None, None, ONE).account.patient is None


KNOWN = Account(1, "US.1", ANA, "P-ANA", "phone")


@pytest.mark.parametrize("keys", [Keys("US.1", ANA), Keys("US.1"), Keys(None, ANA)])
def test_the_same_account_stays(keys):
    """By both, by the id or by the number alone: nothing changes."""
    by_id = KNOWN if keys.user_id else None
    settled = settle(keys, by_id, KNOWN if keys.phone else None, ONE)
    assert settled.account == KNOWN and not settled.fresh and settled.losers == ()


def test_what_was_missing_is_learned_in_the_same_conversation():
    """The number of an id, the id of a number: the first time is no change."""
    only_id, only_phone = Account(1, "US.1"), Account(1, None, ANA, "P-ANA", "phone")
    learned = settle(Keys("US.1", ANA), only_id, None, ONE)
    assert learned.account == replace(KNOWN) and not learned.fresh
    assert settle(Keys("US.1", ANA), None, only_phone, ONE).account == KNOWN


def test_another_number_unlinks():
    """The id is the same, the number another: a new conversation and a code."""
    settled = settle(Keys("US.1", BEN), KNOWN, None, ONE)
    assert settled.account == Account(1, "US.1", BEN, needs_code=True) and settled.fresh


def test_another_id_on_the_number_unlinks_both():
    """The new account needs a code; the old one has lost its number and needs one too."""
    settled = settle(Keys("US.2", ANA), None, KNOWN, ONE)
    assert settled.account == Account(None, "US.2", ANA, needs_code=True) and settled.fresh
    assert settled.losers == (Account(1, "US.1", needs_code=True),)


def test_what_a_code_proved_outlasts_the_register():
    """The clinic may take the number out of the register; the code was for this very account."""
    proved = replace(KNOWN, verified_by="code")
    for known in (NOBODY, FAMILY):
        settled = settle(Keys("US.1", ANA), proved, proved, known)
        assert settled.account == proved and not settled.fresh


@pytest.mark.parametrize("known", [NOBODY, FAMILY, owners("P-BEN")])
def test_what_the_number_proved_does_not_outlast_the_register(known):
    """Taken out, shared, or given to another patient: the old conversation is over."""
    settled = settle(Keys("US.1", ANA), KNOWN, KNOWN, known)
    assert settled.fresh and settled.account.patient != "P-ANA"


def test_the_providers_word_unlinks_whoever_is_concerned():
    """Also somebody who was known under the new number until now."""
    other = Account(2, "US.2", BEN, "P-BEN", "code")
    settled = changed(KNOWN, Keys("US.9", BEN), [other])
    assert settled.account == Account(1, "US.9", BEN, needs_code=True) and settled.fresh
    assert settled.losers == (Account(2, "US.2", None, needs_code=True),)


def test_nobody_is_nobody():
    """A message without id and number must not be anybody's."""
    with pytest.raises(ValueError, match="nobody"):
        settle(Keys(), None, None, ONE)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("+5215512345678", "+525512345678"),
        ("+525512345678", "+5215512345678"),
        ("+551161234567", "+5511961234567"),
        ("+5511961234567", "+551161234567"),
    ],
)
def test_old_forms_of_a_number(written, other):
    """Both ways; other countries have one form."""
    assert spellings(written) == (written, other)
    assert spellings(ANA) == (ANA,) and spellings("+34612345678") == ("+34612345678",)


IDS = st.sampled_from(["US.1", "US.2", "US.3", None])
PHONES = st.sampled_from([ANA, BEN, "+12125550103", None])
SENDERS = st.tuples(IDS, PHONES).filter(any)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), SENDERS, st.none()),
        st.tuples(st.just("changes"), SENDERS, st.one_of(st.none(), SENDERS)),
        st.tuples(st.just("replay"), st.integers(0, 8), st.none()),
        st.tuples(st.just("registers"), PHONES.filter(bool), st.none()),
    ),
    min_size=2,
    max_size=10,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> str:
    """A migrated database's address."""
    return migrated_database("sqlite", tmp_path_factory.mktemp("identity"))


@settings(max_examples=120)
@given(steps=STEPS)
def test_a_conversation_has_one_id_one_number_and_one_patient(whole, steps):
    """Whatever arrives in whatever order, a conversation is one owner's from end to end.

    And what the number alone proves is believed only while one patient has it, and only of an
    account that never changed hands.
    """
    mailbox, register = open_mailbox(whole), register_of(whole)
    empty(mailbox)
    seen: dict[str, dict[str, set]] = {}
    sent, number = [], 0
    try:
        for what, who, becomes in steps:
            number += 1
            if what == "registers":
                register.add_patient(f"Somebody {number}", who)
                continue
            if what == "replay":
                if sent:
                    old, where = sent[who % len(sent)]
                    [again] = mailbox.accept([old])
                    assert again.again and again.conversation == where
                continue
            more = {"kind": "changed", "silent": True} if what == "changes" else {}
            becomes = Keys(*becomes) if becomes else None
            arrival = message(f"{number}", *who, becomes=becomes, **more)
            [stored] = mailbox.accept([arrival])
            sent.append((arrival, stored.conversation))
            of = seen.setdefault(stored.conversation, {"id": set(), "phone": set(), "who": set()})
            if what == "says":
                of["id"] |= {who[0]} - {None}
                of["phone"] |= {who[1]} - {None}
            check(mailbox, register, seen)
    finally:
        mailbox.close()
        register.close()


def check(mailbox: Mailbox, register, seen: dict) -> None:
    """What must hold after every step."""
    with mailbox._reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM contacts").mappings().all()
    for contact in rows:
        patient = patient_in(mailbox, contact["conversation"])
        of = seen.setdefault(contact["conversation"], {"id": set(), "phone": set(), "who": set()})
        of["who"] |= {patient} - {None}
        assert (patient is None) == (contact["verified_by"] is None)
        assert not (contact["needs_code"] and patient)
    for of in seen.values():
        assert all(len(values) <= 1 for values in of.values()), of


def empty(mailbox: Mailbox) -> None:
    """Forget everybody."""
    tables = ("attachments", "inbox", "contacts", "conversations", "patients")
    with mailbox._writing() as connection:
        for table in tables:
            connection.exec_driver_sql(f"DELETE FROM {table}")
