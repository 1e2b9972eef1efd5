"""Migrations: safe to repeat, the same as the tables in code, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import bot.mailbox.contact_tables  # noqa: F401  (its tables belong to the comparison)
import bot.mailbox.feedback_tables  # noqa: F401  (and these)
import bot.mailbox.tables  # noqa: F401  (and these)
import bot.patients.change_tables  # noqa: F401  (and these)
import bot.patients.escalation_tables  # noqa: F401
import bot.patients.staff_tables  # noqa: F401  (and these)
from bot.patients.database import WRITING, engine_for
from bot.patients.migrate import VERSION_TABLE, migrate, migration_config
from bot.patients.register import open_register
from bot.patients.tables import metadata

FIRST_RELEASE = (
    "INSERT INTO conversations (id, channel, created_at, last_seq, seen_seq, taken_seq, delayed, "
    "tries, failures) VALUES ('web-1', 'web', '2026-01-01', 2, 1, 1, false, 0, 0)",
    "INSERT INTO outbox (id, conversation, seq, kind, text, buttons, created_at) "
    "VALUES (7, 'web-1', 2, 'reply', 'text', '[]', '2026-01-01')",
    "INSERT INTO inbox (id, channel, external_id, conversation, seq, text, whole, state, "
    "received_at, answered_by) VALUES (1, 'web', 'web-1/a', 'web-1', 1, 'text', true, 'done', "
    "'2026-01-01', 7)",
    "INSERT INTO escalations (reference, level, words, conversation, topics, understood, "
    "created_at, acknowledged_at, acknowledged_by) VALUES ('E-1', 'routine', 'text', 'web-1', "
    "'[]', '', '2026-01-01', '2026-01-02', 'Kim')",
)


def test_migrating_twice_changes_nothing(empty_url):
    """The second time the rows are still there."""
    migrate(empty_url)
    register = open_register(empty_url)
    reference = register.add_patient("Ann")
    migrate(empty_url)
    assert register.patient(reference).name == "Ann"
    register.close()


def test_migrating_keeps_every_row_and_what_it_points_to(empty_url):
    """A conversation of the first release still has its messages, and which reply answers which."""
    engine = engine_for(empty_url)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        command.upgrade(migration_config(connection), "0003")
        for statement in FIRST_RELEASE:
            connection.exec_driver_sql(statement)
    migrate(empty_url)
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT conversation, answered_by FROM inbox").all()
        assert [tuple(row) for row in kept] == [("web-1", 7)]
        told = connection.exec_driver_sql("SELECT told_at = acknowledged_at FROM escalations")
        assert bool(told.scalar_one())
    engine.dispose()


def test_many_can_migrate_at_once(empty_url):
    """Six starts at the same moment on an empty database: all succeed."""
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(migrate, [empty_url] * 6))
    engine = engine_for(empty_url)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


def test_migrations_give_the_tables_of_the_code(database_url):
    """No table, column, type, index or key differs between migrations and code."""
    engine = engine_for(database_url)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_checks_have_their_names(database_url):
    """Checks are not compared by the tool, so their names are compared here."""
    engine = engine_for(database_url)
    found = {
        check["name"]
        for table in (
            "rule_overrides",
            "escalations",
            "unanswered_questions",
            "inbox",
            "outbox",
            "conversations",
            "escalation_notices",
        )
        for check in inspect(engine).get_check_constraints(table)
    }
    assert found == {
        "ck_rule_overrides_days_in_order",
        "ck_escalations_known_level",
        "ck_escalations_known_kind",
        "ck_escalation_notices_known_state",
        "ck_conversations_known_mode",
        "ck_unanswered_questions_known_reason",
        "ck_inbox_known_state",
        "ck_outbox_known_kind",
    }
    engine.dispose()


def test_migrations_can_be_taken_back(database_url):
    """Down to nothing and up again leaves empty tables."""
    engine = engine_for(database_url)
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
        assert inspect(connection).get_table_names() == [VERSION_TABLE]
    engine.dispose()
    migrate(database_url)
    register = open_register(database_url)
    assert register.patients() == []
    register.close()


def test_other_tables_are_left_alone(empty_url):
    """Another part may keep its tables in the same database."""
    engine = engine_for(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letters (id INTEGER)")
    migrate(empty_url)
    assert "inbox" in inspect(engine).get_table_names()
    engine.dispose()
