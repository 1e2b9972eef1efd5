"""Rings through Redis (publish and subscribe), or through PostgreSQL (NOTIFY and LISTEN)."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator

import redis
from sqlalchemy.engine import Engine

PREFIX = "afterglow_"
TOPICS = ("inbox", "outbox")
# A connection that died silently is noticed by a word every so often.
QUIET_SECONDS = 20.0


class RedisWire:
    """Nothing is stored there, so a Redis that forgets everything loses nothing."""

    def __init__(self, url: str) -> None:
        # Timeouts, because a frozen Redis must be noticed: then everybody looks by himself.
        self._redis = redis.Redis.from_url(
            url, socket_timeout=QUIET_SECONDS, socket_connect_timeout=2, health_check_interval=10
        )

    def send(self, topics: tuple[str, ...]) -> None:
        for topic in topics:
            self._redis.publish(PREFIX + topic, "")

    def hear(self, connected: Callable[[], None]) -> Iterator[str]:
        with self._redis.pubsub(ignore_subscribe_messages=True) as hearing:
            hearing.subscribe(*(PREFIX + topic for topic in TOPICS))
            connected()
            while True:
                told = hearing.get_message(timeout=QUIET_SECONDS / 2)
                if told is not None:
                    yield told["channel"].decode().removeprefix(PREFIX)


class PostgresWire:
    """NOTIFY in a transaction of its own: inside the writing one it would queue all commits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def send(self, topics: tuple[str, ...]) -> None:
        with self._engine.connect() as connection:
            for topic in topics:
                connection.exec_driver_sql(f"NOTIFY {PREFIX}{topic}")

    def hear(self, connected: Callable[[], None]) -> Iterator[str]:
        with self._engine.connect() as connection:
            for topic in TOPICS:
                connection.exec_driver_sql(f"LISTEN {PREFIX}{topic}")
            raw = connection.connection.dbapi_connection
            connected()
            while True:
                if select.select([raw], [], [], QUIET_SECONDS)[0]:
                    raw.poll()
                else:
                    connection.exec_driver_sql("SELECT 1")
                while raw.notifies:
                    yield raw.notifies.pop(0).channel.removeprefix(PREFIX)
