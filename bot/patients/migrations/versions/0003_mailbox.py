"""Inbox, outbox and web sessions; one escalation for each message that calls for one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_conversations()
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_web_sessions"),
        _conversation_key("web_sessions"),
    )
    _create_outbox()
    _create_inbox()
    op.create_table(
        "workers",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    op.add_column("escalations", sa.Column("message", sa.Text))
    op.create_index(
        "uq_escalations_conversation_message",
        "escalations",
        ["conversation", "message"],
        unique=True,
    )


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("patient", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("seen_seq", sa.Integer, nullable=False),
        sa.Column("taken_seq", sa.Integer, nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.Column("waiting_since", _MOMENT),
        sa.Column("delayed", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("lease_until", _MOMENT),
        sa.Column("memory", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    for column in ("patient", "due_at", "waiting_since"):
        op.create_index(f"ix_conversations_{column}", "conversations", [column])


def _create_outbox() -> None:
    kinds = "kind IN ('reply', 'delay', 'staff')"
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("answers", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("buttons", sa.JSON, nullable=False),
        sa.Column("aftercare", sa.JSON),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("delivered_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("conversation", "seq", name="uq_outbox_conversation_seq"),
        sa.UniqueConstraint("answers", "kind", name="uq_outbox_answers_kind"),
        sa.CheckConstraint(kinds, name=op.f("ck_outbox_known_kind")),
        _conversation_key("outbox"),
    )


def _create_inbox() -> None:
    states = "state IN ('waiting', 'urgent', 'done')"
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("says", sa.Text),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("lease_until", _MOMENT),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("answered_by", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "external_id", name="uq_inbox_channel_external_id"),
        sa.UniqueConstraint("conversation", "seq", name="uq_inbox_conversation_seq"),
        sa.CheckConstraint(states, name=op.f("ck_inbox_known_state")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["outbox.id"], name="fk_inbox_answered_by", ondelete="SET NULL"
        ),
        _conversation_key("inbox"),
    )
    op.create_index("ix_inbox_state_id", "inbox", ["state", "id"])


def _conversation_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation"],
        ["conversations.id"],
        name=f"fk_{table}_conversation",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    op.drop_index("uq_escalations_conversation_message", "escalations")
    with op.batch_alter_table("escalations") as escalations:
        escalations.drop_column("message")
    for table in ("workers", "inbox", "outbox", "web_sessions", "conversations"):
        op.drop_table(table)
