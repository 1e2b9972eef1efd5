"""What somebody on another day, with other areas or an override, would be answered, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from starlette.responses import Response

from bot.desk import Pretended
from bot.desk.personal import personal_choices, trial_override
from bot.patients.errors import FieldError
from bot.patients.fields import AREAS
from bot.staff.page import EVERYBODY, Page
from bot.staff.visit import Visit

MOST_CHARACTERS, MOST_DAYS = 1000, 3650
LANGUAGES = {"": "as it is written", "en": "English", "es": "Spanish"}


async def time_machine(visit: Visit) -> Response:
    """The form; sent, the answer below it."""
    form = visit.form
    if visit.method == "GET":
        return _shown(visit, {"day": "3", **visit.query})
    try:
        today = _date(form.get("on", "")) or visit.today
        pretended = _pretended(visit, form, today)
        text = form.get("text", "").strip()[:MOST_CHARACTERS]
        if not text:
            raise FieldError("message", "is empty", "write what a patient would write")
    except FieldError as wrong:
        return _shown(visit, form, wrong)
    messages = await visit.parts.try_out(text, today, pretended.as_json())
    if messages is None:
        sentence = "The assistant does not answer right now. Please try again in a moment."
        return visit.fault(503, sentence)
    customs = [message["custom"] for message in messages]
    return _shown(
        visit,
        form,
        answer="\n\n".join(message["text"] for message in messages if message["text"]),
        why=next((custom["why"] for custom in customs if custom.get("why")), None),
        aftercare=next((custom["aftercare"] for custom in customs if "aftercare" in custom), None),
    )


def _pretended(visit: Visit, form: Mapping[str, str], today: date) -> Pretended:
    day = form.get("day", "").strip()
    treated_on = None
    if day:
        try:
            number = int(day)
        except ValueError:
            raise FieldError("day", "is no number", "give days after the treatment") from None
        if abs(number) > MOST_DAYS:
            raise FieldError("day", "is too far away", "give days after the treatment")
        treated_on = today - timedelta(days=number)
    areas = frozenset(area for area in visit.many("area") if area in AREAS) or {AREAS[0]}
    overrides = ()
    if form.get("topic"):
        protocol = visit.parts.desk.wording.protocol
        overrides = (trial_override(protocol, form, visit.staff),)
    language = form.get("language") if form.get("language") in ("en", "es") else None
    return Pretended(treated_on, frozenset(areas), overrides, language)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise FieldError("date", "cannot be read", "choose one") from None


def _shown(
    visit: Visit,
    form: Mapping[str, str],
    wrong: FieldError | None = None,
    answer: str | None = None,
    why: dict | None = None,
    aftercare: dict | None = None,
) -> Response:
    topics, verdicts = personal_choices(visit.parts.desk.wording.protocol)
    return visit.page(
        "time_machine.html",
        422 if wrong else 200,
        title="Time machine",
        form=form,
        chosen=visit.many("area") or (AREAS[0],),
        areas=AREAS,
        languages=LANGUAGES,
        topics=topics,
        verdicts=verdicts,
        wrong=wrong,
        answer=answer,
        why=why,
        aftercare=aftercare,
    )


PAGES = (Page("/time-machine", time_machine, EVERYBODY, EVERYBODY, menu="Time machine"),)
