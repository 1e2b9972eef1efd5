"""Which bell an installation has."""

from __future__ import annotations

from bot.patients.database import engine_for
from bot.settings import Settings
from bot.wakeups.bell import Bell


def open_bell(settings: Settings) -> Bell | None:
    """Redis where it is set, else PostgreSQL; none on SQLite, which has nothing of the kind."""
    if not settings.wakeups:
        return None
    if settings.redis_url:
        from bot.wakeups.wires import RedisWire

        return Bell(RedisWire(settings.redis_url))
    if settings.database_url.startswith("postgres"):
        from bot.wakeups.wires import PostgresWire

        return Bell(PostgresWire(engine_for(settings.database_url)))
    return None
