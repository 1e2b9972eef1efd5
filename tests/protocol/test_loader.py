"""Tests of bot/protocol/loader.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.protocol.lint import check
from bot.protocol.loader import ProtocolError, fingerprint, load
from bot.protocol.reading.files import ROLES
from tests.protocol import small


def test_a_faulty_protocol_is_never_loaded(tmp_path: Path) -> None:
    """The error carries exactly the faults that the lint finds."""
    folder = small.write(tmp_path, topics="topics: [", sources="")
    with pytest.raises(ProtocolError) as caught:
        load(folder)
    assert list(caught.value.faults) == check(folder)
    assert len(caught.value.faults) == 2


def test_a_loaded_protocol_cannot_be_changed(tmp_path: Path) -> None:
    """Nothing that reads the rules can alter them for others."""
    protocol = small.protocol(tmp_path)
    for table in (
        protocol.topics,
        protocol.rules,
        protocol.flags,
        protocol.phrases,
        protocol.flags["fever"].words,
    ):
        with pytest.raises(TypeError):
            table["makeup"] = None  # type: ignore[index]


def test_general_guidance_is_on_unless_turned_off(tmp_path: Path) -> None:
    """The setting is kept with the protocol."""
    folder = small.write(tmp_path)
    assert load(folder).general_on
    assert not load(folder, general_on=False).general_on


def test_the_fingerprint_depends_on_the_bytes_alone(tmp_path: Path) -> None:
    """The same files elsewhere have the same fingerprint."""
    one, other = small.protocol(tmp_path / "one"), small.protocol(tmp_path / "other")
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 64


@pytest.mark.parametrize("role", list(ROLES))
def test_the_fingerprint_changes_with_every_file(tmp_path: Path, role: str) -> None:
    """One more blank line in any file is another fingerprint."""
    before = small.protocol(tmp_path / "before").fingerprint
    after = small.protocol(tmp_path / "after", **{role: small.FILES[role] + "\n"}).fingerprint
    assert before != after


def test_bytes_that_move_between_files_change_the_fingerprint() -> None:
    """The border between two files counts."""
    empty = dict.fromkeys(ROLES, b"")
    assert fingerprint({**empty, "topics": b"ab"}) != fingerprint(
        {**empty, "topics": b"a", "clinic": b"b"}
    )
