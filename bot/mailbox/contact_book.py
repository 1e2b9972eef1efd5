"""Who is behind a phone's conversation, and whether they want to hear from us."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.mailbox.book import TALKS, Book
from bot.mailbox.contact_rows import CONTACTS
from bot.mailbox.contact_tables import ConsentRow
from bot.mailbox.phone_records import Contact

_CONSENTS = ConsentRow.__table__


class ContactBook(Book):
    """What a patient decides about being written to is kept for good, with their own words."""

    def contact_in(self, conversation: str) -> Contact | None:
        """Whose present conversation this is; None where the phone has begun another since."""
        chosen = select(CONTACTS, TALKS.c.patient).join_from(CONTACTS, TALKS)
        chosen = chosen.where(CONTACTS.c.conversation == conversation)
        with self._reading() as connection:
            row = connection.execute(chosen).one_or_none()
        if row is None:
            return None
        return Contact(
            row.id,
            row.conversation,
            row.patient,
            row.verified_by,
            row.needs_code,
            row.opted_out_at is not None,
        )

    def consent(self, contact: Contact, channel: str, given: bool, words: str) -> None:
        """Note that they agreed, or declined, to hear from us. The first moment of a no stays."""
        now = self._clock()
        row = {
            "contact": contact.id,
            "patient": contact.patient,
            "channel": channel,
            "given": given,
            "words": words,
            "at": now,
        }
        mine = update(CONTACTS).where(CONTACTS.c.id == contact.id)
        if given:
            changed = mine.values(opted_out_at=None)
        else:
            changed = mine.where(CONTACTS.c.opted_out_at.is_(None)).values(opted_out_at=now)
        with self._writing() as connection:
            connection.execute(insert(_CONSENTS), row)
            connection.execute(changed)
