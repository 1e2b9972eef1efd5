"""Opening hours: what they say of a moment, in summer, in winter and in the night between."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours.hours import Hours, Staffing

NEW_YORK = ZoneInfo("America/New_York")
NINE_TO_FIVE = ((9 * 60, 17 * 60),)
ALL_DAY = ((0, 1440),)
WEEK = (NINE_TO_FIVE,) * 5 + ((), ())
THANKSGIVING = {(2026, 11, 26): (), (2026, 11, 27): ((9 * 60, 12 * 60),), (None, 12, 25): ()}
CLINIC = Hours(NEW_YORK, WEEK, THANKSGIVING)


def local(text: str) -> datetime:
    """On the clinic's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-25T09:00", None),
        ("2026-11-25T16:59:59", None),
        ("2026-11-25T08:59:59", "2026-11-25T09:00"),
        ("2026-11-25T17:00", "2026-11-27T09:00"),  # Thanksgiving is closed, the day after shorter
        ("2026-11-26T10:00", "2026-11-27T09:00"),
        ("2026-11-27T12:00", "2026-11-30T09:00"),
        ("2026-11-28T10:00", "2026-11-30T09:00"),
        ("2026-12-25T10:00", "2026-12-28T09:00"),
        ("2027-12-24T18:00", "2027-12-27T09:00"),
        ("2026-12-31T18:00", "2027-01-01T09:00"),
        # The clocks go forward and back in the night to Sunday.
        ("2026-03-06T18:00", "2026-03-09T09:00"),
        ("2026-10-30T18:00", "2026-11-02T09:00"),
    ],
)
def test_when_somebody_will_be_there(moment, opens):
    """Open from the first minute to the last; else the next opening, as it is on the wall."""
    expected = Staffing(True) if opens is None else Staffing(False, local(opens))
    assert CLINIC.at(local(moment)) == expected
    assert CLINIC.at(local(moment).astimezone(timezone.utc)) == expected


def test_the_hour_that_comes_twice_and_the_one_that_never_comes():
    """Open from 1:00 to 3:00 at night is three hours in November and one in March."""
    nights = Hours(NEW_YORK, (((60, 180),),) * 7)
    for day, hours in (("2026-11-01", 3), ("2026-03-08", 1), ("2026-05-05", 2)):
        midnight = local(f"{day}T00:00").astimezone(timezone.utc)
        minutes = (midnight + timedelta(minutes=10 * n) for n in range(36))
        assert sum(nights.at(minute).open for minute in minutes) == hours * 6


def test_a_clinic_that_never_opens_promises_nothing():
    """No opening is known, and looking for one ends."""
    assert Hours(NEW_YORK, ((),) * 7).at(local("2026-11-25T09:00")) == Staffing(False)


def test_a_clinic_that_never_closes_is_open_at_midnight():
    """The end of one day is the beginning of the next."""
    always = Hours(NEW_YORK, (ALL_DAY,) * 7)
    assert always.at(local("2026-11-25T00:00")).open
    assert always.at(local("2026-11-25T23:59:59")).open


ZONES = st.sampled_from(["America/New_York", "Europe/Madrid", "Pacific/Apia", "Asia/Kathmandu"])
TIMES = st.integers(0, 1439)
SPANS = st.tuples(TIMES, TIMES).filter(lambda s: s[0] < s[1]).map(lambda s: (s,)) | st.just(())


@given(
    ZONES,
    st.lists(SPANS, min_size=7, max_size=7),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)),
)
def test_the_next_opening_is_the_first_open_moment(zone, week, moment):
    """Somebody is there at it, nobody just before, and nobody at any time until then."""
    hours = Hours(ZoneInfo(zone), tuple(week))
    found = hours.at(moment)
    if found.open:
        assert hours.at(moment) == Staffing(True)
    elif found.opens is None:
        assert not any(week)
    else:
        assert moment < found.opens and hours.at(found.opens).open
        before = found.opens.astimezone(timezone.utc) - timedelta(seconds=1)
        assert before < moment or not hours.at(before).open
        assert found.opens.date() - moment.astimezone(hours.zone).date() <= timedelta(days=8)


def test_a_date_has_its_own_hours():
    """A named year's day before that of every year, before the weekday."""
    hours = Hours(NEW_YORK, WEEK, {(None, 12, 25): (), (2026, 12, 25): ALL_DAY})
    assert hours.on(date(2026, 12, 25)) == ALL_DAY
    assert hours.on(date(2028, 12, 25)) == ()
    assert hours.on(date(2026, 12, 24)) == NINE_TO_FIVE
