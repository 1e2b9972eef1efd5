"""People who write from a phone: contacts, what was sent to them, attachments, codes, consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_STATES = (
    "state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'failed', 'unsure', "
    "'suppressed')"
)


def upgrade() -> None:
    _create_contacts()
    _create_deliveries()
    _create_attachments()
    _create_link_codes()
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("contact", sa.Integer),
        sa.Column("patient", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    for column in ("contact", "patient"):
        op.create_index(f"ix_consents_{column}", "consents", [column])
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("kind", sa.Text, nullable=False, server_default="text"))
        inbox.add_column(sa.Column("sent_at", _MOMENT))
    _replace_kinds("kind IN ('reply', 'delay', 'staff', 'notice')")


def _create_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("parent_user_id", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("verified_by", sa.Text),
        sa.Column("needs_code", sa.Boolean, nullable=False),
        sa.Column("last_message_at", _MOMENT),
        sa.Column("last_sent_at", _MOMENT),
        sa.Column("reopened_at", _MOMENT),
        sa.Column("opted_out_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("user_id", name="uq_contacts_user_id"),
        sa.UniqueConstraint("phone", name="uq_contacts_phone"),
        sa.UniqueConstraint("conversation", name="uq_contacts_conversation"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_contacts_conversation"
        ),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("outbox", sa.Integer),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("contact", sa.Integer, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.Column("lease", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("provider_id", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("outbox", "part", name="uq_deliveries_outbox_part"),
        sa.UniqueConstraint("provider_id", name="uq_deliveries_provider_id"),
        sa.CheckConstraint(_STATES, name=op.f("ck_deliveries_known_state")),
        _key("deliveries", "outbox"),
        _key("deliveries", "contact", "contacts"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_index("ix_deliveries_contact", "deliveries", ["contact"])


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("inbox", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("mime", sa.Text, nullable=False),
        sa.Column("file", sa.Text),
        sa.Column("size", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.CheckConstraint(
            "state IN ('waiting', 'stored', 'failed')", name=op.f("ck_attachments_known_state")
        ),
        _key("attachments", "inbox"),
    )
    op.create_index("ix_attachments_inbox", "attachments", ["inbox"])
    op.create_index("ix_attachments_state_due_at", "attachments", ["state", "due_at"])


def _create_link_codes() -> None:
    op.create_table(
        "link_codes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("message", sa.Integer),
        sa.Column("contact", sa.Integer, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("guesses", sa.Integer, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_link_codes"),
        sa.UniqueConstraint("message", name="uq_link_codes_message"),
        _key("link_codes", "contact", "contacts"),
    )
    for column in ("contact", "reference"):
        op.create_index(f"ix_link_codes_{column}", "link_codes", [column])


def _key(table: str, column: str, target: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target or column}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def _replace_kinds(kinds: str) -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_known_kind"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_known_kind"), kinds)


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'notice'")
    for table in ("consents", "link_codes", "attachments", "deliveries", "contacts"):
        op.drop_table(table)
    _replace_kinds("kind IN ('reply', 'delay', 'staff')")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("sent_at")
        inbox.drop_column("kind")
