"""What the staff desk asks of the register beyond what the bot does: finding and correcting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from bot.patients.book import Book
from bot.patients.errors import FieldError
from bot.patients.fields import one_line
from bot.patients.patient_book import record_of
from bot.patients.phones import e164
from bot.patients.records import PatientRecord
from bot.patients.tables import ChannelIdentity, Patient

MOST_FOUND = 50
_AT_ONCE = 200


@dataclass(frozen=True)
class Link:
    """A verified address of a patient on a channel."""

    channel: str
    address: str = field(repr=False)
    verified_at: datetime


class DeskBook(Book):
    """Part of the register."""

    def find_patients(self, wanted: str) -> list[PatientRecord]:
        """By a part of the name, the reference, or the telephone number; the first few by name."""
        wanted = " ".join(wanted.split())[:100]
        if not wanted:
            return []
        # SQLite knows capitals of A to Z only, so é is looked for as É as well.
        spelt = {wanted, wanted.lower(), wanted.upper(), wanted.title()}
        fits = [Patient.name.ilike(f"%{_plain(one)}%", escape="\\") for one in sorted(spelt)]
        fits += [Patient.reference == wanted.upper(), Patient.external_id == wanted]
        digits = "".join(sign for sign in wanted if sign.isdigit())
        if len(digits) >= 4:
            fits.append(Patient.phone.like(f"%{digits}"))
        chosen = select(Patient).where(or_(*fits)).order_by(Patient.name, Patient.reference)
        with self._reading() as session:
            return [record_of(row) for row in session.scalars(chosen.limit(MOST_FOUND))]

    def known_patients(self, references: Collection[str]) -> dict[str, PatientRecord]:
        """Those of these that exist, by reference."""
        wanted, found = sorted(set(references)), {}
        with self._reading() as session:
            for start in range(0, len(wanted), _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                chosen = select(Patient).where(Patient.reference.in_(part))
                found |= {row.reference: record_of(row) for row in session.scalars(chosen)}
        return found

    def change_patient(self, reference: str, name: str, phone: str | None) -> None:
        """Correct name and number. Raises UnknownPatient, FieldError."""
        name = one_line(name, "name")
        number = None if not phone else e164(phone, self._phone_region)
        with self._writing.begin() as session:
            row = self._known(session, reference)
            row.name, row.phone = name, number

    def drop_treatment(self, reference: str, position: int) -> None:
        """Take back the treatment at this place of the record, counted from 0."""
        with self._writing.begin() as session:
            row = self._known(session, reference)
            if not 0 <= position < len(row.treatments):
                raise FieldError("treatment", "is not there any more", "look at the record again")
            del row.treatments[position]

    def links_of(self, reference: str) -> list[Link]:
        """Addresses that were verified as this patient's."""
        mine = select(ChannelIdentity).where(ChannelIdentity.patient_reference == reference)
        with self._reading() as session:
            rows = session.scalars(mine.order_by(ChannelIdentity.id))
            return [Link(row.channel, row.address, row.verified_at) for row in rows]


def _plain(text: str) -> str:
    """Signs that a search would read as "anything"."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
