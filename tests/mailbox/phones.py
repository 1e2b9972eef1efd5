"""What the tests of phones share: messages from them, and a look at the rows."""

from __future__ import annotations

from sqlalchemy import select

from bot.mailbox import Mailbox
from bot.mailbox.contact_tables import ContactRow
from bot.mailbox.identity import Keys
from bot.mailbox.phone_records import PhoneArrival
from bot.mailbox.tables import ConversationRow, InboxRow
from bot.patients.register import Register, open_register

ANA, BEN = "+12125550101", "+12125550102"


def message(
    name: str, user_id: str | None = None, phone: str | None = None, text: str = "hi?", **more
) -> PhoneArrival:
    """A message under this id, from the account of this id and number."""
    return PhoneArrival("whatsapp", name, Keys(user_id, phone), text, **more)


def said(mailbox: Mailbox, *arrivals: PhoneArrival) -> list[str]:
    """Store them one after the other; the conversation of each."""
    return [mailbox.accept([arrival])[0].conversation for arrival in arrivals]


def contacts(mailbox: Mailbox) -> list[ContactRow]:
    """All contact rows, in the order in which they were made."""
    with mailbox._reading() as connection:
        table = ContactRow.__table__
        return connection.execute(select(table).order_by(table.c.id)).all()


def messages(mailbox: Mailbox) -> list[InboxRow]:
    """All that came in, in order."""
    with mailbox._reading() as connection:
        table = InboxRow.__table__
        return connection.execute(select(table).order_by(table.c.id)).all()


def patient_in(mailbox: Mailbox, conversation: str) -> str | None:
    """Whose conversation this is."""
    with mailbox._reading() as connection:
        table = ConversationRow.__table__
        chosen = select(table.c.patient).where(table.c.id == conversation)
        return connection.execute(chosen).scalar_one()


def register_of(url: str) -> Register:
    """The patients in the mailbox's database."""
    return open_register(url)
