"""The clinic's figures on one page, and the same for a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from bot.numbers.counting import Numbers, counted
from bot.numbers.spreadsheet import as_csv
from bot.patients.errors import FieldError
from bot.staff.page import EVERYBODY, Page
from bot.staff.visit import Visit

USUAL_DAYS, MOST_DAYS = 30, 731


def numbers(visit: Visit) -> Response:
    """Charts with their tables."""
    first, last = _range(visit)
    visit.note("numbers.read", first=first.isoformat(), last=last.isoformat())
    made = _counted(visit, first, last)
    return visit.page("numbers.html", title="Numbers", numbers=made, first=first, last=last)


def export(visit: Visit) -> Response:
    """The same figures, one a row."""
    first, last = _range(visit)
    visit.note("numbers.export", first=first.isoformat(), last=last.isoformat())
    text = as_csv(("table", "name", "value"), _counted(visit, first, last).cells())
    name = f"afterglow-{first.isoformat()}-{last.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _counted(visit: Visit, first: date, last: date) -> Numbers:
    zone = ZoneInfo(visit.parts.settings.timezone)
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    exchanges = visit.parts.mailbox.exchanges(since, until)
    calls = visit.parts.register.escalations(open_only=False)
    return counted(exchanges, [c for c in calls if since <= c.created_at < until], zone)


def _range(visit: Visit) -> tuple[date, date]:
    try:
        last = date.fromisoformat(visit.query.get("last") or visit.today.isoformat())
        usual = last - timedelta(days=USUAL_DAYS - 1)
        first = date.fromisoformat(visit.query.get("first") or usual.isoformat())
    except (ValueError, OverflowError):
        raise FieldError("dates", "cannot be read", "choose both") from None
    if not 0 <= (last - first).days < MOST_DAYS or last.year > visit.today.year + 1:
        raise FieldError("dates", "are the wrong way round or too far apart", "choose again")
    return first, last


PAGES = (
    Page("/numbers", numbers, EVERYBODY, menu="Numbers"),
    Page("/numbers/export", export, EVERYBODY),
)
