"""`afterglow patients`: add, list, show, import, override and link."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from bot.commands.opening import FAILED, WRONG_USAGE, known_patient, opened_register, stop

# The libraries behind the register and the protocol are loaded only by a command that runs.
if TYPE_CHECKING:
    from bot.patients.importing.mapping import ColumnMapping
    from bot.settings import Settings

app = typer.Typer(
    help="The register of patients.",
    no_args_is_help=True,
    # A traceback with its variables would show patients and secrets.
    pretty_exceptions_show_locals=False,
)

_DAY_FORMAT = ["%Y-%m-%d"]
_Reference = Annotated[str, typer.Argument(metavar="REF", help="The patient's reference.")]


@app.command()
def add(
    name: Annotated[str, typer.Option(help="The patient's name.")],
    phone: Annotated[str, typer.Option(help="The phone number; abroad with + and country code.")],
    treated_on: Annotated[datetime, typer.Option(formats=_DAY_FORMAT, help="Day of treatment.")],
    area: Annotated[
        Optional[list[str]],
        typer.Option(help="face, eyes, neck, scalp or body; may be repeated.", show_default="face"),
    ] = None,
    procedure: Annotated[str, typer.Option(help="What was done.")] = "microneedling",
    provider: Annotated[Optional[str], typer.Option(help="Who did it.")] = None,
) -> None:
    """Add a patient and print the reference."""
    from bot.patients.fields import plausible_date
    from bot.patients.references import new_reference

    reference = new_reference("P")
    with opened_register("record.add", reference) as (register, settings):
        plausible_date(treated_on.date(), settings.today())
        treatment = (treated_on.date(), area or ("face",), procedure, provider)
        print(register.add_patient(name, phone, *treatment, reference=reference))


@app.command("list")
def list_patients() -> None:
    """List the patients, each with the treatment that counts today."""
    from bot.commands.patients_screen import print_table
    from bot.patients.records import current_treatment

    with opened_register("records.list") as (register, settings):
        today = settings.today()
        rows = []
        for patient in register.patients():
            treatment = current_treatment(patient.treatments, today)
            shown = ("", "", "")
            if treatment is not None:
                day = (today - treatment.treated_on).days
                shown = (str(treatment.treated_on), str(day), ", ".join(sorted(treatment.areas)))
            rows.append((patient.reference, patient.name, patient.phone or "", *shown))
    print_table(("Reference", "Name", "Phone", "Treated on", "Day", "Areas"), rows)


@app.command()
def show(reference: _Reference) -> None:
    """Show one patient: treatments, and the overrides that hold today."""
    from bot.commands.patients_screen import print_patient

    with opened_register("record.read", reference) as (register, settings):
        today = settings.today()
        patient = known_patient(register, reference)
        overrides = register.overrides(reference, today)
    print_patient(patient, overrides, today)


@app.command("import")
def import_csv(
    file: Annotated[Path, typer.Argument(metavar="CSV", exists=True, dir_okay=False)],
    mapping: Annotated[
        Optional[Path],
        typer.Option(
            exists=True, dir_okay=False, help="YAML: their columns, our fields. See docs/."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only, write nothing.")] = False,
    source: Annotated[
        Optional[str], typer.Option(help="Where the ids come from.", show_default="clinic")
    ] = None,
) -> None:
    """Bring in a clinic's export. Twice is as once; bad rows are reported and skipped."""
    from bot.commands.patients_screen import progress_bar
    from bot.patients.importing.run import import_file

    columns = _mapping(mapping)
    opening = opened_register("records.import")
    with opening as (register, settings), progress_bar("Importing") as progress:
        report = import_file(
            register,
            file,
            columns,
            settings.today(),
            source=source,
            phone_region=settings.phone_region,
            dry_run=dry_run,
            progress=progress,
        )
    for fault in report.faults:
        typer.echo(fault, err=True)
    print(f"{report} (dry run: nothing was written)" if dry_run else report)
    if report.skipped:
        raise typer.Exit(FAILED)


@app.command()
def override(
    reference: _Reference,
    topic: Annotated[str, typer.Option(help="What it is about, such as makeup.")],
    verdict: Annotated[str, typer.Option(help="The answer for this patient.")],
    signed_by: Annotated[str, typer.Option(help="The clinician who answers for it.")],
    reason: Annotated[str, typer.Option(help="Why this patient differs.")],
    first_day: Annotated[
        Optional[int], typer.Option(help="First day after treatment.", show_default="open")
    ] = None,
    last_day: Annotated[
        Optional[int], typer.Option(help="Last day after treatment.", show_default="open")
    ] = None,
    expires: Annotated[
        Optional[datetime],
        typer.Option(formats=_DAY_FORMAT, help="Last date it holds.", show_default="never"),
    ] = None,
) -> None:
    """Record what a clinician ruled for one patient."""
    from bot.commands.patients_screen import days_in_words

    with opened_register("record.override", reference) as (register, settings):
        _check_ruling(settings, topic, verdict)
        last_date = None if expires is None else expires.date()
        if last_date is not None and last_date < settings.today():
            raise typer.BadParameter(f"{last_date} is over", param_hint="--expires")
        register.add_override(
            reference, topic, first_day, last_day, verdict, signed_by, reason, last_date
        )
    print(f"{reference}: {topic} is {verdict} on days {days_in_words(first_day, last_day)}")


@app.command()
def link(
    reference: _Reference,
    base_url: Annotated[
        str, typer.Option(help="Address of the page with the widget.")
    ] = "http://127.0.0.1:8080/",
) -> None:
    """Print a signed widget link for one patient, good for 15 minutes."""
    from bot.patients.book import utc_now
    from bot.patients.links import link_url, sign_link

    with opened_register("record.link", reference) as (register, settings):
        known_patient(register, reference)
        print(link_url(base_url, sign_link(reference, settings.signing_secret(), utc_now())))


def _mapping(file: Path | None) -> ColumnMapping:
    from bot.patients.importing.mapping import ColumnMapping, MappingError, load_mapping

    if file is None:
        return ColumnMapping()
    try:
        return load_mapping(file)
    except MappingError as error:
        stop(str(error), WRONG_USAGE)


def _check_ruling(settings: Settings, topic: str, verdict: str) -> None:
    from bot.patients.fields import did_you_mean
    from bot.protocol.faults import ProtocolError
    from bot.protocol.loader import load
    from bot.protocol.timeline import override_fits
    from bot.protocol.vocabulary import PERSONAL_KINDS, VERDICTS

    try:
        topics = load(settings.protocol_dir, settings.general_guidance).topics
    except ProtocolError as error:
        stop(str(error))
    if topic not in topics or topics[topic].kind not in PERSONAL_KINDS:
        names = sorted(name for name, known in topics.items() if known.kind in PERSONAL_KINDS)
        wrong = f"{topic!r} cannot be ruled for one patient; {did_you_mean(topic, names)}"
        raise typer.BadParameter(wrong, param_hint="--topic")
    if not override_fits(topics[topic], verdict):
        advice = did_you_mean(verdict, VERDICTS[topics[topic].kind])
        wrong = f"{verdict!r} is no answer about {topic}; {advice}"
        raise typer.BadParameter(wrong, param_hint="--verdict")
