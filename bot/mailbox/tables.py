"""The tables of the mailbox, in the database of the register."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from bot.patients.tables import Base, Instant

_NO, _NONE_YET = text("false"), text("0")


def _of_conversation() -> Column:
    return Column(Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


class ConversationRow(Base):
    """One talk on one channel. Its `last_seq` numbers both sides' messages in one order.

    `due_at` is when a worker should take it up, `waiting_since` when its oldest unanswered message
    came; both are empty when nothing waits. `lease` names who works on it until `lease_until`, and
    `taken_seq` is the last message of the burst that was taken up last.

    `mode` says who speaks: the assistant (`bot`, `waiting` for a person, `closed` until the patient
    writes again) or a person (`human`), `mode_by` which one. Every act of the staff makes a new
    `mode_version`, so that nobody acts on what they have not seen. `active_at` is when a person or
    the patient last wrote while a person had the conversation.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("mode IN ('bot', 'waiting', 'human', 'closed')", name="known_mode"),
    )

    id = Column(Text, primary_key=True)
    channel = Column(Text, nullable=False)
    # No foreign keys to patients here: what was said is kept even when a record is gone.
    patient = Column(Text, index=True)
    language = Column(Text)
    created_at = Column(Instant, nullable=False)
    last_seq = Column(Integer, nullable=False)
    seen_seq = Column(Integer, nullable=False)
    taken_seq = Column(Integer, nullable=False)
    due_at = Column(Instant, index=True)
    waiting_since = Column(Instant, index=True)
    delayed = Column(Boolean, nullable=False)
    tries = Column(Integer, nullable=False)
    failures = Column(Integer, nullable=False)
    lease = Column(Text)
    lease_until = Column(Instant)
    memory = Column(JSON)
    mode = Column(Text, nullable=False, server_default="bot", index=True)
    mode_since = Column(Instant)
    mode_by = Column(Text)
    mode_version = Column(Integer, nullable=False, server_default=_NONE_YET)
    active_at = Column(Instant)


class SessionRow(Base):
    """A web visitor's session. Only the token's hash is kept, so a copy lets nobody in."""

    __tablename__ = "web_sessions"

    token_hash = Column(Text, primary_key=True)
    conversation = _of_conversation()
    seen_at = Column(Instant, nullable=False)


class OutboxRow(Base):
    """One message to the patient. At most one of each kind answers a message of theirs.

    `author` is the person on the staff who wrote it, by the name that patients are shown.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation", "seq"),
        UniqueConstraint("answers", "kind"),
        CheckConstraint(
            "kind IN ('reply', 'delay', 'staff', 'notice', 'status')", name="known_kind"
        ),
    )

    id = Column(Integer, primary_key=True)
    conversation = _of_conversation()
    seq = Column(Integer, nullable=False)
    kind = Column(Text, nullable=False)
    author = Column(Text)
    answers = Column(Integer)
    text = Column(Text, nullable=False)
    buttons = Column(JSON, nullable=False)
    aftercare = Column(JSON)
    created_at = Column(Instant, nullable=False)
    delivered_at = Column(Instant)


class InboxRow(Base):
    """One message from the patient, under the id that its sender or provider gave it for ever.

    `says` is what Rasa gets where that is not the text that was shown (a button). `urgent` ones
    may speak of danger and wait for nobody; `whole` ones need not wait for a next short message.
    `kind` says what it was if not text (photo, button, …), `sent_at` when the phone sent it.
    `held` ones are for a person: the assistant answers them with red flags or not at all.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        UniqueConstraint("conversation", "seq"),
        CheckConstraint("state IN ('waiting', 'urgent', 'done')", name="known_state"),
        Index("ix_inbox_state_id", "state", "id"),
    )

    id = Column(Integer, primary_key=True)
    channel = Column(Text, nullable=False)
    external_id = Column(Text, nullable=False)
    conversation = _of_conversation()
    seq = Column(Integer, nullable=False)
    text = Column(Text, nullable=False)
    says = Column(Text)
    whole = Column(Boolean, nullable=False)
    state = Column(Text, nullable=False)
    lease = Column(Text)
    lease_until = Column(Instant)
    received_at = Column(Instant, nullable=False)
    kind = Column(Text, nullable=False, server_default="text")
    held = Column(Boolean, nullable=False, server_default=_NO)
    sent_at = Column(Instant)
    answered_by = Column(Integer, ForeignKey("outbox.id", ondelete="SET NULL"))


class WorkerRow(Base):
    """When each worker was last seen alive."""

    __tablename__ = "workers"

    name = Column(Text, primary_key=True)
    seen_at = Column(Instant, nullable=False)
