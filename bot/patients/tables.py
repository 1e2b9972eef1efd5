"""The tables of the register. Nothing outside bot.patients ever sees one of these rows."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import registry, relationship
from sqlalchemy.types import TypeDecorator

LEVELS = ("emergency", "same_day", "routine")
REASONS = ("uncovered", "unclear")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Base = registry(metadata=metadata).generate_base()


class Instant(TypeDecorator):
    """A moment in UTC, always with its zone. SQLite has no zones, so none is stored there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


def _of_patient() -> Column:
    key = ForeignKey("patients.reference", ondelete="CASCADE")
    return Column(Text, key, nullable=False, index=True)


class Patient(Base):
    __tablename__ = "patients"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    reference = Column(Text, primary_key=True)
    name = Column(Text, nullable=False)
    phone = Column(Text, index=True)
    source = Column(Text)
    external_id = Column(Text)
    created_at = Column(Instant, nullable=False)
    treatments = relationship(
        "PatientTreatment",
        order_by="PatientTreatment.treated_on, PatientTreatment.id",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class PatientTreatment(Base):
    __tablename__ = "treatments"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id = Column(Integer, primary_key=True)
    patient_reference = _of_patient()
    treated_on = Column(Date, nullable=False)
    procedure = Column(Text, nullable=False)
    areas = Column(JSON, nullable=False)
    provider = Column(Text)
    source = Column(Text)
    external_id = Column(Text)


class RuleOverride(Base):
    __tablename__ = "rule_overrides"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    id = Column(Integer, primary_key=True)
    patient_reference = _of_patient()
    topic = Column(Text, nullable=False)
    first_day = Column(Integer)
    last_day = Column(Integer)
    verdict = Column(Text, nullable=False)
    signed_by = Column(Text, nullable=False)
    reason = Column(Text, nullable=False)
    signed_at = Column(Instant, nullable=False)
    expires = Column(Date)
    revoked_at = Column(Instant)
    revoked_by = Column(Text)
    revoked_reason = Column(Text)


class ChannelIdentity(Base):
    __tablename__ = "channel_identities"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id = Column(Integer, primary_key=True)
    patient_reference = _of_patient()
    channel = Column(Text, nullable=False)
    address = Column(Text, nullable=False)
    verified_at = Column(Instant, nullable=False)


class UnansweredQuestion(Base):
    __tablename__ = "unanswered_questions"
    __table_args__ = (CheckConstraint("reason IN ('uncovered', 'unclear')", name="known_reason"),)

    id = Column(Integer, primary_key=True)
    reason = Column(Text, nullable=False)
    words = Column(Text, nullable=False)
    day = Column(Integer)
    language = Column(Text, nullable=False)
    asked_at = Column(Instant, nullable=False, index=True)
