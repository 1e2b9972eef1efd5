"""Which conversation a message from a phone belongs to: steps inside the accepting transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.mailbox.accepting import seen_before, store
from bot.mailbox.contact_rows import Contacts
from bot.mailbox.history_book import offered, offered_as
from bot.mailbox.phone_records import PhoneArrival
from bot.mailbox.records import TEXT, Accepted, Arrival, UnknownConversation

STALE = "stale_button"
BUTTON = "button"
CHANGED = "changed"
# What people type instead of pressing: "2", "2.", "(2)".
_NUMBER = re.compile(r"[\s(]*([0-9]{1,2})[\s.):]*", re.ASCII)


def store_all(
    connection: Connection, arrivals: Sequence[Arrival | PhoneArrival], now: datetime
) -> list[Accepted | UnknownConversation]:
    """One outcome an arrival, in their order. The caller commits.

    What was stored before decides nothing any more: an old message, sent again a year later, must
    not bring back the number that the account had then.
    """
    phones = [arrival for arrival in arrivals if isinstance(arrival, PhoneArrival)]
    if not phones:
        return store(connection, arrivals, now)
    known = seen_before(connection, (arrival.external_id for arrival in phones))
    fresh = [a for a in phones if (a.channel, a.external_id) not in known]
    contacts = Contacts.of(connection, fresh, now)
    placed: dict[tuple[str, str], Arrival] = {}
    outcomes: list = []
    for arrival in arrivals:
        key = (arrival.channel, arrival.external_id)
        if isinstance(arrival, PhoneArrival) and key in known:
            talk, seq = known[key]
            outcomes.append(Accepted(talk, seq, again=True))
            continue
        if isinstance(arrival, PhoneArrival):
            if key not in placed:
                placed[key] = _placed(connection, contacts, arrival)
            arrival = placed[key]
        outcomes.append(arrival)
    contacts.note_messages()
    stored = iter(store(connection, [o for o in outcomes if isinstance(o, Arrival)], now))
    return [next(stored) if isinstance(o, Arrival) else o for o in outcomes]


def _placed(connection: Connection, contacts: Contacts, arrival: PhoneArrival) -> Arrival:
    if arrival.kind == CHANGED:
        conversation = contacts.changed(arrival.sender, arrival.becomes)
    else:
        conversation = contacts.writer_of(arrival)
    text, says, kind = _meant(connection, conversation, arrival)
    return Arrival(
        arrival.channel,
        arrival.external_id,
        conversation,
        text,
        says=says,
        urgent=arrival.urgent,
        whole=arrival.whole or says is not None,
        silent=arrival.silent,
        kind=kind,
        sent_at=arrival.sent_at,
        files=arrival.files,
    )


def _meant(
    connection: Connection, conversation: str, arrival: PhoneArrival
) -> tuple[str, str | None, str]:
    """Text, what Rasa gets, and kind: buttons mean what we offered, whatever the phone sent."""
    if arrival.button is not None:
        button = offered(connection, conversation, arrival.button)
        if button is None:
            return arrival.text, None, STALE
        return button["title"], button["says"], BUTTON
    number = _NUMBER.fullmatch(arrival.text) if arrival.kind == TEXT else None
    button = offered_as(connection, conversation, int(number[1])) if number else None
    if button is not None:
        return button["title"], button["says"], BUTTON
    return arrival.text, None, arrival.kind
