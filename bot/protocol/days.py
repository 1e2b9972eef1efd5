"""The grammar of day windows, and whether a set of windows covers every day exactly once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.protocol.model import ANY_DAY, BEFORE, Window

GRAMMAR = "write before, N, N-M, N+ or any, in days (0 is the day of the treatment)"

# Ten years: a longer window is a slip of the keyboard.
LAST_DAY = 3650

_WINDOW = re.compile(r"(?P<first>[0-9]{1,6})(?:(?P<open>\+)|\s*-\s*(?P<last>[0-9]{1,6}))?")


def parse_window(text: str) -> Window:
    """Read `before`, `N`, `N-M`, `N+` or `any`; else ValueError saying what is wrong."""
    spelled = text.strip()
    if spelled == "before":
        return BEFORE
    if spelled == "any":
        return ANY_DAY
    match = _WINDOW.fullmatch(spelled)
    if match is None:
        shown = spelled if len(spelled) <= 40 else spelled[:40] + "…"
        raise ValueError(f"'{shown}' is not a window of days")
    first = int(match["first"])
    last = int(match["last"]) if match["last"] else first
    if max(first, last) > LAST_DAY:
        raise ValueError(f"'{spelled}' lies more than {LAST_DAY} days away")
    if last < first:
        raise ValueError(f"'{spelled}' ends before it begins")
    return Window(first, None if match["open"] else last)


def gaps(windows: Iterable[Window], start: int | None = None) -> list[Window]:
    """The runs of days from `start` on (`None`: since ever) that no window covers, in order."""
    found: list[Window] = []
    uncovered = start
    since_ever = start is None
    for window in sorted(windows, key=_by_first):
        if since_ever and window.first is not None:
            found.append(Window(None, window.first - 1))
        elif not since_ever and window.first is not None and window.first > uncovered:
            found.append(Window(uncovered, window.first - 1))
        if window.last is None:
            return found
        after = window.last + 1
        uncovered = after if since_ever else max(uncovered, after)
        since_ever = False
    found.append(Window(None if since_ever else uncovered, None))
    return found


def _by_first(window: Window) -> tuple[bool, int]:
    return (window.first is not None, window.first or 0)
