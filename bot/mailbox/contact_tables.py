"""The tables of people who write from a phone, and of what is sent to them there."""

from __future__ import annotations

from sqlalchemy import (
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


def _of(table: str, **more: bool) -> Column:
    return Column(Integer, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, **more)


class ContactRow(Base):
    """One phone account. `user_id` is the provider's id for it, `phone` is in E.164; one may lack.

    `conversation` is the present one; its `patient` is who the contact was verified to be, by
    `verified_by` ("phone" or "code"). `needs_code`: number or id changed hands, so the number alone
    proves nothing any more. `last_message_at` is when the patient last wrote (it opens the 24-hour
    window), `reopened_at` when a template last asked them to.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("phone"),
        UniqueConstraint("conversation"),
    )

    id = Column(Integer, primary_key=True)
    user_id = Column(Text)
    parent_user_id = Column(Text)
    phone = Column(Text)
    conversation = Column(Text, ForeignKey("conversations.id"), nullable=False)
    verified_by = Column(Text)
    needs_code = Column(Boolean, nullable=False)
    last_message_at = Column(Instant)
    last_sent_at = Column(Instant)
    reopened_at = Column(Instant)
    opted_out_at = Column(Instant)
    created_at = Column(Instant, nullable=False)


class DeliveryRow(Base):
    """One message on its way to a phone; without `outbox` it is a template that reopens the window.

    `held` waits for the window, `sending` was written down before the provider was called,
    `unsure` means that the call's answer was lost, `suppressed` that it must not be sent any more.
    Of a very long reply each `part` is a message of its own. `due_at` is when somebody must look
    at it next: queued, to send it; sending, because whoever held the `lease` is dead; held, because
    nobody ever wrote; unsure, to ask again or to tell the staff; failed, to tell the staff. What
    needs no more looking at has none.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("outbox", "part"),
        UniqueConstraint("provider_id"),
        CheckConstraint(
            "state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'failed', "
            "'unsure', 'suppressed')",
            name="known_state",
        ),
        Index("ix_deliveries_state_due_at", "state", "due_at"),
    )

    id = Column(Integer, primary_key=True)
    outbox = Column(Integer, ForeignKey("outbox.id", ondelete="CASCADE"))
    part = Column(Integer, nullable=False)
    contact = _of("contacts", index=True)
    # Danger: goes ahead of everything else to this contact.
    urgent = Column(Boolean, nullable=False)
    state = Column(Text, nullable=False)
    due_at = Column(Instant)
    lease = Column(Text)
    tries = Column(Integer, nullable=False)
    provider_id = Column(Text)
    error = Column(Text)
    changed_at = Column(Instant, nullable=False)


class AttachmentRow(Base):
    """A photo, voice message or file. `source` is the provider's, `file` our encrypted copy's."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'stored', 'failed')", name="known_state"),
        Index("ix_attachments_state_due_at", "state", "due_at"),
    )

    id = Column(Integer, primary_key=True)
    inbox = _of("inbox", index=True)
    kind = Column(Text, nullable=False)
    source = Column(Text, nullable=False)
    mime = Column(Text, nullable=False)
    file = Column(Text)
    size = Column(Integer)
    state = Column(Text, nullable=False)
    tries = Column(Integer, nullable=False)
    due_at = Column(Instant)


class LinkCodeRow(Base):
    """A one-time code that proves a patient's reference; without a hash none was sent.

    `message` of the inbox asked for it; taken up again after a crash, it asks for no second one.
    """

    __tablename__ = "link_codes"
    __table_args__ = (UniqueConstraint("message"),)

    id = Column(Integer, primary_key=True)
    message = Column(Integer)
    contact = _of("contacts", index=True)
    reference = Column(Text, nullable=False, index=True)
    code_hash = Column(Text)
    created_at = Column(Instant, nullable=False)
    expires_at = Column(Instant, nullable=False)
    guesses = Column(Integer, nullable=False)
    used_at = Column(Instant)


class ConsentRow(Base):
    """Who agreed or declined to hear from us, when, in which words. Only ever added to."""

    __tablename__ = "consents"

    id = Column(Integer, primary_key=True)
    contact = Column(Integer, index=True)
    patient = Column(Text, index=True)
    channel = Column(Text, nullable=False)
    given = Column(Boolean, nullable=False)
    words = Column(Text, nullable=False)
    at = Column(Instant, nullable=False)
