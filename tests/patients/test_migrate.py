"""Migrations: safe to repeat, the same as the tables in code, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import bot.mailbox.contact_tables  # noqa: F401  (its tables belong to the comparison)
import bot.mailbox.tables  # noqa: F401  (and these)
import bot.patients.staff_tables  # noqa: F401  (and these)
from bot.patients.database import engine_for
from bot.patients.migrate import VERSION_TABLE, migrate, migration_config
from bot.patients.register import open_register
from bot.patients.tables import metadata


def test_migrating_twice_changes_nothing(empty_url):
    """The second time the rows are still there."""
    migrate(empty_url)
    register = open_register(empty_url)
    reference = register.add_patient("Ann")
    migrate(empty_url)
    assert register.patient(reference).name == "Ann"
    register.close()


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
        )
        for check in inspect(engine).get_check_constraints(table)
    }
    assert found == {
        "ck_rule_overrides_days_in_order",
        "ck_escalations_known_level",
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
