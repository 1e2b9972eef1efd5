"""Reads hours.yml: the hours of each weekday, and the days on which they are others."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.hours.hours import DAY_MINUTES, WEEKDAYS, Hours, Span
from bot.hours.kept import Kept
from bot.protocol.faults import Place, Report, shorten
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.files import read_file
from bot.protocol.reading.yaml_lines import Table, Text

_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*(?:-|–|to)\s*(\d{1,2}):(\d\d)")
_EVERY_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})")
_HOW = "write '9:00-17:00', '9:00-12:00, 13:00-17:00', 'all day' or 'closed'"
_A_LEAP_YEAR = 2028
Days = dict[tuple[int | None, int, int], tuple[Span, ...]]


def kept_hours(path: Path, zone: ZoneInfo) -> Kept[Hours | None]:
    """The hours in this file, read again when it changes; None while there is no file."""
    return Kept(path, lambda file, report: read_hours(file, zone, report), None)


def read_hours(path: Path, zone: ZoneInfo, report: Report) -> Hours | None:
    """The hours in this file; None, with faults in the report, if they cannot be used."""
    file = read_file(path, "hours", report)
    if file.root is None:
        return None
    top = Fields(file.root, file.root.line, report.at(file.name), ("week",), ("holidays",))
    week = _week(file.root, report.at(file.name, "week"))
    special = _special(top, report, file.name)
    return None if report.has(file.name) else Hours(zone, week, special)


def _week(root: Table, place: Place) -> tuple[tuple[Span, ...], ...]:
    if "week" not in root.entries:
        return ()
    days = Fields(root.entries["week"], root.key_lines["week"], place, WEEKDAYS)
    written = ((day, days.text(day)) for day in WEEKDAYS)
    return tuple(_spans(text, days.lines[day], place) if text else () for day, text in written)


def _special(top: Fields, report: Report, file: str) -> Days:
    special: Days = {}
    for name, node, line in top.tables("holidays"):
        place = report.at(file, "holidays")
        day = _day(name)
        if day is None:
            place.fault(
                line, f"'{shorten(name)}' is no date", "write 2026-11-26, or 12-25 for every year"
            )
        elif day in special:
            place.fault(line, f"{name} is there twice", "keep one of the two")
        else:
            text = node.text if isinstance(node, Text) else None
            special[day] = _spans(text, line, place)
    return special


def _day(name: str) -> tuple[int | None, int, int] | None:
    every_year = _EVERY_YEAR.fullmatch(name)
    try:
        if every_year:
            day = date(_A_LEAP_YEAR, int(every_year[1]), int(every_year[2]))
            return None, day.month, day.day
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day.year, day.month, day.day


def _spans(text: str | None, line: int, place: Place) -> tuple[Span, ...]:
    written = (text or "").strip().lower()
    if written in ("closed", "all day"):
        return () if written == "closed" else ((0, DAY_MINUTES),)
    spans: list[Span] = []
    for part in written.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            place.fault(line, f"'{shorten(text or '')}' is no opening time", _HOW)
            return ()
        begins, ends = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
        if max(int(found[2]), int(found[4])) > 59 or not begins < ends <= DAY_MINUTES:
            place.fault(line, f"'{part.strip()}' ends before it begins, or never comes", _HOW)
            return ()
        if spans and begins < spans[-1][1]:
            place.fault(line, f"'{part.strip()}' begins before the one in front ends", _HOW)
            return ()
        spans.append((begins, ends))
    return tuple(spans)
