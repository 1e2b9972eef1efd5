"""hours.yml: read whole, or every fault with its line; and read again when it changes."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.hours.hours import Hours
from bot.hours.hours_file import read_hours
from bot.hours.kept import Kept
from bot.protocol.faults import ProtocolError, Report

ZONE = ZoneInfo("America/New_York")
GOOD = """week:
  monday: "9:00-17:00"
  tuesday: "9:00-12:30, 13:30 to 17:00"
  wednesday: all day
  thursday: "9:00–17:00"
  friday: closed
  saturday: closed
  sunday: closed
holidays:
  2026-11-26: closed
  12-25: closed
  2026-12-24: "9:00-12:00"
"""


def read(folder: Path, text: str) -> tuple[Hours | None, list[str]]:
    """The hours and what is wrong with them."""
    file, report = folder / "hours.yml", Report()
    file.write_text(text, encoding="utf-8")
    return read_hours(file, ZONE, report), [str(fault) for fault in report.faults]


def test_hours_are_read_as_written(tmp_path):
    """Pauses, whole days, closed days, holidays of one year and of all."""
    hours, faults = read(tmp_path, GOOD)
    assert faults == []
    assert hours.week[:3] == (((540, 1020),), ((540, 750), (810, 1020)), ((0, 1440),))
    assert hours.special == {
        (2026, 11, 26): (),
        (None, 12, 25): (),
        (2026, 12, 24): ((540, 720),),
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("friday:", "fryday:", "hours.yml:6: week: unknown key 'fryday'. Did you mean 'friday'?"),
        ("week:", "weeks:", "hours.yml:1: unknown key 'weeks'. Did you mean 'week'?"),
        ("  sunday: closed\n", "", "hours.yml:1: week: the key 'sunday' is missing; add 'sunday:'"),
        ("all day", "9-17", "hours.yml:4: week: '9-17' is no opening time; write '9:00-17:00'"),
        ("12:30, 13:30", "12:30, 12:00", "hours.yml:3: week: '12:00 to 17:00' begins before"),
        ('"9:00-17:00"', '"17:00-9:00"', "hours.yml:2: week: '17:00-9:00' ends before it begins"),
        ('"9:00-17:00"', '"9:00-17:75"', "hours.yml:2: week: '9:00-17:75' ends before it begins"),
        ("2026-11-26:", "26.11.2026:", "hours.yml:10: holidays: '26.11.2026' is no date"),
        ("12-25:", "13-25:", "hours.yml:11: holidays: '13-25' is no date; write 2026-11-26"),
        ("2026-12-24:", "2026-11-26:", "hours.yml:12: 2026-11-26: the key '2026-11-26' is already"),
        ('"9:00-12:00"', "[a]", "hours.yml:12: holidays: '' is no opening time"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, monkeypatch, old, new, fault):
    """And what to write instead; then no hours are used at all."""
    monkeypatch.chdir(tmp_path)
    hours, faults = read(tmp_path, GOOD.replace(old, new, 1))
    assert hours is None and faults and faults[0].startswith(fault)


def test_a_changed_file_is_read_again_and_a_broken_one_is_not_used(tmp_path, caplog):
    """What it said before holds until it is mended; the log names the fault."""
    file = tmp_path / "hours.yml"
    kept = Kept(file, lambda path, report: read_hours(path, ZONE, report), None)
    assert kept() is None
    file.write_text(GOOD)
    good = kept()
    assert good.week[4] == ()
    file.write_text(GOOD.replace("friday", "fryday"))
    assert kept() is good and "fryday" in caplog.text
    file.write_text(GOOD.replace("friday: closed", 'friday: "9:00-12:00"'))
    assert kept().week[4] == ((540, 720),)
    os.unlink(file)
    assert kept() is None


def test_a_broken_file_stops_the_start(tmp_path):
    """Nobody runs for weeks on hours that were never read."""
    (tmp_path / "hours.yml").write_text("week: daily\n")
    with pytest.raises(ProtocolError):
        Kept(tmp_path / "hours.yml", lambda path, report: read_hours(path, ZONE, report), None)
