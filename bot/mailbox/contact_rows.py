"""The contacts that one transaction deals with: found, changed and made."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ARRAY, Text, bindparam, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.mailbox.book import TALKS
from bot.mailbox.contact_tables import ContactRow, DeliveryRow
from bot.mailbox.identity import Account, Keys, Settled, changed, settle, spellings
from bot.mailbox.phone_records import PhoneArrival
from bot.mailbox.session_book import new_conversation
from bot.patients.tables import Patient

CONTACTS = ContactRow.__table__
DELIVERIES = DeliveryRow.__table__
_PATIENTS = Patient.__table__
MOST_AT_ONCE = 200
CHANNEL = "whatsapp"


class Contacts:
    """They stay locked until the caller commits, so that of copies that come at once all but one
    find the message stored.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._accounts: dict[int, Account] = {}
        self._conversations: dict[int, str] = {}
        self._wrote: dict[int, datetime] = {}
        self._owners: dict[str, list[str]] = {}

    @classmethod
    def of(cls, connection: Connection, arrivals: Sequence[PhoneArrival], now: datetime):
        """The contacts of these senders, as far as they are known."""
        contacts = cls(connection, now)
        keys = [arrival.sender for arrival in arrivals]
        keys += [arrival.becomes for arrival in arrivals if arrival.becomes]
        contacts._load(keys)
        return contacts

    def writer_of(self, arrival: PhoneArrival) -> str:
        """The conversation of whoever sent this, made if there was none."""
        settled = settle(arrival.sender, *self._known_as(arrival.sender), self._patients_with)
        contact = self._apply(settled, arrival.sender)
        if arrival.silent:
            return self._conversations[contact]
        # Never the time of receiving: an old message that comes late opens no window.
        sent = min(arrival.sent_at or self._now, self._now)
        self._wrote[contact] = max(sent, self._wrote.get(contact, sent))
        return self._conversations[contact]

    def changed(self, sender: Keys, becomes: Keys | None) -> str:
        """The provider says that the account has another number or id; its new conversation."""
        by_id, by_phone = self._known_as(sender)
        becomes = becomes or Keys()
        old = by_id or by_phone or Account(None, sender.user_id, sender.phone)
        holders = [account for account in self._known_as(becomes) if account is not None]
        return self._conversations[self._apply(changed(old, becomes, holders), becomes)]

    def note_messages(self) -> None:
        """Write down when each of them wrote last."""
        for contact, sent in self._wrote.items():
            later = or_(CONTACTS.c.last_message_at.is_(None), CONTACTS.c.last_message_at < sent)
            mine = update(CONTACTS).where(CONTACTS.c.id == contact, later)
            self._connection.execute(mine.values(last_message_at=sent))

    def _load(self, keys: Iterable[Keys]) -> None:
        keys = list(keys)
        ids = sorted({key.user_id for key in keys if key.user_id})
        phones = sorted({key.phone for key in keys if key.phone})
        self._reserve(sorted({*ids, *phones}))
        conditions = [CONTACTS.c.user_id.in_(part) for part in _parts(ids)]
        conditions += [CONTACTS.c.phone.in_(part) for part in _parts(phones)]
        found: set[int] = set()
        for condition in conditions:
            found |= set(self._connection.execute(select(CONTACTS.c.id).where(condition)).scalars())
        for part in _parts(sorted(found)):
            self._lock(part)
        self._find_owners({a.phone for a in self._accounts.values() if a.phone} | set(phones))

    def _reserve(self, keys: Sequence[str]) -> None:
        """Ids and numbers that have no row yet can only be locked by name; all in one order, so
        that writers who meet at several new ones never wait for each other in a circle.

        On SQLite the one who writes is alone anyway.
        """
        if self._connection.dialect.name == "postgresql":
            names = select(func.unnest(bindparam("names", list(keys), ARRAY(Text))).label("name"))
            names = names.subquery()
            locks = func.pg_advisory_xact_lock(func.hashtextextended(names.c.name, 0))
            self._connection.execute(select(locks))

    def _lock(self, contacts: Sequence[int]) -> None:
        chosen = select(CONTACTS).where(CONTACTS.c.id.in_(contacts)).order_by(CONTACTS.c.id)
        # Not against those who only point at a contact: they hold the conversation we want next.
        rows = self._connection.execute(chosen.with_for_update(key_share=True)).all()
        # Asked apart: who waited for the lock must see what its holder has written.
        talks = select(TALKS.c.id, TALKS.c.patient)
        talks = talks.where(TALKS.c.id.in_([row.conversation for row in rows]))
        patients = dict(map(tuple, self._connection.execute(talks)))
        for row in rows:
            patient = patients[row.conversation]
            self._accounts[row.id] = Account(
                row.id, row.user_id, row.phone, patient, row.verified_by, row.needs_code
            )
            self._conversations[row.id] = row.conversation

    def _find_owners(self, phones: Collection[str]) -> None:
        self._owners = {phone: [] for phone in phones}
        asked: dict[str, list[str]] = defaultdict(list)
        for phone in phones:
            for same in spellings(phone):
                asked[same].append(phone)
        for part in _parts(sorted(asked)):
            owners = select(_PATIENTS.c.phone, _PATIENTS.c.reference)
            owners = owners.where(_PATIENTS.c.phone.in_(part)).order_by(_PATIENTS.c.reference)
            for number, reference in self._connection.execute(owners):
                for phone in asked[number]:
                    self._owners[phone].append(reference)

    def _patients_with(self, phone: str) -> Sequence[str]:
        return self._owners[phone]

    def _known_as(self, keys: Keys) -> tuple[Account | None, Account | None]:
        accounts = self._accounts.values()
        by_id = (a for a in accounts if keys.user_id and a.user_id == keys.user_id)
        by_phone = (a for a in accounts if keys.phone and a.phone == keys.phone)
        return next(by_id, None), next(by_phone, None)

    def _apply(self, settled: Settled, keys: Keys) -> int:
        """Losers first: a number stands with one contact at a time."""
        for loser in settled.losers:
            self._save(loser, fresh=True)
        return self._save(settled.account, settled.fresh, keys.parent_user_id)

    def _save(self, account: Account, fresh: bool, parent: str | None = None) -> int:
        if account == self._accounts.get(account.contact):
            return account.contact
        values = {
            "user_id": account.user_id,
            "phone": account.phone,
            "verified_by": account.verified_by,
            "needs_code": account.needs_code,
        }
        if parent:
            values["parent_user_id"] = parent
        if fresh:
            begun = begin_conversation(self._connection, account.patient, self._now)
            values["conversation"] = begun
        if account.contact is None:
            values["created_at"] = self._now
            made = self._connection.execute(insert(CONTACTS), values)
            account = replace(account, contact=made.inserted_primary_key[0])
        else:
            mine = update(CONTACTS).where(CONTACTS.c.id == account.contact)
            self._connection.execute(mine.values(**values))
            self._leave(account, fresh)
        self._accounts[account.contact] = account
        self._conversations[account.contact] = values.get(
            "conversation", self._conversations.get(account.contact)
        )
        return account.contact

    def _leave(self, account: Account, fresh: bool) -> None:
        """What was on its way stays with the old conversation; or the patient becomes known."""
        contact = account.contact
        if fresh:
            waiting = DELIVERIES.c.state.in_(("queued", "held"))
            mine = update(DELIVERIES).where(DELIVERIES.c.contact == contact, waiting)
            gone = {"state": "suppressed", "due_at": None, "changed_at": self._now}
            self._connection.execute(mine.values(**gone))
        elif account.patient != self._accounts[contact].patient:
            mine = update(TALKS).where(TALKS.c.id == self._conversations[contact])
            self._connection.execute(mine.values(patient=account.patient))


def begin_conversation(connection: Connection, patient: str | None, now: datetime) -> str:
    """A conversation of this patient, or of nobody known, in which nothing was said yet."""
    name = f"wa-{secrets.token_hex(16)}"
    row = new_conversation(name, CHANNEL, patient, None, now)
    connection.execute(insert(TALKS), row)
    return name


def _parts(items: Sequence) -> list[Sequence]:
    return [items[start : start + MOST_AT_ONCE] for start in range(0, len(items), MOST_AT_ONCE)]
