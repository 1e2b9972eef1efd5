"""What patients asked in vain, grouped by meaning: where new rules and names come from."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.page import Page
from bot.staff.visit import Visit

MOST_DAYS, USUAL_DAYS = 365, 30
# Neither names nor numbers of patients stand here, so whoever makes rules may read it.
READERS = ("front_desk", "clinician", "admin")


def gaps(visit: Visit) -> Response:
    """The largest group first."""
    written = visit.query.get("days", "")
    days = int(written) if written.isascii() and written.isdigit() else USUAL_DAYS
    days = min(max(days, 1), MOST_DAYS)
    groups = visit.parts.gaps(days)
    visit.note("gaps.read", days=days)
    return visit.page("gaps.html", title="Gaps", groups=groups, days=days, most=MOST_DAYS)


PAGES = (Page("/gaps", gaps, READERS, menu="Gaps"),)
