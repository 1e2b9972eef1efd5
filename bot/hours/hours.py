"""Opening hours as plain data, and what they say of a moment. Pure.

Hours are the clock on the clinic's wall; moments are compared in UTC, so that a day of 23 or 25
hours is as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

# From and until, in minutes after midnight; a day ends at 1440.
Span = tuple[int, int]
DAY_MINUTES = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A clinic that does not open for longer than this is closed, as far as anybody can be told.
FURTHEST_DAYS = 400


@dataclass(frozen=True)
class Staffing:
    """Whether anybody is there; `opens` is when somebody will be, None if that is not known."""

    open: bool
    opens: datetime | None = None


@dataclass(frozen=True)
class Hours:
    """`week` begins with Monday. `special` days go by (year, month, day), or year None for all."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[tuple[int | None, int, int], tuple[Span, ...]] = field(default_factory=dict)

    def at(self, moment: datetime) -> Staffing:
        """How it is at this moment."""
        opening = self.opening(moment)
        if opening is None:
            return Staffing(False)
        if opening == moment:
            return Staffing(True)
        return Staffing(False, opening.astimezone(self.zone))

    def opening(self, moment: datetime) -> datetime | None:
        """The first moment from this one on at which somebody is there; itself if it is one."""
        for begins, ends in self._spans(moment):
            if moment < ends:
                return max(moment, begins)
        return None

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        # The day before as well: its last hour may lie after midnight in another zone.
        first = moment.astimezone(self.zone).date() - timedelta(days=1)
        for number in range(FURTHEST_DAYS):
            day = first + timedelta(days=number)
            for begins, ends in self.on(day):
                yield self._moment(day, begins), self._moment(day, ends)

    def on(self, day: date) -> tuple[Span, ...]:
        """The hours of this date."""
        for year in (day.year, None):
            if (year, day.month, day.day) in self.special:
                return self.special[year, day.month, day.day]
        return self.week[day.weekday()]

    def _moment(self, day: date, minute: int) -> datetime:
        days, minute = divmod(minute, DAY_MINUTES)
        on_the_wall = time(*divmod(minute, 60))
        local = datetime.combine(day + timedelta(days=days), on_the_wall, self.zone)
        return local.astimezone(timezone.utc)
