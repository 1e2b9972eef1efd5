"""The table of what the clinic changed in its rules from the desk."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, Text

from bot.patients.tables import Base, Instant

STATES = ("draft", "checking", "refused", "live", "withdrawn")
KINDS = ("rule", "synonym", "rollback")


class RuleChangeRow(Base):
    """One change, from its draft on. What it says never changes; only its fate does.

    `version` is set when it goes live and numbers the states of the rules: the unique index keeps
    two from following the same one. `lease` names who checks it until `lease_until`.
    """

    __tablename__ = "rule_changes"
    __table_args__ = (
        CheckConstraint("kind IN ('rule', 'synonym', 'rollback')", name="known_kind"),
        CheckConstraint(
            "state IN ('draft', 'checking', 'refused', 'live', 'withdrawn')", name="known_state"
        ),
        CheckConstraint("author <> approver", name="two_people"),
        Index("uq_rule_changes_version", "version", unique=True),
    )

    id = Column(Integer, primary_key=True)
    kind = Column(Text, nullable=False)
    content = Column(JSON, nullable=False)
    reason = Column(Text, nullable=False)
    author = Column(Text, nullable=False)
    author_name = Column(Text, nullable=False)
    drafted_at = Column(Instant, nullable=False)
    state = Column(Text, nullable=False, index=True)
    approver = Column(Text)
    approver_name = Column(Text)
    decided_at = Column(Instant)
    version = Column(Integer)
    # Ids of evaluation messages whose expected answer the approver says this change replaces.
    replaces = Column(JSON, nullable=False)
    result = Column(JSON)
    done = Column(Integer, nullable=False)
    of = Column(Integer, nullable=False)
    lease = Column(Text)
    lease_until = Column(Instant)
