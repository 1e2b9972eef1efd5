"""Staff accounts, their sessions, notes and canned replies; the audit, which only grows."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_REPLIES = Path(__file__).with_name("0005_canned_replies.json")
_REFUSED = "the audit is only ever added to"


def upgrade() -> None:
    _create_staff()
    _create_notes()
    _create_audit()
    _protect_audit()


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("password_until", _MOMENT),
        sa.Column("totp_secret", sa.Text),
        sa.Column("totp_step", sa.Integer),
        sa.Column("disabled_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("login", name="uq_staff_login"),
        sa.CheckConstraint(
            "role IN ('front_desk', 'clinician', 'admin')", name=op.f("ck_staff_known_role")
        ),
    )
    op.create_table(
        "staff_attempts",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("paused_until", _MOMENT),
        sa.PrimaryKeyConstraint("name", name="pk_staff_attempts"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("secret", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
        sa.CheckConstraint(
            "stage IN ('code', 'enrol', 'password', 'in')",
            name=op.f("ck_staff_sessions_known_stage"),
        ),
        _staff_key("staff_sessions"),
    )
    op.create_table(
        "staff_recovery_codes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_codes"),
        _staff_key("staff_recovery_codes"),
    )
    for table in ("staff_sessions", "staff_recovery_codes"):
        op.create_index(f"ix_{table}_staff", table, ["staff"])


def _staff_key(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_staff"
    return sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=name, ondelete="CASCADE")


def _create_notes() -> None:
    op.create_table(
        "staff_notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient", sa.Text),
        sa.Column("conversation", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notes"),
    )
    for column in ("patient", "conversation"):
        op.create_index(f"ix_staff_notes_{column}", "staff_notes", [column])
    replies = op.create_table(
        "canned_replies",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.Text),
        sa.Column("changed_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_canned_replies"),
    )
    first = json.loads(_REPLIES.read_text(encoding="utf-8"))
    op.bulk_insert(replies, [{**reply, "position": n} for n, reply in enumerate(first, 1)])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("patient", sa.Text),
        sa.Column("object", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_patient", "audit", ["patient"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "seal": "", "sealed": ""}])


def _protect_audit() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        )
        for event in ("UPDATE OR DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{event[:3].lower()} BEFORE {event} ON audit "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
            )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_refuses_{event[:3].lower()} BEFORE {event} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def downgrade() -> None:
    # The triggers go with their table.
    for table in ("audit_head", "audit", "canned_replies", "staff_notes"):
        op.drop_table(table)
    for table in ("staff_recovery_codes", "staff_sessions", "staff_attempts", "staff"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuses()")
