"""Changes of the rules: drafted by one, approved by another, checked, live; and back again."""

from __future__ import annotations

from starlette.responses import Response

from bot.desk.rulemaking import LANGUAGES, FaultyDraft, Rulemaking, is_medicine, says
from bot.patients.change_records import ChangeRecord, ChangeRefused
from bot.patients.errors import FieldError
from bot.staff.page import CLINICIAN, NOBODY, Page
from bot.staff.visit import Visit

RULEMAKERS = ("clinician", "admin")
_NO_RESULT = {"error": None, "lint": (), "before": None, "after": None, "failing": ()}
FIELDS = (
    "kind", "topic", "days", "verdict", "words_en", "words_es", "basis", "quote", "section",
    "statement", "reason", "synonym", "language", "topic_kind", "label_en", "label_es",
    "names_en", "names_es", "gap",
)  # fmt: skip


def rules(visit: Visit) -> Response:
    """Every change, the newest first, and which version holds."""
    making = _making(visit)
    changes = [(record, says(record)) for record in visit.parts.register.changes()]
    return visit.page("rules.html", title="Rules", changes=changes, version=making.version)


def draft(visit: Visit) -> Response:
    """The form, and what it sends."""
    making = _making(visit)
    if visit.method == "GET":
        return _form(visit, making, {name: visit.query.get(name, "") for name in FIELDS})
    form = {name: visit.form.get(name, "") for name in FIELDS}
    visit.note("rules.draft", kind=form["kind"][:10], topic=form["topic"][:60])
    try:
        number = making.draft(form, visit.staff)
    except FieldError as wrong:
        return _form(visit, making, form, wrong)
    said = "The draft is kept. A colleague can approve it now."
    return visit.goto(f"/rules/changes/{number}", said)


def change(visit: Visit) -> Response:
    """One change: what it says, how the topic reads with it, and how far its check is."""
    record = _known(visit)
    making = _making(visit)
    own = record.author.id == visit.staff.id
    is_open = record.state in ("draft", "refused") or (
        record.checked_until is not None and record.checked_until < visit.now
    )
    failing = (record.result or {}).get("failing", [])
    may_replace = bool(failing) and all(one["replaceable"] for one in failing)
    return visit.page(
        "rule.html",
        title=f"Rule change {record.id}",
        change=record,
        says=says(record),
        result={**_NO_RESULT, **record.result} if record.result else None,
        preview=making.preview(record),
        medicine=is_medicine(record),
        may_approve=is_open and not own,
        may_withdraw=is_open,
        may_replace=may_replace and is_open and not own and visit.staff.role == "clinician",
        own=own,
        running=record.state == "checking" and not is_open,
        version=making.version,
    )


def decide(visit: Visit) -> Response:
    """Approve, approve with messages answered anew, or withdraw."""
    record, act = _known(visit), visit.form.get("act", "")
    if act == "withdraw":
        visit.note("rules.withdraw", object=str(record.id))
        visit.parts.register.withdraw_change(record.id, visit.staff)
        return visit.goto(f"/rules/changes/{record.id}", "The change is withdrawn.")
    if act not in ("approve", "replace"):
        return visit.fault(400, "There is no such button.")
    replaces: tuple[str, ...] = record.replaces
    if act == "replace":
        failing = (record.result or {}).get("failing", [])
        shown = {one["id"] for one in failing if one["replaceable"]}
        if set(visit.many("replaces")) != shown or len(shown) < len(failing):
            return visit.fault(400, "Please confirm each of the messages that are shown.")
        replaces = tuple(sorted(shown | set(record.replaces)))
    visit.note("rules.approve", object=str(record.id), replaces=list(replaces))
    lease = visit.parts.register.approve_change(record.id, visit.staff, replaces)
    visit.parts.start_check(record.id, lease)
    return visit.goto(f"/rules/changes/{record.id}", "Approved. The check is running.")


def back(visit: Visit) -> Response:
    """To an earlier version, at once."""
    to, seen = (_number(visit.form.get(name, "")) for name in ("to", "seen"))
    visit.note("rules.rollback", object=str(to))
    version = _making(visit).roll_back(to, seen, visit.form.get("reason", ""), visit.staff)
    return visit.goto("/rules", f"The rules are those of version {to} again, as version {version}.")


def _form(
    visit: Visit, making: Rulemaking, form: dict[str, str], wrong: FieldError | None = None
) -> Response:
    return visit.page(
        "rule_draft.html",
        422 if wrong else 200,
        title="Draft a change",
        form=form,
        choices=making.choices(),
        languages=LANGUAGES,
        wrong=wrong,
        faults=wrong.faults if isinstance(wrong, FaultyDraft) else (),
    )


def _making(visit: Visit) -> Rulemaking:
    return Rulemaking(visit.parts.register, visit.parts.settings)


def _known(visit: Visit) -> ChangeRecord:
    record = visit.parts.register.change(_number(visit.path["number"]))
    if record is None:
        raise ChangeRefused("there is no such change")
    return record


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise ChangeRefused("there is no such change")
    return int(written)


PAGES = (
    Page("/rules", rules, RULEMAKERS, menu="Rules"),
    Page("/rules/new", draft, CLINICIAN, CLINICIAN),
    Page("/rules/back", back, NOBODY, RULEMAKERS),
    Page("/rules/changes/{number}", change, RULEMAKERS),
    Page("/rules/changes/{number}/decide", decide, NOBODY, RULEMAKERS),
)
