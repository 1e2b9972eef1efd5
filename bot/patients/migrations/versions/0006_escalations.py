"""Escalations that climb a ladder until somebody acts, and conversations that a person may take."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_MODES = "mode IN ('bot', 'waiting', 'human', 'closed')"
_KINDS = (
    "kind IN ('red_flag', 'failure', 'photo', 'uncovered', 'wants_person', 'delivery', 'other')"
)
_NO = sa.text("false")
_NONE_YET = sa.text("0")


def upgrade() -> None:
    with op.batch_alter_table("conversations") as talks:
        talks.add_column(sa.Column("mode", sa.Text, nullable=False, server_default="bot"))
        talks.add_column(sa.Column("mode_since", _MOMENT))
        talks.add_column(sa.Column("mode_by", sa.Text))
        talks.add_column(
            sa.Column("mode_version", sa.Integer, nullable=False, server_default=_NONE_YET)
        )
        talks.add_column(sa.Column("active_at", _MOMENT))
        talks.create_check_constraint(op.f("ck_conversations_known_mode"), _MODES)
        talks.create_index("ix_conversations_mode", ["mode"])
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("held", sa.Boolean, nullable=False, server_default=_NO))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("author", sa.Text))
    _replace_kinds("kind IN ('reply', 'delay', 'staff', 'notice', 'status')")
    _widen_escalations()
    op.create_table(
        "escalation_notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("escalation", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("fault", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_escalation_notices"),
        sa.CheckConstraint(
            "state IN ('sending', 'sent', 'failed', 'unsure')",
            name=op.f("ck_escalation_notices_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["escalation"],
            ["escalations.reference"],
            name="fk_escalation_notices_escalation",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_escalation_notices_escalation", "escalation_notices", ["escalation"])


def _widen_escalations() -> None:
    with op.batch_alter_table("escalations") as calls:
        calls.add_column(sa.Column("kind", sa.Text, nullable=False, server_default="other"))
        for name in ("rule", "procedure", "together", "assigned_to", "lease"):
            calls.add_column(sa.Column(name, sa.Text))
        calls.add_column(sa.Column("treated_on", sa.Date))
        calls.add_column(sa.Column("steps", sa.Integer, nullable=False, server_default=_NONE_YET))
        calls.add_column(sa.Column("reached", sa.Boolean, nullable=False, server_default=_NO))
        for name in ("raised_at", "stepped_at", "lease_until", "told_at"):
            calls.add_column(sa.Column(name, _MOMENT))
        calls.create_check_constraint(op.f("ck_escalations_known_kind"), _KINDS)
    # Nobody is told today that something was seen months ago.
    op.execute("UPDATE escalations SET told_at = acknowledged_at")


def _replace_kinds(kinds: str) -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_known_kind"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_known_kind"), kinds)


def downgrade() -> None:
    op.drop_table("escalation_notices")
    with op.batch_alter_table("escalations") as calls:
        calls.drop_constraint(op.f("ck_escalations_known_kind"), type_="check")
        for name in (
            *("kind", "rule", "procedure", "together", "assigned_to", "lease", "treated_on"),
            *("steps", "reached", "raised_at", "stepped_at", "lease_until", "told_at"),
        ):
            calls.drop_column(name)
    op.execute("DELETE FROM outbox WHERE kind = 'status'")
    _replace_kinds("kind IN ('reply', 'delay', 'staff', 'notice')")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("author")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("held")
    with op.batch_alter_table("conversations") as talks:
        talks.drop_index("ix_conversations_mode")
        talks.drop_constraint(op.f("ck_conversations_known_mode"), type_="check")
        for name in ("mode", "mode_since", "mode_by", "mode_version", "active_at"):
            talks.drop_column(name)
