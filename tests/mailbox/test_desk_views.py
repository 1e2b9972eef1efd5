"""What the staff desk asks of the mailbox: news, a patient's conversations, what was delivered."""

from __future__ import annotations

from sqlalchemy import insert

from bot.mailbox.contact_tables import ConsentRow, ContactRow, DeliveryRow
from bot.mailbox.records import Outgoing
from bot.patients.register import open_register
from tests.mailbox.conftest import arrival, conversation_of


def test_the_pulse_changes_with_everything_the_staff_would_see(mailbox, url, talk, clock):
    """A message, a reply, a call, its assignment, its acknowledgement, a mode, a delivery; and it
    does not change by itself."""
    register = open_register(url, clock=clock)

    def beat(what) -> None:
        before = mailbox.pulse()
        what()
        clock.pass_seconds(1)
        assert mailbox.pulse() != before, what
        assert mailbox.pulse() == mailbox.pulse()

    beat(lambda: mailbox.accept([arrival(talk, "1")]))
    beat(lambda: mailbox.post_to(talk, Outgoing("hello")))
    calls: list[str] = []
    beat(lambda: calls.append(register.open_escalation("routine", "call me", None, talk)))
    beat(lambda: calls.append(register.open_escalation("emergency", "help", None, "")))
    beat(lambda: register.assign_escalation(calls[0], "Dana"))
    beat(lambda: register.acknowledge_escalation(calls[1], "Dana"))
    beat(lambda: mailbox.take(talk, "Dana", mailbox.standing(talk).version))
    beat(lambda: mailbox.reply_as_staff(talk, "Dana", "hi", mailbox.standing(talk).version))
    newest = mailbox.thread(talk)[-1].outbox_id
    beat(lambda: mailbox.mark_delivered([newest]))
    version = mailbox.standing(talk).version
    beat(lambda: mailbox.close_talk(talk, "Dana", version, mailbox.standing(talk).last_seq))
    register.close()


def test_a_patients_conversations_are_theirs(mailbox, clock):
    """The newest first, without the empty ones, and nobody else's."""
    first = conversation_of(mailbox, "P-1")
    clock.pass_seconds(60)
    second = conversation_of(mailbox, "P-1")
    empty, other = conversation_of(mailbox, "P-1"), conversation_of(mailbox, "P-2")
    for talk in (first, second, other):
        mailbox.accept([arrival(talk, "1")])
    found = [standing.conversation for _, standing in mailbox.conversations_of("P-1")]
    assert found == [second, first] and empty not in found


def test_consents_are_all_there(mailbox, clock):
    """Given and declined, the newest first, without a repr that quotes."""
    row = {"patient": "P-1", "channel": "whatsapp", "words": "yes please", "at": clock.now}
    with mailbox._writing() as connection:
        connection.execute(insert(ConsentRow.__table__), {**row, "given": True})
        connection.execute(insert(ConsentRow.__table__), {**row, "given": False, "words": "STOP"})
    assert [consent.given for consent in mailbox.consents_of("P-1")] == [False, True]
    assert mailbox.consents_of("P-2") == []
    assert "yes please" not in repr(mailbox.consents_of("P-1"))


def test_what_was_delivered_is_known(mailbox, talk, clock):
    """On the web once a browser had it; on a telephone by what the provider says."""
    for text in ("one", "two"):
        mailbox.reply_as_staff(talk, "Dana", text, mailbox.standing(talk).version)
    first, second = mailbox.thread(talk)
    assert mailbox.reach(talk) == {first.seq: "waiting", second.seq: "waiting"}
    mailbox.mark_delivered([first.outbox_id])
    contact = {"id": 1, "conversation": talk, "needs_code": False, "created_at": clock.now}
    delivery = {"outbox": second.outbox_id, "contact": 1, "part": 0, "urgent": False, "tries": 1}
    delivery["state"] = "failed"
    with mailbox._writing() as connection:
        connection.execute(insert(ContactRow.__table__), contact)
        connection.execute(insert(DeliveryRow.__table__), {**delivery, "changed_at": clock.now})
    assert mailbox.reach(talk) == {first.seq: "delivered", second.seq: "failed"}
