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
)

from bot.patients.tables import Base, Instant


def _of_conversation() -> Column:
    return Column(Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


class ConversationRow(Base):
    """One talk on one channel. Its `last_seq` numbers both sides' messages in one order.

    `due_at` is when a worker should take it up, `waiting_since` when its oldest unanswered message
    came; both are empty when nothing waits. `lease` names who works on it until `lease_until`, and
    `taken_seq` is the last message of the burst that was taken up last.
    """

    __tablename__ = "conversations"

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


class SessionRow(Base):
    """A web visitor's session. Only the token's hash is kept, so a copy lets nobody in."""

    __tablename__ = "web_sessions"

    token_hash = Column(Text, primary_key=True)
    conversation = _of_conversation()
    seen_at = Column(Instant, nullable=False)


class OutboxRow(Base):
    """One message to the patient. At most one of each kind answers a message of theirs."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation", "seq"),
        UniqueConstraint("answers", "kind"),
        CheckConstraint("kind IN ('reply', 'delay', 'staff', 'notice')", name="known_kind"),
    )

    id = Column(Integer, primary_key=True)
    conversation = _of_conversation()
    seq = Column(Integer, nullable=False)
    kind = Column(Text, nullable=False)
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
    sent_at = Column(Instant)
    answered_by = Column(Integer, ForeignKey("outbox.id", ondelete="SET NULL"))


class WorkerRow(Base):
    """When each worker was last seen alive."""

    __tablename__ = "workers"

    name = Column(Text, primary_key=True)
    seen_at = Column(Instant, nullable=False)
