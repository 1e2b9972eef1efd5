"""Shows messages as Twilio's API does, and finds them by who, to whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timezone
from email.utils import format_datetime
from urllib.parse import urlencode

from bot.simulator.lines import Line
from bot.simulator.twilio.errors import TwilioError, message_of
from bot.simulator.twilio.webhooks import address
from bot.simulator.world import World

USUAL_PAGE, MOST_PAGE = 50, 1000


def root(world: World) -> str:
    return f"/2010-04-01/Accounts/{world.account.account_sid}"


def message(world: World, line: Line) -> dict:
    """One message as the API shows it."""
    # What the clinic sent is found by the address that it wrote.
    person = line.raw.get("To") or address(world.people.get(line.person))
    if line.inbound:
        person = line.raw.get("From") or person
    ours = f"whatsapp:{world.account.number}"
    sent = format_datetime(line.at.astimezone(timezone.utc))
    changed = format_datetime((line.changed_at or line.at).astimezone(timezone.utc))
    outgoing = "queued" if line.state == "accepted" else line.state
    uri = f"{root(world)}/Messages/{line.id}"
    has_file = bool(line.media or line.details.get("link"))
    return {
        "sid": line.id,
        "account_sid": world.account.account_sid,
        "api_version": "2010-04-01",
        "body": line.text,
        "from": person if line.inbound else ours,
        "to": ours if line.inbound else person,
        "direction": "inbound" if line.inbound else "outbound-api",
        "status": "received" if line.inbound else outgoing,
        "date_created": sent,
        "date_sent": None if outgoing == "queued" and not line.inbound else sent,
        "date_updated": changed,
        "error_code": line.error,
        "error_message": message_of(line.error) if line.error else None,
        "messaging_service_sid": None,
        "num_media": "1" if has_file else "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def page(world: World, query: Mapping[str, str]) -> dict:
    """A page of what matches, newest first, with the address of the next. Raises TwilioError."""
    size = min(_number(query, "PageSize", USUAL_PAGE), MOST_PAGE) or USUAL_PAGE
    number = _number(query, "Page", 0)
    found = [line for line in reversed(world.lines) if _matches(world, line, query)]
    # A place in the list, not a count: what arrives meanwhile must not shift the pages.
    below = _number(query, "PageToken", 0)
    if below:
        found = [line for line in found if line.number < below]
    here, more = found[:size], len(found) > size
    path = f"{root(world)}/Messages.json"
    kept = {name: value for name, value in query.items() if name not in ("Page", "PageToken")}
    following = {**kept, "PageSize": size, "Page": number + 1}
    uri = f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': number})}"
    return {
        "messages": [message(world, line) for line in here],
        "first_page_uri": f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': 0})}",
        "next_page_uri": (
            f"{path}?{urlencode({**following, 'PageToken': here[-1].number})}" if more else None
        ),
        "previous_page_uri": None,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + len(here) - 1,
        "uri": uri,
    }


def _matches(world: World, line: Line, query: Mapping[str, str]) -> bool:
    if not line.id.startswith(("SM", "MM")):
        return False
    shown = message(world, line)
    for name in ("To", "From"):
        if query.get(name) and query[name] != shown[name.lower()]:
            return False
    on, since, until = (query.get(name) for name in ("DateSent", "DateSent>", "DateSent<"))
    if on and line.at.date() != _moment(on, time.min).date():
        return False
    if since and line.at < _moment(since, time.min):
        return False
    return not (until and line.at > _moment(until, time.max))


def _moment(written: str, clock: time) -> datetime:
    """A day (its beginning or end) or a moment in UTC."""
    try:
        if len(written) == 10:
            return datetime.combine(datetime.fromisoformat(written), clock, timezone.utc)
        moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        raise TwilioError(20001, "DateSent is no date.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _number(query: Mapping[str, str], name: str, usual: int) -> int:
    written = query.get(name, "")
    return int(written) if written.isascii() and written.isdigit() else usual
