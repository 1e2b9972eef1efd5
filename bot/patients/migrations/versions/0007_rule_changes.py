"""Changes of the rules made in the desk, thumbs on answers, overrides that were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_REVOKING = (("revoked_at", _MOMENT), ("revoked_by", sa.Text), ("revoked_reason", sa.Text))


def upgrade() -> None:
    _create_changes()
    op.create_table(
        "feedback",
        sa.Column("outbox", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("thumb", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outbox", name="pk_feedback"),
        sa.CheckConstraint("thumb IN ('up', 'down')", name=op.f("ck_feedback_known_thumb")),
        sa.ForeignKeyConstraint(
            ["outbox"], ["outbox.id"], name="fk_feedback_outbox", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    with op.batch_alter_table("rule_overrides") as overrides:
        for name, kind in _REVOKING:
            overrides.add_column(sa.Column(name, kind))


def _create_changes() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("drafted_at", _MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("approver", sa.Text),
        sa.Column("approver_name", sa.Text),
        sa.Column("decided_at", _MOMENT),
        sa.Column("version", sa.Integer),
        sa.Column("replaces", sa.JSON, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("lease_until", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_rule_changes"),
        sa.CheckConstraint(
            "kind IN ('rule', 'synonym', 'rollback')", name=op.f("ck_rule_changes_known_kind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'checking', 'refused', 'live', 'withdrawn')",
            name=op.f("ck_rule_changes_known_state"),
        ),
        sa.CheckConstraint("author <> approver", name=op.f("ck_rule_changes_two_people")),
    )
    op.create_index("ix_rule_changes_state", "rule_changes", ["state"])
    op.create_index("uq_rule_changes_version", "rule_changes", ["version"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("rule_overrides") as overrides:
        for name, _ in reversed(_REVOKING):
            overrides.drop_column(name)
    for table in ("feedback", "rule_changes"):
        op.drop_table(table)
