"""The table of what patients thought of an answer."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from bot.patients.tables import Base, Instant


class FeedbackRow(Base):
    """The last thumb that was given to an answer."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("thumb IN ('up', 'down')", name="known_thumb"),)

    outbox = Column(Integer, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    thumb = Column(Text, nullable=False)
    at = Column(Instant, nullable=False, index=True)
