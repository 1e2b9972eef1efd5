"""The tables of who works at the clinic, what they note, and the audit of what they do."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from bot.patients.tables import Base, Instant


def _of_staff() -> Column:
    key = ForeignKey("staff.id", ondelete="CASCADE")
    return Column(Text, key, nullable=False, index=True)


class StaffRow(Base):
    """One person's account. Accounts are disabled, never deleted: the audit names them.

    `password_until` is set while the password is one that somebody else knows: it must be changed
    before then. `totp_step` is the time step of the newest code that was used: none older is taken.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role IN ('front_desk', 'clinician', 'admin')", name="known_role"),
    )

    id = Column(Text, primary_key=True)
    login = Column(Text, nullable=False, unique=True)
    name = Column(Text, nullable=False)
    role = Column(Text, nullable=False)
    password_hash = Column(Text, nullable=False)
    password_until = Column(Instant)
    totp_secret = Column(Text)
    totp_step = Column(Integer)
    disabled_at = Column(Instant)
    created_at = Column(Instant, nullable=False)


class AttemptRow(Base):
    """How often something was guessed wrongly in a row. Also kept for names that nobody has, so
    that those cost the same time as the others."""

    __tablename__ = "staff_attempts"

    name = Column(Text, primary_key=True)
    failures = Column(Integer, nullable=False)
    paused_until = Column(Instant)


class StaffSessionRow(Base):
    """A browser that has at least given the right password. Only the token's hash is kept.

    `stage` says what it still owes; `secret` is the one being enrolled, sealed.
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (
        CheckConstraint("stage IN ('code', 'enrol', 'password', 'in')", name="known_stage"),
    )

    token_hash = Column(Text, primary_key=True)
    staff = _of_staff()
    stage = Column(Text, nullable=False)
    secret = Column(Text)
    created_at = Column(Instant, nullable=False)
    seen_at = Column(Instant, nullable=False)


class RecoveryCodeRow(Base):
    """Stands in for the telephone once."""

    __tablename__ = "staff_recovery_codes"

    id = Column(Integer, primary_key=True)
    staff = _of_staff()
    code_hash = Column(Text, nullable=False)
    used_at = Column(Instant)


class NoteRow(Base):
    """What staff tell each other about a patient or a conversation. Patients never see it."""

    __tablename__ = "staff_notes"

    id = Column(Integer, primary_key=True)
    patient = Column(Text, index=True)
    conversation = Column(Text, index=True)
    author = Column(Text, nullable=False)
    author_name = Column(Text, nullable=False)
    text = Column(Text, nullable=False)
    at = Column(Instant, nullable=False)


class CannedReplyRow(Base):
    """A sentence that staff send often, to be edited before it is sent."""

    __tablename__ = "canned_replies"

    id = Column(Integer, primary_key=True)
    title = Column(Text, nullable=False)
    text = Column(Text, nullable=False)
    position = Column(Integer, nullable=False)
    changed_by = Column(Text)
    changed_at = Column(Instant)


class AuditRow(Base):
    """One thing that somebody did. Only ever added to; the database itself refuses the rest.

    Everything is text as it was sealed, so that not even a change of type goes unseen.
    """

    __tablename__ = "audit"

    seq = Column(Integer, primary_key=True, autoincrement=False)
    at = Column(Text, nullable=False)
    actor = Column(Text, nullable=False)
    action = Column(Text, nullable=False)
    patient = Column(Text, index=True)
    object = Column(Text)
    detail = Column(Text, nullable=False)
    previous = Column(Text, nullable=False)
    seal = Column(Text, nullable=False)


class AuditHeadRow(Base):
    """The newest row's number and seal, sealed once more: what is cut off at the end is missed."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id = Column(Integer, primary_key=True, autoincrement=False)
    seq = Column(Integer, nullable=False)
    seal = Column(Text, nullable=False)
    sealed = Column(Text, nullable=False)
