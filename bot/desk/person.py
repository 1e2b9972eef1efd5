"""The person a turn comes from, as far as the register and their own words tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.desk.pretended import Pretended
from bot.patients.records import OverrideRecord, current_treatment
from bot.patients.register import Register
from bot.protocol.model import Override, Window

# After this an earlier treatment asks for nothing that a later one does not.
MOST_DAYS_BEFORE = 60


@dataclass(frozen=True)
class Earlier:
    """A treatment before the latest one."""

    treated_on: date
    areas: frozenset[str]


@dataclass(frozen=True)
class Person:
    """`on_record` tells a registered treatment date from one that a visitor typed.

    Days count from the latest treatment; `earlier` ones may still ask for more.
    """

    reference: str | None
    treated_on: date | None
    areas: frozenset[str]
    overrides: tuple[Override, ...] = ()
    on_record: bool = False
    earlier: tuple[Earlier, ...] = ()
    procedure: str | None = None


NOBODY = Person(None, None, frozenset({"face"}))


def person_of(
    register: Register, reference: str | None, stated_treatment: date | None, today: date
) -> Person:
    """The registered patient on `today`, else a visitor with the date they gave, if any."""
    record = register.patient(reference) if reference else None
    if record is None:
        return Person(None, stated_treatment, frozenset({"face"}))
    treatment = current_treatment(record.treatments, today)
    if treatment is None:
        return Person(record.reference, stated_treatment, frozenset({"face"}))
    overrides = tuple(_override(o) for o in register.overrides(record.reference, today))
    latest = treatment.treated_on
    # Two rows of one day are two areas treated in one visit.
    areas = frozenset().union(*(t.areas for t in record.treatments if t.treated_on == latest))
    earlier = tuple(
        Earlier(t.treated_on, frozenset(t.areas))
        for t in record.treatments
        if 0 < (latest - t.treated_on).days <= MOST_DAYS_BEFORE
    )
    return Person(
        record.reference,
        latest,
        areas,
        overrides,
        earlier=earlier,
        on_record=True,
        procedure=treatment.procedure,
    )


def _override(record: OverrideRecord) -> Override:
    window = Window(record.first_day, record.last_day)
    return Override(record.topic, window, record.verdict, record.signed_by, record.reason)


def pretended_person(pretended: Pretended, stated_treatment: date | None) -> Person:
    """Somebody made up; without a treatment date a visitor, who may tell one."""
    treated_on = pretended.treated_on or stated_treatment
    on_record = pretended.treated_on is not None
    return Person(None, treated_on, pretended.areas, pretended.overrides, on_record=on_record)


def pretended_like(person: Person) -> Pretended:
    """Somebody made up who is like this person."""
    return Pretended(person.treated_on, person.areas, person.overrides)
