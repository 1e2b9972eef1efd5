"""`afterglow ask`: a message, or a file of them, through the real model and the real actions."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from bot.commands.opening import known_patient, opened_register, start_light

_DAY_FORMAT = ["%Y-%m-%d"]
MOST_DAYS = 36_500
AREAS = ("face", "eyes", "neck", "scalp", "body")


def ask(
    text: Annotated[Optional[list[str]], typer.Argument(help="The message.")] = None,
    patient: Annotated[Optional[str], typer.Option(help="Reference of a patient.")] = None,
    day: Annotated[Optional[int], typer.Option(help="Days since treatment; 0 is the day.")] = None,
    treated_on: Annotated[
        Optional[datetime], typer.Option(formats=_DAY_FORMAT, help="Day of treatment.")
    ] = None,
    area: Annotated[
        Optional[list[str]], typer.Option(help=f"{', '.join(AREAS)}; may be repeated.")
    ] = None,
    on: Annotated[
        Optional[datetime], typer.Option(formats=_DAY_FORMAT, help="Pretend it is this day.")
    ] = None,
    suppose: Annotated[
        Optional[list[str]],
        typer.Option(
            help="An override such as makeup=avoid:0-5, or a language, en or es; may be repeated."
        ),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Explain the answer in full, as JSON.")
    ] = False,
    file: Annotated[
        Optional[Path], typer.Option(help="Messages, one JSON object a line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask as a patient would, and print the answer."""
    if bool(text) == bool(file):
        raise typer.BadParameter("give either a message or --file, not both and not neither")
    if sum(value is not None for value in (patient, day, treated_on)) > 1:
        raise typer.BadParameter("--patient, --day and --treated-on exclude each other")
    if day is not None and abs(day) > MOST_DAYS:
        raise typer.BadParameter(f"--day {day} is out of range; give days since treatment")
    for name in area or ():
        if name not in AREAS:
            raise typer.BadParameter(f"--area {name}: use one of {', '.join(AREAS)}")
    rows = _read(file) if file else []

    from bot.settings import Settings

    today = on.date() if on else Settings.from_env().today()
    if file:
        _answer_all(rows)
        return
    message = " ".join(text or ())
    if suppose or why:
        if patient:
            raise typer.BadParameter("--why and --suppose are about somebody made up; use --day")
        if treated_on:
            day = (today - treated_on.date()).days
        turn = _supposed(message, day, area, suppose or [], today)
        _print(_json(turn, indent=2) if as_json or why else _shown(turn))
        return
    if patient:
        turn = _as_registered(message, patient, today)
    else:
        start_light()
        from bot.asking import ask_many

        if treated_on:
            day = (today - treated_on.date()).days
        row = {"text": message, "day": day, "areas": area, "on": today.isoformat()}
        turn = ask_many([row])[0]["turns"][0]
    _print(_json(turn, indent=2) if as_json else _shown(turn))


def _supposed(
    message: str, day: int | None, area: list[str] | None, suppose: list[str], today: Any
) -> dict[str, Any]:
    from bot.desk.pretended import Pretended

    treated_on = None if day is None else today - timedelta(days=day)
    try:
        made = Pretended(treated_on).changed([*(area or ()), *suppose])
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--suppose") from None
    from bot.asking import try_out

    return try_out(message, made, today)


def _as_registered(message: str, patient: str, today: Any) -> dict[str, Any]:
    with opened_register() as (register, _):
        known_patient(register, patient)
    start_light()
    from bot.asking import ask_one

    return ask_one(message, patient, today)


def _shown(turn: dict[str, Any]) -> str:
    buttons = "".join(f"\n  [{title}]" for title in turn.get("buttons", []))
    return "\n".join(turn["messages"]) + buttons


def _answer_all(rows: list[dict[str, Any]]) -> None:
    start_light()
    from bot.asking import ask_many

    def progress(done: int) -> None:
        if done % 25 == 0 or done == len(rows):
            print(f"\r{done} of {len(rows)} answered", end="", file=sys.stderr, flush=True)

    print("Loading the model …", file=sys.stderr)
    # Printed one by one: what is answered is not lost when a later one is interrupted.
    ask_many(rows, progress, lambda answer: _print(_json(answer)))
    print(file=sys.stderr)


def _json(value: Any, indent: int | None = None) -> str:
    """Readable JSON; escaped where it holds half a character that no encoding can write."""
    readable = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        readable.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return readable


def _print(text: str) -> None:
    """Print, with half characters that no encoding can write shown as "?"."""
    print(text.encode("utf-8", "replace").decode(), flush=True)


def _read(file: Path) -> list[dict[str, Any]]:
    """The rows of a file; every fault at once, with its line."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    rows, faults = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        fault = None
        try:
            row = json.loads(line)
            fault = _fault_of(row)
        except json.JSONDecodeError as error:
            fault = f"not JSON ({error.msg}); write one object a line"
        if fault:
            faults.append(f"{file}:{number}: {fault}")
        else:
            rows.append(row)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        raise typer.Exit(2)
    return rows


def _fault_of(row: Any) -> str | None:
    if not isinstance(row, dict):
        return "not an object; write {\"id\": …, \"text\": …, \"day\": …}"
    turns = row.get("turns", [row.get("text")])
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        return "no message; give \"text\" as a string or \"turns\" as a list of strings"
    day = row.get("day")
    if day is not None and (isinstance(day, bool) or not isinstance(day, int)):
        return f"day {day!r} is not a whole number; give days since treatment or null"
    if day is not None and abs(day) > MOST_DAYS:
        return f"day {day} is out of range; give days since treatment or null"
    areas = row.get("areas") or []
    if not isinstance(areas, list) or not set(map(str, areas)) <= set(AREAS):
        return f"areas {areas!r}; use a list of {', '.join(AREAS)}"
    try:
        if row.get("on"):
            datetime.strptime(row["on"], "%Y-%m-%d") - timedelta(days=day or 0)
    except (ValueError, TypeError, OverflowError):
        return f"on {row['on']!r} is not a date; write YYYY-MM-DD"
    return None
