"""The judge of the kill measurement: it must be able to find what it looks for."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.kill.judge import judge, waiting
from bench.kill.load import Seen
from bot.mailbox import Arrival, Outgoing, open_mailbox
from tests.patients.databases import migrated_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two messages, `a` answered and `b` not; Rasa's memory of the first."""
    file = migrated_database("sqlite", tmp_path)
    Path(file.removeprefix("sqlite:///")).rename(tmp_path / "afterglow.db")
    mailbox = open_mailbox(f"sqlite:///{tmp_path / 'afterglow.db'}")
    talk = mailbox.visitor(mailbox.open_session(None, None)).conversation
    mailbox.accept([Arrival("web", f"{talk}/{name}", talk, "can I swim?") for name in "ab"])
    mailbox.answer(mailbox.claim("w1"), Outgoing("yes"))
    mailbox.close()
    with closing(sqlite3.connect(tmp_path / "conversations.db")) as tracker, tracker:
        tracker.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, data)")
    tell(tmp_path, ("user", "m1"), ("bot", None))
    return tmp_path


def tell(folder: Path, *events: tuple) -> None:
    """Write into Rasa's memory."""
    with closing(sqlite3.connect(folder / "conversations.db")) as tracker, tracker:
        for kind, message in events:
            data = json.dumps({"message_id": message})
            row = ("web-1", kind, data)
            tracker.execute("INSERT INTO events (sender_id, type_name, data) VALUES (?, ?, ?)", row)


def seen(*names: str, shown: tuple[int, ...] = ()) -> Seen:
    """A browser that was told of these."""
    browser = Seen(acknowledged={name: number for number, name in enumerate(names, 1)})
    browser.messages = {number: {} for number in shown}
    return browser


def test_all_is_well(folder):
    """What was acknowledged is there once and answered once."""
    verdict = judge(folder, [seen("a", shown=(1, 2, 3))])
    assert (verdict.acknowledged, verdict.lost, verdict.doubled, verdict.unseen) == (1, 0, 0, 0)
    assert waiting(folder) == 1


def test_a_message_without_row_or_without_answer_is_lost(folder):
    """One never stored, one never answered; a task for the staff would do as an answer."""
    assert judge(folder, [seen("a", "never")]).lost == 1
    assert judge(folder, [seen("a", "b")]).lost == 1
    with closing(sqlite3.connect(folder / "afterglow.db")) as register, register:
        register.execute(
            "INSERT INTO escalations (reference, level, words, conversation, message, topics, "
            "understood, created_at) VALUES ('E-1', 'routine', '', 'c', 'm2', '[]', '', '2026')"
        )
    assert judge(folder, [seen("a", "b")]).lost == 0


def test_what_is_there_or_shown_twice_is_doubled(folder):
    """Two rows for one id, and a message that a browser was shown twice."""
    browser = seen("a", shown=(1, 2, 3))
    browser.shown_twice = 1
    assert judge(folder, [browser]).doubled == 1
    with closing(sqlite3.connect(folder / "afterglow.db")) as register, register:
        register.execute("UPDATE inbox SET external_id = 'elsewhere/a' WHERE seq = 2")
    verdict = judge(folder, [seen("a")])
    assert (verdict.doubled, verdict.lost) == (1, 1)


def test_a_number_that_was_never_shown_is_unseen(folder):
    """A hole in what a browser got."""
    assert judge(folder, [seen("a", shown=(1, 3))]).unseen == 1


def test_a_turn_that_rasa_took_twice_is_found(folder):
    """The same message answered in two turns; a turn without an answer is none."""
    tell(folder, ("user", "m2"), ("user", "m2"), ("bot", None))
    assert judge(folder, [seen("a")]).turns_doubled == 0
    tell(folder, ("user", "m2"), ("bot", None))
    assert judge(folder, [seen("a")]).turns_doubled == 1
