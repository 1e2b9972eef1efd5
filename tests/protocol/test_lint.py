"""Tests of bot/protocol/lint.py: all faults at once, single files, and files of any content."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol.lint import check
from bot.protocol.reading.files import ROLES
from tests.protocol import small


def test_a_protocol_without_faults_has_none(tmp_path: Path) -> None:
    """The small protocol is in order."""
    assert check(small.write(tmp_path)) == []


def test_all_faults_of_all_files_are_shown_at_once(tmp_path: Path) -> None:
    """Faults of every subject come in one report, file by file and line by line."""
    clinic = small.FILES["clinic"]
    for old, new in [
        ("verdict: allowed\n", "verdict: alowed\n"),
        ("    - days: 5+\n", "    - days: 4-9\n"),
        ('quote: The "Small" Sheet', 'quote: The "Small" Shed'),
        ("Words for the day.", "Words {x}."),
    ]:
        clinic = clinic.replace(old, new)
    files = {"clinic": clinic}
    files |= small.changed("topics", "[bruise]", "[bruise, sauna]")
    files |= small.changed("general", "[B1, A5]", "[B2]")
    files |= small.changed("flags", "{clinic}", "{clinik}")
    files |= small.changed("sheet", "Sentence about nothing.", "Sentence about nothing. New one.")
    faults = small.faults(tmp_path, **files)
    expected = [
        ("sheet", "Sentence about nothing", "'New one.' is neither quoted nor listed"),
        ("topics", "[bruise", "the name 'sauna' already belongs to sauna at topics.yml:11"),
        ("clinic", "alowed", "unknown verdict 'alowed'"),
        ("clinic", "days: 4-9", "days 4-9 overlap with days 0-4"),
        ("clinic", "days: 4-9", "no rule for days 10+ where the eye area was treated"),
        ("clinic", "{x}", "unknown placeholder '{x}'"),
        ("clinic", "Shed", "the quote 'The \"Small\" Shed' is not in the sheet"),
        ("general", "B2", "unknown source 'B2'"),
        ("flags", "clinik", "unknown placeholder '{clinik}'"),
    ]
    assert len(faults) == len(expected), faults
    for fault, (role, fragment, message) in zip(faults, expected, strict=True):
        assert fault.startswith(small.place(files, role, fragment)), fault
        assert message in fault


def test_a_repeated_key_is_shown_with_both_places(tmp_path: Path) -> None:
    """A topic that is written twice would lose its first rules in silence."""
    files = {"general": small.FILES["general"] + "  sauna:\n    - days: any\n"}
    (fault,) = small.faults(tmp_path, **files)
    assert fault.startswith("general.yml:16: sauna: the key 'sauna' is already used at ")
    assert fault.endswith("general.yml:4; keep one of the two")


def test_a_missing_folder_is_a_fault_not_an_error(tmp_path: Path) -> None:
    """What is not there cannot be read, and says so."""
    (fault,) = check(tmp_path / "nowhere")
    assert "cannot be read (no such file or directory)" in str(fault)


def test_a_single_file_stands_in_for_its_role(tmp_path: Path) -> None:
    """Only the given file is new; faults carry its own name."""
    folder = small.write(tmp_path / "content")
    draft = tmp_path / "draft.yml"
    draft.write_text(small.FILES["clinic"].replace("days: 1+\n", "days: 2+\n"), encoding="utf-8")
    (fault,) = check(draft, folder)
    assert str(fault).startswith(f"{draft}:7: makeup: no rule for days 1;")
    draft.write_text(small.FILES["clinic"], encoding="utf-8")
    assert check(draft, folder) == []


def test_a_single_file_hides_the_faults_of_the_one_it_replaces(tmp_path: Path) -> None:
    """The file it stands in for is not read at all."""
    folder = small.write(tmp_path / "content", topics="topics: [")
    draft = tmp_path / "new-topics.yml"
    draft.write_text(small.FILES["topics"], encoding="utf-8")
    assert check(draft, folder) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\xff\xfe\x00", b"\t", b"- a\n- b\n", b"7", b"[" * 500, b"rules: &a [*a]\n"],
    ids=["empty", "nul", "utf-16", "tab", "list", "number", "brackets", "loop"],
)
@pytest.mark.parametrize("role", list(ROLES))
def test_no_content_is_bad_enough_to_raise(tmp_path: Path, role: str, data: bytes) -> None:
    """Whichever file is broken in whichever way, faults come out, and they name that file."""
    folder = small.write(tmp_path)
    (folder / ROLES[role]).write_bytes(data)
    faults = check(folder)
    assert any(ROLES[role] in str(fault) for fault in faults)


@given(
    role=st.sampled_from([role for role in ROLES if role != "sheet"]),
    cut=st.integers(0, 1500),
    length=st.integers(0, 40),
    filling=st.text(st.sampled_from("ab:-[]{}\"'&*!|>#\n\t 09é\x00"), max_size=8),
)
def test_a_file_with_anything_cut_or_put_in_never_raises(
    tmp_path_factory: pytest.TempPathFactory, role: str, cut: int, length: int, filling: str
) -> None:
    """Any damage to a file gives faults that print on one line, or none."""
    text = small.FILES[role]
    damaged = text[:cut] + filling + text[cut + length :]
    folder = small.write(tmp_path_factory.mktemp("damaged"), **{role: damaged})
    for fault in check(folder):
        assert fault.line >= 1
        assert "\n" not in str(fault)
