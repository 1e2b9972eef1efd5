"""The one writer: together when it can, each by itself when it must, and never silent."""

from __future__ import annotations

import threading

import pytest

from bot.mailbox import writer as writing
from bot.mailbox.writer import GroupWriter, WriterBusy


class Book:
    """Remembers the groups that were written; `gate` holds the first one back."""

    def __init__(self) -> None:
        self.groups: list[list] = []
        self.gate = threading.Event()
        self.entered = threading.Event()

    def write(self, items):
        """Whoever says bad breaks the group, whoever says down breaks all."""
        self.entered.set()
        self.gate.wait(10)
        self.groups.append(list(items))
        if "down" in items:
            raise ConnectionError("down")
        if "bad" in items:
            raise ValueError("bad")
        return [KeyError(item) if item == "odd" else f"{item}!" for item in items]


@pytest.fixture
def book():
    return Book()


@pytest.fixture
def writer(book):
    writer = GroupWriter(book.write, for_all=(ConnectionError,))
    yield writer
    book.gate.set()
    writer.close()


def test_what_waits_is_written_together(writer, book):
    """While the first is being written, the others gather."""
    first = writer.submit("a")
    book.entered.wait(10)
    others = [writer.submit(item) for item in "bcd"]
    book.gate.set()
    assert [one.result(10) for one in (first, *others)] == ["a!", "b!", "c!", "d!"]
    assert book.groups == [["a"], ["b", "c", "d"]]


def test_one_bad_item_fails_alone(writer, book):
    """The rest of its group is stored; an outcome that is an error is raised to its owner."""
    first = writer.submit("a")
    book.entered.wait(10)
    bad, good, odd = (writer.submit(item) for item in ("bad", "good", "odd"))
    book.gate.set()
    assert (first.result(10), good.result(10)) == ("a!", "good!")
    with pytest.raises(ValueError):
        bad.result(10)
    with pytest.raises(KeyError):
        odd.result(10)


def test_what_meets_all_is_not_tried_again(writer, book):
    """A database that is away fails the group once, and the next group is tried."""
    first = writer.submit("a")
    book.entered.wait(10)
    group = [writer.submit(item) for item in ("down", "b", "c")]
    book.gate.set()
    first.result(10)
    for one in group:
        with pytest.raises(ConnectionError):
            one.result(10)
    assert len(book.groups) == 2
    assert writer.submit("later").result(10) == "later!"


def test_whoever_gave_up_is_not_written(writer, book):
    """A cancelled wait was told that nothing is stored, and that stays true."""
    writer.submit("a")
    book.entered.wait(10)
    gone, there = writer.submit("gone"), writer.submit("there")
    assert gone.cancel()
    book.gate.set()
    assert there.result(10) == "there!"
    assert "gone" not in [item for group in book.groups for item in group]


def test_a_queue_without_end_is_refused(writer, book, monkeypatch):
    """Beyond the limit one is told at once."""
    monkeypatch.setattr(writing, "MOST_QUEUED", 2)
    writer.submit("a")
    book.entered.wait(10)
    writer.submit("b")
    writer.submit("c")
    with pytest.raises(WriterBusy):
        writer.submit("d")
    book.gate.set()


def test_closing_writes_what_is_queued(book):
    """Nothing that was taken in is dropped at the end, and nothing more is taken."""
    writer = GroupWriter(book.write)
    waiting = [writer.submit(item) for item in "abc"]
    book.gate.set()
    writer.close()
    assert [one.result(0) for one in waiting] == ["a!", "b!", "c!"]
    with pytest.raises(WriterBusy):
        writer.submit("d")
