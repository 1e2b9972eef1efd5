"""Which verified address on which channel belongs to which patient."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot.patients.book import Book
from bot.patients.errors import AlreadyTaken
from bot.patients.tables import ChannelIdentity


class ChannelBook(Book):
    """Identity comes from here, never from what somebody typed."""

    def link_channel(self, reference: str, channel: str, address: str) -> None:
        """Record that this address was verified now as the patient's; again is a new check.

        An address of another patient is never moved silently: that raises AlreadyTaken.
        """
        try:
            with self._writing.begin() as session:
                self._known(session, reference)
                row = session.scalars(_identity(channel, address)).one_or_none()
                if row is None:
                    row = ChannelIdentity(
                        patient_reference=reference, channel=channel, address=address
                    )
                    session.add(row)
                if row.patient_reference != reference:
                    raise AlreadyTaken(_TAKEN)
                row.verified_at = self._clock()
        except IntegrityError:
            # Somebody else linked the address between the look and the write. The
            # database's own words would repeat the address.
            if self.patient_of(channel, address) != reference:
                raise AlreadyTaken(_TAKEN) from None

    def unlink_channel(self, channel: str, address: str) -> None:
        """Forget the address, for example because the number has a new owner."""
        mine = (ChannelIdentity.channel == channel, ChannelIdentity.address == address)
        with self._writing.begin() as session:
            session.execute(delete(ChannelIdentity).where(*mine))

    def patient_of(self, channel: str, address: str) -> str | None:
        """The reference of the patient whose verified address this is."""
        with self._reading() as session:
            row = session.scalars(_identity(channel, address)).one_or_none()
            return None if row is None else row.patient_reference


_TAKEN = "this address belongs to another patient; unlink it there first"


def _identity(channel: str, address: str) -> object:
    return select(ChannelIdentity).where(
        ChannelIdentity.channel == channel, ChannelIdentity.address == address
    )
