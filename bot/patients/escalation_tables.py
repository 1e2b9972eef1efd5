"""The tables of calls for a person, and of who was told of each."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)

from bot.patients.tables import LEVELS, Base, Instant

KINDS = ("red_flag", "failure", "photo", "uncovered", "wants_person", "delivery", "other")
_NO, _NONE_YET = text("false"), text("0")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    written = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({written})", name=f"known_{column}")


class Escalation(Base):
    """One call. Of several with the same `together` in one conversation only one is open at a time.

    `raised_at` is when its ladder began, `steps` how many of its steps were taken, the last one at
    `stepped_at`, and `reached` whether that one got through to anybody. `told_at` is when the
    patient was told who has seen it.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        _one_of("level", LEVELS),
        _one_of("kind", KINDS),
        # A message that is taken up again after a crash must not call the staff twice.
        Index("uq_escalations_conversation_message", "conversation", "message", unique=True),
    )

    reference = Column(Text, primary_key=True)
    level = Column(Text, nullable=False)
    kind = Column(Text, nullable=False, server_default="other")
    words = Column(Text, nullable=False)
    # No foreign key: an emergency is kept even when the patient's record is gone.
    patient = Column(Text, index=True)
    conversation = Column(Text, nullable=False)
    message = Column(Text)
    together = Column(Text)
    day = Column(Integer)
    treated_on = Column(Date)
    procedure = Column(Text)
    topics = Column(JSON, nullable=False)
    rule = Column(Text)
    understood = Column(Text, nullable=False)
    created_at = Column(Instant, nullable=False)
    acknowledged_at = Column(Instant, index=True)
    acknowledged_by = Column(Text)
    assigned_to = Column(Text)
    told_at = Column(Instant)
    raised_at = Column(Instant)
    steps = Column(Integer, nullable=False, server_default=_NONE_YET)
    stepped_at = Column(Instant)
    reached = Column(Boolean, nullable=False, server_default=_NO)
    lease = Column(Text)
    lease_until = Column(Instant)


class EscalationNotice(Base):
    """One telling of one contact: written down before (`sending`) and after.

    `unsure`: whoever sent it died before saying whether it got out, so it was sent once more.
    """

    __tablename__ = "escalation_notices"
    __table_args__ = (_one_of("state", ("sending", "sent", "failed", "unsure")),)

    id = Column(Integer, primary_key=True)
    escalation = Column(
        Text,
        ForeignKey("escalations.reference", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )
    step = Column(Integer, nullable=False)
    contact = Column(Text, nullable=False)
    way = Column(Text, nullable=False)
    state = Column(Text, nullable=False)
    began_at = Column(Instant, nullable=False)
    ended_at = Column(Instant)
    fault = Column(Text)
