"""How a time of day is said in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.desk.spoken import spoken_in
from bot.language import ENGLISH, SPANISH

_HALVES: Mapping[str, tuple[str, str]] = {ENGLISH: ("AM", "PM"), SPANISH: ("a. m.", "p. m.")}
_AT: Mapping[str, Callable[[int], str]] = {
    ENGLISH: lambda hour: "at",
    SPANISH: lambda hour: "a la" if hour == 1 else "a las",
}


def time_of_day(moment: datetime, language: str) -> str:
    """Like "9:05 AM", by the clock that the moment carries."""
    halves = _HALVES.get(language, _HALVES[ENGLISH])
    return f"{_hour(moment)}:{moment.minute:02d} {halves[moment.hour // 12]}"


def day_and_time(moment: datetime, today: date, language: str) -> str:
    """Like "today at 9:00 AM" or "tomorrow (Thu, Nov 26) at 9:00 AM"."""
    spoken = spoken_in(language)
    day = moment.date()
    said = spoken.near[0] if day == today else spoken.say(day, today)
    at = _AT.get(language, _AT[ENGLISH])(_hour(moment))
    return f"{said} {at} {time_of_day(moment, language)}"


def time_seen(moment: datetime, today: date, language: str) -> str:
    """The time alone for today, else with its day: "9:05 AM" or "yesterday (…) at 9:05 AM"."""
    if moment.date() == today:
        return time_of_day(moment, language)
    return day_and_time(moment, today, language)


def _hour(moment: datetime) -> int:
    return moment.hour % 12 or 12
