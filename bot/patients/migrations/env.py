"""Runs the migrations on the connection that bot.patients.migrate hands over."""

from __future__ import annotations

from alembic import context

from bot.patients.tables import metadata

_attributes = context.config.attributes
context.configure(
    connection=_attributes["connection"],
    target_metadata=metadata,
    version_table=_attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
