"""`afterglow evaluate`: labelled messages through the real model, scored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.commands.opening import start_light
from bot.evaluation import labels, report, table
from bot.evaluation.labels import LabelError
from bot.evaluation.score import score


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Labelled messages, one JSON object a line."),
    ],
    report_folder: Annotated[
        Optional[Path],
        typer.Option(
            "--report",
            metavar="DIR",
            file_okay=False,
            help="Write report.html, report.json and failures.jsonl there, compared with the last.",
        ),
    ] = None,
) -> None:
    """Ask every labelled message and report how the answers fare, with 95 % intervals."""
    try:
        labelled = labels.load_all(files)
    except OSError as error:
        raise typer.BadParameter(f"{error.filename} cannot be read: {error.strerror}") from None
    except LabelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    # Loading the model takes seconds: not before the files are known to be good.
    start_light()
    from bot.asking import ask_many

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == len(labelled) else ""
            print(f"\r{done}/{len(labelled)} asked", end=end, file=sys.stderr, flush=True)

    result = score(labelled, ask_many([label.question() for label in labelled], progress))
    source = ", ".join(dict.fromkeys(file.name for file in files))
    comparison = report.write(result, report_folder, source) if report_folder else None
    if report_folder:
        typer.echo(f"Report: {report_folder / 'report.html'}\n")
    typer.echo(table.render(result, comparison))
