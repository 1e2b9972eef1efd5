"""What staff write for each other, and the sentences they often send."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from bot.patients.book import Book
from bot.patients.errors import FieldError, UnknownReply
from bot.patients.fields import one_line, storable
from bot.patients.staff_records import CannedReply, Note, Staff
from bot.patients.staff_tables import CannedReplyRow, NoteRow

MOST_CHARACTERS = 4000


class NoteBook(Book):
    """Notes are only ever added to; canned replies are kept by the admin."""

    def add_note(
        self, staff: Staff, text: str, patient: str | None, conversation: str | None = None
    ) -> None:
        """About a patient, a conversation, or both. Raises FieldError."""
        row = NoteRow(
            patient=patient,
            conversation=conversation,
            author=staff.id,
            author_name=staff.name,
            text=written(text, "note"),
            at=self._clock(),
        )
        with self._writing.begin() as session:
            session.add(row)

    def notes(self, patient: str | None, conversation: str | None = None) -> list[Note]:
        """Those about this patient or this conversation, the newest first."""
        about = []
        if patient is not None:
            about.append(NoteRow.patient == patient)
        if conversation is not None:
            about.append(NoteRow.conversation == conversation)
        if not about:
            return []
        chosen = select(NoteRow).where(or_(*about)).order_by(NoteRow.at.desc(), NoteRow.id.desc())
        with self._reading() as session:
            return [_note(row) for row in session.scalars(chosen)]

    def canned_replies(self) -> list[CannedReply]:
        """In their order."""
        chosen = select(CannedReplyRow).order_by(CannedReplyRow.position, CannedReplyRow.id)
        with self._reading() as session:
            return [CannedReply(row.id, row.title, row.text) for row in session.scalars(chosen)]

    def write_reply(self, staff: Staff, title: str, text: str, number: int | None = None) -> None:
        """Change this one, or add one at the end. Raises FieldError, UnknownReply."""
        with self._writing.begin() as session:
            if number is None:
                last = session.scalar(select(func.max(CannedReplyRow.position))) or 0
                row = CannedReplyRow(position=last + 1)
                session.add(row)
            else:
                row = _known_reply(session, number)
            row.title, row.text = one_line(title, "title"), written(text, "reply")
            row.changed_by, row.changed_at = staff.id, self._clock()

    def drop_reply(self, number: int) -> None:
        """Remove it. Raises UnknownReply."""
        with self._writing.begin() as session:
            session.delete(_known_reply(session, number))


def written(text: str, field: str) -> str:
    """Text of several lines, as it can be stored. Raises FieldError."""
    text = storable(text.replace("\r\n", "\n")).strip()
    if not text:
        raise FieldError(field, "is empty", f"write the {field}")
    if len(text) > MOST_CHARACTERS:
        wrong = f"is longer than {MOST_CHARACTERS} characters"
        raise FieldError(field, wrong, "shorten it")
    return text


def _known_reply(session, number: int) -> CannedReplyRow:
    row = session.get(CannedReplyRow, number)
    if row is None:
        raise UnknownReply(f"there is no canned reply {number}")
    return row


def _note(row: NoteRow) -> Note:
    return Note(row.id, row.author_name, row.text, row.at, row.patient, row.conversation)
