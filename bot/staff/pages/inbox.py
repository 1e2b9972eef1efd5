"""The inbox, and calls for a person that no chat stands behind."""

from __future__ import annotations

from starlette.responses import Response

from bot.mailbox.records import UnknownConversation
from bot.patients.errors import UnknownEscalation
from bot.staff.inbox import Inbox, arranged
from bot.staff.page import CARE, EVERYBODY, NOBODY, Page
from bot.staff.visit import Visit

MOST_LINES = 200


def front(visit: Visit) -> Response:
    """Where each role begins."""
    return visit.goto("/inbox" if visit.staff.role in CARE else "/accounts")


def inbox(visit: Visit) -> Response:
    """Everything that wants somebody, the most urgent first."""
    pulse = visit.parts.mailbox.pulse()
    shown = _inbox(visit)
    if not visit.is_background:
        seen = {row.patient for row in (*shown.waiting, *shown.with_staff, *shown.others)}
        visit.note("inbox.read", patients=sorted(seen - {None}))
    return visit.page("inbox.html", title="Inbox", inbox=shown, pulse=pulse)


def _inbox(visit: Visit) -> Inbox:
    calls = visit.parts.register.escalations()
    lines = visit.parts.mailbox.inbox_view(MOST_LINES)
    people = {call.patient for call in calls} | {line.standing.patient for line in lines}
    return arranged(calls, lines, visit.parts.register.known_patients(people - {None}))


def escalation(visit: Visit) -> Response:
    """One call: on to its conversation, or what is known of it where there is none."""
    call = visit.parts.register.escalation(visit.path["reference"])
    if call is None:
        raise UnknownEscalation("no escalation has this reference")
    try:
        visit.parts.mailbox.standing(call.conversation)
    except UnknownConversation:
        visit.note("escalation.read", call.patient, call.reference)
        record = visit.parts.register.patient(call.patient) if call.patient else None
        title = f"Call {call.reference}"
        notices = visit.parts.register.notices_of(call.reference)
        return visit.page("escalation.html", title=title, call=call, record=record, notices=notices)
    return visit.goto(f"/conversations/{call.conversation}")


def acknowledge(visit: Visit) -> Response:
    """Somebody has it; whoever was first stays on record."""
    call = visit.parts.register.escalation(visit.path["reference"])
    if call is None:
        raise UnknownEscalation("no escalation has this reference")
    visit.note("escalation.acknowledge", call.patient, call.reference)
    taken = visit.parts.register.acknowledge_escalation(call.reference, visit.staff.name)
    mine = taken.acknowledged_by == visit.staff.name
    said = "Noted: you have seen it." if mine else "Somebody else had seen it already."
    back = visit.form.get("back", "")
    return visit.goto(f"/conversations/{call.conversation}" if back == "talk" else "/inbox", said)


PAGES = (
    Page("/", front, EVERYBODY),
    Page("/inbox", inbox, CARE, menu="Inbox"),
    Page("/escalations/{reference}", escalation, CARE),
    Page("/escalations/{reference}/acknowledge", acknowledge, NOBODY, CARE),
)
