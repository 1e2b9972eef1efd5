"""What comes from a phone finds its conversation, whatever arrives at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.mailbox import Outgoing, open_mailbox
from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import Attached
from tests.mailbox.conftest import arrival
from tests.mailbox.phones import (
    ANA,
    BEN,
    contacts,
    message,
    messages,
    patient_in,
    register_of,
    said,
)


@pytest.fixture
def register(url):
    opened = register_of(url)
    yield opened
    opened.close()


def test_a_number_in_the_register_is_its_patient(mailbox, register):
    """The phone proves who writes; a stranger's conversation belongs to nobody."""
    ana = register.add_patient("Ana", ANA)
    known, stranger = said(mailbox, message("1", "US.1", ANA), message("2", "US.2", BEN))
    assert patient_in(mailbox, known) == ana and patient_in(mailbox, stranger) is None
    assert known.startswith("wa-") and contacts(mailbox)[0].verified_by == "phone"


def test_a_number_is_found_in_its_older_form(mailbox, register):
    """WhatsApp's Mexican and Brazilian numbers may have a digit more or less than the register."""
    mexican = register.add_patient("Lucía", "+525512345678")
    brazilian = register.add_patient("João", "+5511961234567")
    talks = said(mailbox, message("1", None, "+5215512345678"), message("2", None, "+551161234567"))
    assert [patient_in(mailbox, talk) for talk in talks] == [mexican, brazilian]


def test_two_patients_with_one_number_are_not_guessed(mailbox, register):
    """A family phone is nobody's until a code says whose; also when the second comes later."""
    register.add_patient("Ana", ANA)
    [before] = said(mailbox, message("1", "US.1", ANA))
    register.add_patient("Ana's son", ANA)
    [after] = said(mailbox, message("2", "US.1", ANA))
    assert patient_in(mailbox, after) is None and after != before


def test_an_account_keeps_its_conversation_by_id_or_by_number(mailbox):
    """Either may be missing in a message; both together belong to the same account."""
    given = [("US.1", None), ("US.1", ANA), (None, ANA), ("US.1", None)]
    talks = said(mailbox, *(message(str(n), *keys) for n, keys in enumerate(given)))
    assert len(set(talks)) == 1 and len(contacts(mailbox)) == 1


def test_another_id_on_a_patients_number_is_not_the_patient(mailbox, register):
    """A recycled number: a new conversation, nobody's, and the old one is left behind."""
    ana = register.add_patient("Ana", ANA)
    [old] = said(mailbox, message("1", "US.1", ANA))
    mailbox.post_to(old, Outgoing("your answer"))
    new, known_by_id = said(mailbox, message("2", "US.2", ANA), message("3", "US.1", None))
    assert len({old, new, known_by_id}) == 3
    assert [patient_in(mailbox, talk) for talk in (old, new, known_by_id)] == [ana, None, None]
    assert [contact.needs_code for contact in contacts(mailbox)] == [True, True]


def test_an_old_message_sent_again_brings_nothing_back(mailbox, register):
    """A year later the number is another's; the replay is known and changes nothing."""
    register.add_patient("Ana", ANA)
    [old] = said(mailbox, message("1", "US.1", ANA))
    [new] = said(mailbox, message("2", "US.2", ANA))
    before = contacts(mailbox)
    [again] = mailbox.accept([message("1", "US.1", ANA)])
    assert again.again and again.conversation == old and contacts(mailbox) == before
    assert said(mailbox, message("3", "US.2", ANA)) == [new]


def test_the_providers_word_on_a_changed_number_unlinks(mailbox, register):
    """The next message from the new number needs a code, and sees nothing of the old talk."""
    ana = register.add_patient("Ana", ANA)
    [old] = said(mailbox, message("1", "US.1", ANA))
    assert patient_in(mailbox, old) == ana
    change = message("2", "US.1", ANA, kind="changed", silent=True, becomes=Keys("US.9", BEN))
    [between] = said(mailbox, change)
    [new] = said(mailbox, message("3", "US.9", BEN))
    [contact] = contacts(mailbox)
    assert new == between != old and patient_in(mailbox, new) is None
    assert (contact.user_id, contact.phone, contact.needs_code) == ("US.9", BEN, True)
    assert messages(mailbox)[1].state == "done"


@pytest.mark.parametrize("batch", [1, 7])
def test_fifty_copies_at_once_are_one(url, clock, batch):
    """Of one account's first messages, through several mailboxes: one row each, one contact."""
    mailboxes = [open_mailbox(url, clock) for _ in range(5)]
    group = [message(f"m{n}", "US.1", ANA) for n in range(batch)]
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda n: mailboxes[n % 5].accept(group), range(50)))
    assert {tuple(one.seq for one in outcome) for outcome in told} == {tuple(range(1, batch + 1))}
    assert sum(not one.again for outcome in told for one in outcome) == batch
    assert len(messages(mailboxes[0])) == batch and len(contacts(mailboxes[0])) == 1
    for mailbox in mailboxes:
        mailbox.close()


