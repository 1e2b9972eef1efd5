"""Tests of bot/protocol/reading/files.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.protocol.faults import Report
from bot.protocol.reading.files import ROLES, read_file, read_folder, read_stand_in
from tests.protocol import small


def messages(report: Report, folder: Path) -> list[str]:
    """The faults as printed, each file by its name alone."""
    return [str(fault).replace(f"{folder}/", "") for fault in report.faults]


def test_a_folder_is_read_by_role(tmp_path: Path) -> None:
    """Every role has its file, its bytes and its text."""
    report = Report()
    files = read_folder(small.write(tmp_path), report)
    assert list(files) == list(ROLES)
    assert report.faults == []
    assert files["sheet"].text == small.FILES["sheet"]
    assert files["clinic"].data == small.FILES["clinic"].encode()
    assert files["clinic"].root is not None


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """Each missing file is named."""
    report = Report()
    read_folder(tmp_path, report)
    assert messages(report, tmp_path) == [
        f"{name}:1: the file cannot be read (no such file or directory); put it there"
        for name in ROLES.values()
    ]


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    """What cannot be opened as a file says why."""
    (tmp_path / "topics.yml").mkdir()
    report = Report()
    read_file(tmp_path / "topics.yml", "topics", report)
    assert messages(report, tmp_path) == [
        "topics.yml:1: the file cannot be read (is a directory); put it there"
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a:\n  caf\xe9: 1\n", "topics.yml:2: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (
            "topics:\n".encode("utf-16"),
            "topics.yml:1: byte 0xff is not UTF-8; save the file as UTF-8",
        ),
        (b"a: 1\nb: \x07\n", "topics.yml:2: a control character (0x07) is in the text; delete it"),
        (b"a\x00b", "topics.yml:1: a control character (0x00) is in the text; delete it"),
        (b"", "topics.yml:1: the file is empty; write its content or restore it"),
        (b"- a\n", "topics.yml:1: the file holds a list where keys are expected; "
         "begin with 'key:' lines"),
        (b"hello", "topics.yml:1: the file holds plain text where keys are expected; "
         "begin with 'key:' lines"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_content_are_one_fault(tmp_path: Path, data: bytes, fault: str) -> None:
    """Whatever stands in the file, it is reported with its line and read as nothing."""
    path = tmp_path / "topics.yml"
    path.write_bytes(data)
    report = Report()
    assert read_file(path, "topics", report).root is None
    assert messages(report, tmp_path) == [fault]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Files saved by Windows editors are read like any other."""
    path = tmp_path / "topics.yml"
    path.write_bytes(b"\xef\xbb\xbftopics:\r\n  a: b\r\n")
    report = Report()
    file = read_file(path, "topics", report)
    assert report.faults == []
    assert file.root is not None
    assert file.root.key_lines == {"topics": 1}


def test_an_empty_sheet_is_a_fault(tmp_path: Path) -> None:
    """Without a sheet no quote can be proved."""
    path = tmp_path / "clinic-sheet.txt"
    path.write_text(" \n", encoding="utf-8")
    report = Report()
    assert read_file(path, "sheet", report).text is None
    assert messages(report, tmp_path) == [
        "clinic-sheet.txt:1: the file is empty; copy the clinic's sheet into it"
    ]


@pytest.mark.parametrize("role", list(ROLES))
def test_a_single_file_is_known_by_its_content(tmp_path: Path, role: str) -> None:
    """Whatever its name, a file says itself which one it replaces."""
    path = tmp_path / f"my-draft{Path(ROLES[role]).suffix}"
    path.write_text(small.FILES[role], encoding="utf-8")
    file = read_stand_in(path, Report())
    assert file is not None
    assert file.role == role


def test_a_single_file_without_content_is_known_by_its_name(tmp_path: Path) -> None:
    """A broken flags.yml is still the flags."""
    path = tmp_path / "flags.yml"
    path.write_text("flagz: [", encoding="utf-8")
    report = Report()
    file = read_stand_in(path, report)
    assert file is not None
    assert file.role == "flags"
    assert len(report.faults) == 1


def test_a_file_of_no_known_kind_says_so(tmp_path: Path) -> None:
    """Neither content nor name tells the role: one fault, no guess."""
    path = tmp_path / "notes.yml"
    path.write_text("notes: 1\n", encoding="utf-8")
    report = Report()
    assert read_stand_in(path, report) is None
    assert messages(report, tmp_path) == [
        "notes.yml:1: cannot tell which content file this is; begin it with 'basis:', "
        f"or name it one of {', '.join(ROLES.values())}"
    ]


def test_files_are_shown_as_they_open_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the working folder the path is short, elsewhere it is as given."""
    monkeypatch.chdir(small.write(tmp_path / "content").parent)
    inside = read_file(tmp_path / "content" / "topics.yml", "topics", Report())
    assert inside.name == os.path.join("content", "topics.yml")
    monkeypatch.chdir("/")
    assert read_file(tmp_path / "none.yml", "topics", Report()).name.endswith("none.yml")
