"""Who did what to whose record, and whether that account of it is whole."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.page import ADMIN, Page
from bot.staff.visit import Visit

MOST = 100


def audit(visit: Visit) -> Response:
    """The newest rows, the newest first; `verify` looks at all of them."""
    query = visit.query
    patient, actor = query.get("patient", "").strip().upper(), query.get("actor", "").strip()
    visit.note("audit.read", patient or None)
    before = query.get("before", "")
    known = visit.parts.audit.entries(
        patient or None,
        actor or None,
        int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None,
        MOST,
    )
    people = visit.parts.accounts.staff()
    verdict = visit.parts.audit.verify() if query.get("verify") else None
    return visit.page(
        "audit.html",
        title="Audit",
        entries=known,
        names={account.id: account.name for account in people},
        people=people,
        patient=patient,
        actor=actor,
        verdict=verdict,
        older=known[-1].seq if len(known) == MOST else None,
    )


PAGES = (Page("/audit", audit, ADMIN, menu="Audit"),)
