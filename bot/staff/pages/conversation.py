"""One conversation: what was said, beside whom and when in their recovery; and what staff do."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.desk import Memory
from bot.language import ENGLISH
from bot.mailbox.modes import HUMAN, Stale, Standing
from bot.mailbox.records import Entry
from bot.patients.note_book import written
from bot.patients.records import EscalationRecord, PatientRecord, current_treatment
from bot.staff.page import CARE, NOBODY, Page
from bot.staff.visit import Visit

REPLY, TAKE, BACK, CLOSE = "reply", "take", "hand back", "close"
# A long conversation is shown in parts, the newest first.
MOST_SHOWN = 200


@dataclass(frozen=True)
class _Unsent:
    """What could not be done because somebody else acted; the draft is kept."""

    draft: str = ""
    wrong: str = ""
    between: tuple[Entry, ...] = ()


def conversation(visit: Visit) -> Response:
    """Read it. What is on the screen is seen, and the patient is shown that."""
    standing = _standing(visit)
    visit.note("conversation.read", standing.patient, standing.conversation, to=standing.last_seq)
    if not visit.is_background and not visit.query.get("before"):
        visit.parts.mailbox.seen_by_staff(standing.conversation, standing.last_seq)
    return _shown(visit, standing, _Unsent())


def act(visit: Visit) -> Response:
    """Reply, take over, hand back or close: only on what this person had before them."""
    standing, form = _standing(visit), visit.form
    what, talk, by = form.get("act", ""), standing.conversation, visit.staff.name
    if what not in (REPLY, TAKE, BACK, CLOSE):
        return visit.fault(400, "There is no such button.")
    version, after = _number(form.get("version")), _number(form.get("after"))
    visit.note(f"conversation.{what.replace(' ', '_')}", standing.patient, talk)
    mailbox = visit.parts.mailbox
    try:
        if what == REPLY:
            text = written(form.get("text", ""), "reply")
            mailbox.reply_as_staff(talk, by, text, version, after)
        elif what == TAKE:
            mailbox.take(talk, by, version, after)
        elif what == BACK:
            line = visit.parts.desk.handed_back(standing.language, standing.unanswered)
            mailbox.hand_back(talk, by, version, line, after)
        else:
            mailbox.close_talk(talk, by, version, after)
    except Stale as stale:
        wrong = "Nothing was sent: somebody else acted here first. Look at what came in between."
        unsent = _Unsent(form.get("text", ""), wrong, stale.between)
        return _shown(visit, stale.standing, unsent, 409)
    if what == CLOSE:
        return visit.goto("/inbox", "The conversation is closed.")
    return visit.goto(f"/conversations/{talk}", _SAID.get(what, ""))


_SAID = {
    REPLY: "Sent.",
    TAKE: "You have the conversation. The assistant is silent now.",
    BACK: "The assistant answers again, and the patient was told so.",
}


def note(visit: Visit) -> Response:
    """For the others at the clinic."""
    standing = _standing(visit)
    visit.note("note.add", standing.patient, standing.conversation)
    visit.parts.accounts.add_note(
        visit.staff, visit.form.get("text", ""), standing.patient, standing.conversation
    )
    return visit.goto(f"/conversations/{standing.conversation}", "The note is kept.")


def assign(visit: Visit) -> Response:
    """Who is to look after the open calls of this conversation."""
    standing, to = _standing(visit), visit.form.get("to", "")
    names = {account.name for account in visit.parts.accounts.staff() if _cares(account)}
    if to and to not in names:
        return visit.fault(400, "Nobody with this name looks after patients.")
    for call in _calls(visit, standing):
        visit.note("escalation.assign", call.patient, call.reference)
        visit.parts.register.assign_escalation(call.reference, to or None)
    said = "Assigned." if to else "Assigned to nobody."
    return visit.goto(f"/conversations/{standing.conversation}", said)


def _shown(visit: Visit, standing: Standing, unsent: _Unsent, status: int = 200) -> Response:
    parts = visit.parts
    record = parts.register.patient(standing.patient) if standing.patient else None
    if unsent.wrong:
        visit.note("conversation.read", standing.patient, standing.conversation)
    name = record.name if record else "Unknown visitor"
    before = min(_number(visit.query.get("before")) or standing.last_seq + 1, standing.last_seq + 1)
    entries = parts.mailbox.thread(standing.conversation, max(0, before - 1 - MOST_SHOWN))
    entries = [entry for entry in entries if entry.seq < before]
    calls = _calls(visit, standing)
    return visit.page(
        "conversation.html",
        status,
        title=name,
        name=name,
        standing=standing,
        has_it=standing.mode == HUMAN and standing.by == visit.staff.name,
        others_have_it=standing.mode == HUMAN and standing.by != visit.staff.name,
        entries=entries,
        earlier=entries[0].seq if entries and entries[0].seq > 1 else None,
        is_newest=before > standing.last_seq,
        reach=parts.mailbox.reach(standing.conversation),
        files=parts.mailbox.attachments_in(standing.conversation),
        calls=calls,
        notices={call.reference: parts.register.notices_of(call.reference) for call in calls},
        record=record,
        treatment=_treatment(visit, record),
        recovery=_recovery(visit, standing),
        notes=parts.accounts.notes(standing.patient, standing.conversation),
        replies=parts.accounts.canned_replies(),
        colleagues=[account for account in parts.accounts.staff() if _cares(account)],
        unsent=unsent,
        pulse=parts.mailbox.pulse(),
    )


def _standing(visit: Visit) -> Standing:
    return visit.parts.mailbox.standing(visit.path["conversation"])


def _calls(visit: Visit, standing: Standing) -> list[EscalationRecord]:
    talk = standing.conversation
    return [call for call in visit.parts.register.escalations() if call.conversation == talk]


def _treatment(visit: Visit, record: PatientRecord | None):
    return current_treatment(record.treatments, visit.today) if record else None


def _recovery(visit: Visit, standing: Standing) -> dict:
    # Staff read English; the patient's own page is in the patient's language.
    memory = visit.parts.mailbox.memory(standing.conversation)
    return visit.parts.desk.recovery(
        standing.patient, Memory.from_json(memory), visit.today, ENGLISH
    )


def _cares(account) -> bool:
    return account.role in CARE and account.disabled_at is None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


PAGES = (
    Page("/conversations/{conversation}", conversation, CARE),
    Page("/conversations/{conversation}/act", act, NOBODY, CARE),
    Page("/conversations/{conversation}/note", note, NOBODY, CARE),
    Page("/conversations/{conversation}/assign", assign, NOBODY, CARE),
)
