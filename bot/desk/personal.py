"""What a clinician rules for one patient: checked, signed, and with an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.patients.errors import FieldError
from bot.patients.fields import did_you_mean
from bot.patients.register import Register
from bot.patients.staff_records import Staff
from bot.protocol.days import GRAMMAR, parse_window
from bot.protocol.model import Override, Protocol
from bot.protocol.timeline import override_fits
from bot.protocol.vocabulary import PERSONAL_KINDS, VERDICTS


def personal_choices(protocol: Protocol) -> tuple[list[tuple[str, str]], list[str]]:
    """(name, label) of the topics that may be ruled for one patient, and the verdicts."""
    topics = [t for t in protocol.topics.values() if t.kind in PERSONAL_KINDS]
    verdicts = dict.fromkeys(verdict for kind in PERSONAL_KINDS for verdict in VERDICTS[kind])
    return sorted((topic.name, topic.label) for topic in topics), list(verdicts)


def rule_for_patient(
    register: Register,
    protocol: Protocol,
    reference: str,
    form: Mapping[str, str],
    by: Staff,
    today: date,
) -> None:
    """Keep it, signed with this person's name. Raises FieldError or UnknownPatient."""
    ruled = trial_override(protocol, form, by)
    try:
        expires = date.fromisoformat(form.get("expires", ""))
    except ValueError:
        wrong = "is missing: nothing for one patient holds for ever"
        raise FieldError("last date", wrong, "give the date") from None
    if expires < today:
        raise FieldError("last date", "is over", "give a date that is still to come")
    register.add_override(
        reference,
        ruled.topic,
        ruled.window.first,
        ruled.window.last,
        ruled.verdict,
        by.name,
        form.get("reason", ""),
        expires,
    )


def trial_override(protocol: Protocol, form: Mapping[str, str], by: Staff) -> Override:
    """What the form rules, kept nowhere. Raises FieldError."""
    topic, verdict = form.get("topic", ""), form.get("verdict", "")
    known = protocol.topics.get(topic)
    if known is None or known.kind not in PERSONAL_KINDS:
        names = [name for name, _ in personal_choices(protocol)[0]]
        raise FieldError("topic", "cannot be ruled for one patient", did_you_mean(topic, names))
    if not override_fits(known, verdict):
        fitting = ", ".join(VERDICTS[known.kind]).replace("_", " ")
        raise FieldError("verdict", f"is no answer about {known.label}", f"use one of {fitting}")
    try:
        window = parse_window(form.get("days", ""))
    except ValueError as error:
        raise FieldError("days", f"cannot be read: {error}", GRAMMAR) from None
    return Override(topic, window, verdict, by.name, form.get("reason", ""))
