"""One-time codes that prove whose record a phone may see: asked for, guessed, limited.

Only a keyed hash of a code is kept, so that a copy of the database proves nothing to anybody. What
happens does not depend on whether a reference exists, except that then no code exists either.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import Book
from bot.mailbox.contact_rows import CONTACTS, begin_conversation
from bot.mailbox.contact_tables import LinkCodeRow
from bot.mailbox.identity import BY_CODE
from bot.mailbox.phone_records import Contact
from bot.mailbox.records import Outgoing
from bot.mailbox.rows import change, locked, post
from bot.patients.tables import Patient

_CODES = LinkCodeRow.__table__
_PATIENTS = Patient.__table__

LIFETIME = timedelta(minutes=10)
# After that, six digits are no late answer to us but something else.
REMEMBERED = timedelta(hours=1)
MOST_GUESSES = 5
MOST_A_DAY = 3
MOST_SENT_AN_HOUR = 30
ASKED, LIMITED = "asked", "limited"
LINKED, REFUSED, NOT_ASKED = "linked", "refused", "not_asked"

# The keyed hash of a code, bound to the contact that asked and to the reference.
Hashed = Callable[[int, str, str], str]


class CodeBook(Book):
    """Guesses are counted before they are compared, and only from the contact that asked."""

    def ask_code(
        self, contact: Contact, reference: str, message: int, hashed: Hashed
    ) -> tuple[str, str | None]:
        """ASKED, with the code to send where the reference exists, or LIMITED."""
        now, code = self._clock(), f"{secrets.randbelow(10**6):06d}"
        with self._writing() as connection:
            exists = _exists(connection, reference)
            # Hashed whether it exists or not, so that both take the same time.
            kept = hashed(contact.id, reference, code)
            values = {"code_hash": kept if exists else None, "expires_at": now + LIFETIME}
            again = update(_CODES).where(_CODES.c.message == message, _CODES.c.used_at.is_(None))
            if connection.execute(again.values(**values)).rowcount:
                return ASKED, code if exists else None
            if self._limited(connection, contact, reference):
                return LIMITED, None
            row = {
                "message": message,
                "contact": contact.id,
                "reference": reference,
                "created_at": now,
                "guesses": 0,
            }
            connection.execute(insert(_CODES), {**row, **values})
            return ASKED, code if exists else None

    def guess_code(
        self, contact: Contact, code: str, hashed: Hashed, welcome: Outgoing
    ) -> str:
        """LINKED, REFUSED (wrong, too old, too often) or NOT_ASKED: no code is waited for.

        Where the conversation was another patient's, a new one begins, with `welcome` in it.
        """
        with self._writing() as connection:
            mine = select(_CODES).where(_CODES.c.contact == contact.id)
            newest = mine.order_by(_CODES.c.id.desc()).limit(1).with_for_update()
            row = connection.execute(newest).one_or_none()
            now = self._clock()
            if row is None or now >= row.expires_at + REMEMBERED:
                return NOT_ASKED
            right = hmac.compare_digest(
                row.code_hash or "", hashed(contact.id, row.reference, code)
            )
            if row.used_at is not None:
                # Taken up again after a crash, the same message must not be told otherwise.
                return LINKED if right and contact.patient == row.reference else NOT_ASKED
            if now >= row.expires_at or row.guesses >= MOST_GUESSES:
                return REFUSED
            counted = {"guesses": row.guesses + 1, "used_at": now if right else None}
            connection.execute(update(_CODES).where(_CODES.c.id == row.id).values(**counted))
            if right:
                self._link(connection, contact, row.reference, welcome)
            return LINKED if right else REFUSED

    def _limited(self, connection: Connection, contact: Contact, reference: str) -> bool:
        now = self._clock()
        today = _CODES.c.created_at > now - timedelta(days=1)
        this_hour = _CODES.c.created_at > now - timedelta(hours=1)
        counts = (
            (MOST_A_DAY, (today, _CODES.c.contact == contact.id)),
            (MOST_A_DAY, (today, _CODES.c.reference == reference)),
            (MOST_SENT_AN_HOUR, (this_hour, _CODES.c.code_hash.is_not(None))),
        )
        for most, conditions in counts:
            asked = select(func.count()).select_from(_CODES).where(*conditions)
            if connection.execute(asked).scalar_one() >= most:
                return True
        return False

    def _link(
        self, connection: Connection, contact: Contact, reference: str, welcome: Outgoing
    ) -> None:
        locking = select(CONTACTS.c.conversation).where(CONTACTS.c.id == contact.id)
        conversation = connection.execute(locking.with_for_update()).scalar_one()
        values = {"verified_by": BY_CODE, "needs_code": False}
        if locked(connection, conversation).patient in (None, reference):
            change(connection, conversation, patient=reference)
        else:
            now = self._clock()
            conversation = begin_conversation(connection, reference, now)
            values["conversation"] = conversation
        mine = update(CONTACTS).where(CONTACTS.c.id == contact.id)
        connection.execute(mine.values(**values))
        if "conversation" in values:
            talk = locked(connection, conversation)
            post(connection, talk, None, welcome, welcome.kind, now)
            change(connection, conversation, last_seq=talk.last_seq + 1)


def _exists(connection: Connection, reference: str) -> bool:
    """Also makes others who ask for the same patient's code wait, so that they are counted."""
    known = select(_PATIENTS.c.reference).where(_PATIENTS.c.reference == reference)
    return connection.execute(known.with_for_update()).first() is not None