def test_many_new_accounts_at_once_do_not_meet_in_a_circle(url, clock):
    """Writers with the same new phones in opposite orders: each contact is made once."""
    mailboxes = [open_mailbox(url, clock) for _ in range(4)]
    people = [(f"US.{n}", f"+121255502{n:02d}") for n in range(12)]

    def write(number: int) -> list[str]:
        order = people if number % 2 else people[::-1]
        group = [message(f"{number}-{who}", who, phone) for who, phone in order]
        return [one.conversation for one in mailboxes[number % 4].accept(group)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(16)))
    assert len(contacts(mailboxes[0])) == 12 and len(messages(mailboxes[0])) == 16 * 12
    for mailbox in mailboxes:
        mailbox.close()


def test_web_and_phone_share_a_group(mailbox, talk):
    """One transaction for whatever came; each gets its own outcome in its place."""
    group = [message("1", "US.1"), arrival(talk, "a"), message("1", "US.1"), message("2", "US.2")]
    one, web, again, two = mailbox.accept(group)
    assert web.conversation == talk and again.again and again.conversation == one.conversation
    assert two.conversation not in (one.conversation, talk)


def test_only_a_newer_message_opens_the_window(mailbox, clock):
    """The time is the phone's, never later than now, and an old message moves nothing back."""
    now = clock.now
    for name, sent in (("1", now - timedelta(hours=3)), ("2", now - timedelta(days=2))):
        said(mailbox, message(name, "US.1", sent_at=sent))
        assert contacts(mailbox)[0].last_message_at == now - timedelta(hours=3)
    said(mailbox, message("2b", "US.1", sent_at=now, kind="reaction", silent=True))
    assert contacts(mailbox)[0].last_message_at == now - timedelta(hours=3)
    said(mailbox, message("3", "US.1", sent_at=now + timedelta(days=1)))
    assert contacts(mailbox)[0].last_message_at == now


BUTTONS = (
    {"id": "b1", "title": "Makeup", "says": "/topic-makeup"},
    {"id": "b2", "title": "Sunscreen", "says": "/topic-sunscreen"},
)


def test_a_button_means_what_we_offered(mailbox):
    """By its id or by its number, in this conversation only; anything else is stale."""
    [talk] = said(mailbox, message("0", "US.1"))
    mailbox.post_to(talk, Outgoing("Which?", buttons=BUTTONS))
    said(
        mailbox,
        message("1", "US.1", text="whatever", kind="button", button="b1"),
        message("2", "US.1", text=" 2. "),
        message("3", "US.1", text="Old", kind="button", button="b9"),
        message("4", "US.1", text="3"),
        message("5", "US.2", text="Makeup", kind="button", button="b1"),
    )
    rows = [(row.kind, row.text, row.says) for row in messages(mailbox)[1:]]
    assert rows == [
        ("button", "Makeup", "/topic-makeup"),
        ("button", "Sunscreen", "/topic-sunscreen"),
        ("stale_button", "Old", None),
        ("text", "3", None),
        ("stale_button", "Makeup", None),
    ]


def test_files_are_noted_with_their_message_once(mailbox):
    """A photo that is told of twice is fetched once; photos of an album are answered together."""
    photo = Attached("photo", "media-1", "image/jpeg")
    one = message("1", "US.1", text="📷", kind="photo", whole=False, files=(photo,))
    two = message("2", "US.1", text="📷", kind="photo", whole=False, files=(photo,))
    mailbox.accept([one, one, two])
    mailbox.accept([one])
    mailbox.accept([message("3", "US.1", text="STOP", kind="stop")])
    with mailbox._reading() as connection:
        rows = connection.exec_driver_sql("SELECT inbox, state FROM attachments ORDER BY id").all()
    assert [tuple(row) for row in rows] == [(1, "waiting"), (2, "waiting")]


def test_an_album_is_one_turn_and_a_keyword_stands_alone(mailbox, clock):
    """Photos join photos, texts join texts, and nothing else joins."""
    kinds = ["photo", "photo", "text", "text", "stop", "text"]
    mailbox.accept(
        [message(str(n), "US.1", kind=kind, whole=kind == "stop") for n, kind in enumerate(kinds)]
    )
    bursts = []
    for _ in range(4):
        clock.pass_seconds(5)
        work = mailbox.claim("w")
        bursts.append([one.kind for one in work.messages])
        mailbox.answer(work, Outgoing("yes"))
    assert bursts == [["photo", "photo"], ["text", "text"], ["stop"], ["text"]]
    assert work.channel == "whatsapp" and mailbox.claim("w") is None
