"""The register's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("external_id", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_patients"),
        sa.UniqueConstraint("source", "external_id", name="uq_patients_source_external_id"),
    )
    op.create_index("ix_patients_phone", "patients", ["phone"])
    op.create_table(
        "treatments",
        sa.Column("id", sa.Integer, nullable=False),
        _patient_column(),
        sa.Column("treated_on", sa.Date, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.Column("provider", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("external_id", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_treatments"),
        sa.UniqueConstraint("source", "external_id", name="uq_treatments_source_external_id"),
        _patient_key("treatments"),
    )
    op.create_table(
        "rule_overrides",
        sa.Column("id", sa.Integer, nullable=False),
        _patient_column(),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("first_day", sa.Integer),
        sa.Column("last_day", sa.Integer),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("signed_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("signed_at", _MOMENT, nullable=False),
        sa.Column("expires", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_rule_overrides"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_rule_overrides_days_in_order")),
        _patient_key("rule_overrides"),
    )
    op.create_table(
        "channel_identities",
        sa.Column("id", sa.Integer, nullable=False),
        _patient_column(),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("verified_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel_identities"),
        sa.UniqueConstraint("channel", "address", name="uq_channel_identities_channel_address"),
        _patient_key("channel_identities"),
    )
    for table in ("treatments", "rule_overrides", "channel_identities"):
        op.create_index(f"ix_{table}_patient_reference", table, ["patient_reference"])
    _create_escalations()


def _create_escalations() -> None:
    levels = "level IN ('emergency', 'same_day', 'routine')"
    op.create_table(
        "escalations",
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("patient", sa.Text),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("day", sa.Integer),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("understood", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("acknowledged_at", _MOMENT),
        sa.Column("acknowledged_by", sa.Text),
        sa.PrimaryKeyConstraint("reference", name="pk_escalations"),
        sa.CheckConstraint(levels, name=op.f("ck_escalations_known_level")),
    )
    op.create_index("ix_escalations_patient", "escalations", ["patient"])
    op.create_index("ix_escalations_acknowledged_at", "escalations", ["acknowledged_at"])


def _patient_column() -> sa.Column:
    return sa.Column("patient_reference", sa.Text, nullable=False)


def _patient_key(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_patient_reference"
    return sa.ForeignKeyConstraint(
        ["patient_reference"], ["patients.reference"], name=name, ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in ("escalations", "channel_identities", "rule_overrides", "treatments", "patients"):
        op.drop_table(table)
