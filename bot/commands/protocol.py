"""`afterglow protocol`: lints the aftercare rules, or shows them as a patient sees them."""

from __future__ import annotations

import shutil
import textwrap
from enum import Enum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.language import ENGLISH
from bot.protocol.days import LAST_DAY
from bot.protocol.engine import Ruling, overview, rule_for
from bot.protocol.faults import Fault, ProtocolError
from bot.protocol.lint import examine
from bot.protocol.loader import CONTENT, build, load
from bot.protocol.model import OverviewDay, Protocol, Window
from bot.protocol.reading.files import languages_in
from bot.protocol.translating import in_language
from bot.protocol.vocabulary import AREAS

app = typer.Typer(help="Check or show the aftercare rules.", no_args_is_help=True)

Area = Enum("Area", {area: area for area in AREAS}, type=str)  # type: ignore[misc]
Language = Enum(  # type: ignore[misc]
    "Language", {name: name for name in (ENGLISH, *languages_in(CONTENT))}, type=str
)

_HEADINGS = {
    "activity": "May I, when may I",
    "symptom": "Is it normal",
    "info": "Good to know",
    "flag": "Warning signs",
}
_COLOURS = {
    "allowed": typer.colors.GREEN,
    "expected": typer.colors.GREEN,
    "allowed_with_care": typer.colors.GREEN,
    "ask_clinic": typer.colors.YELLOW,
    "not_yet": typer.colors.YELLOW,
    "avoid": typer.colors.RED,
    "unexpected": typer.colors.RED,
    "urgent": typer.colors.RED,
}
_VERDICT_WIDTH = 18
_WIDEST = 96


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, help="A content file to check in place of ours, or a folder."),
    ] = None,
) -> None:
    """Print every fault of the rules as file:line; exit 1 if there is one."""
    examination = examine(file or CONTENT)
    if examination.faults:
        _fail(examination.faults)
    protocol = build(examination)
    rules = sum(len(rules) for rules in protocol.rules.values())
    typer.echo(
        f"{len(protocol.topics)} topics, {rules} rules, {len(protocol.flags)} red flags: no faults"
    )
    for language, translation in examination.draft.translations.items():
        waiting = translation.awaiting()
        state = f"{waiting} texts await the clinic's review" if waiting else "signed by the clinic"
        typer.echo(f"translation {language}: {state}")


@app.command()
def show(
    day: Annotated[
        int | None,
        typer.Option(
            min=-LAST_DAY,
            max=LAST_DAY,
            help="Show the ruling of every topic on this day; 0 is the day of the treatment.",
        ),
    ] = None,
    area: Annotated[
        list[Area] | None,
        typer.Option(help="A treated area; may be given more than once. [default: face]"),
    ] = None,
    language: Annotated[
        Language,
        typer.Option(help="The language of the texts; headings and verdicts stay English."),
    ] = Language[ENGLISH],
) -> None:
    """Print the days as a patient sees them."""
    try:
        protocol = in_language(load(), language.value)
    except ProtocolError as error:
        _fail(error.faults)
    areas = frozenset(one.value for one in area or [Area.face])
    typer.secho(f"After microneedling ({', '.join(sorted(areas))})", bold=True)
    if day is None:
        _show_days(overview(protocol, None, areas))
        return
    _show_days([entry for entry in overview(protocol, day, areas) if day in entry.window])
    _show_topics(protocol, day, areas)


def _fail(faults: tuple[Fault, ...]) -> NoReturn:
    for fault in faults:
        typer.echo(str(fault))
    raise typer.Exit(1)


def _show_days(days: list[OverviewDay]) -> None:
    for entry in days:
        typer.echo()
        typer.secho(f"{_days(entry.window)}: {entry.title}", bold=True)
        typer.echo(_wrapped(entry.words))


def _show_topics(protocol: Protocol, day: int, areas: frozenset[str]) -> None:
    for kind, heading in _HEADINGS.items():
        typer.echo()
        typer.secho(f"{heading} (day {day})", bold=True, underline=True)
        for topic in protocol.topics.values():
            if topic.kind == kind:
                _show_ruling(topic.label, rule_for(protocol, topic.name, day, areas))


def _show_ruling(label: str, ruling: Ruling) -> None:
    badge = typer.style(
        ruling.verdict.replace("_", " ").ljust(_VERDICT_WIDTH), fg=_COLOURS.get(ruling.verdict)
    )
    typer.echo()
    typer.echo(f"  {badge} {label}{_change(ruling)}")
    typer.echo(_wrapped(_filled_in(ruling.words)))
    typer.secho(_wrapped(_ground(ruling)), dim=True)


def _change(ruling: Ruling) -> str:
    if ruling.next_day is None or ruling.next_verdict is None:
        return ""
    return f" ({ruling.next_verdict.replace('_', ' ')} from day {ruling.next_day})"


def _ground(ruling: Ruling) -> str:
    if ruling.basis == "clinic":
        return f"The clinic's sheet, {ruling.section}."
    if ruling.basis == "general":
        return f"General guidance, not from the clinic's sheet ({', '.join(ruling.sources)})."
    return "Not in the clinic's sheet."


def _filled_in(words: str) -> str:
    filled = words.replace("{clinic}", "the clinic")
    return filled.replace("{emergency_number}", "the emergency number")


def _days(window: Window) -> str:
    if window.first is None:
        return "Before the treatment" if window.last == -1 else "Any day"
    if window.last is None:
        return f"Day {window.first} and later"
    if window.first == window.last:
        return f"Day {window.first}"
    return f"Days {window.first} to {window.last}"


def _wrapped(text: str) -> str:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    return textwrap.fill(text, width, initial_indent="    ", subsequent_indent="    ")
