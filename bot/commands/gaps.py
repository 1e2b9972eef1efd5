"""`afterglow gaps`: what patients asked and no rule answered."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Annotated

import typer

from bot.commands.opening import opened_register


def gaps(
    days: Annotated[int, typer.Option(min=1, help="How far back to look.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List questions that no rule covers or that were not understood, the commonest first."""
    from bot.commands.patients_screen import print_table

    since = datetime.now(timezone.utc) - timedelta(days=days)
    with opened_register() as (register, _):
        noted = register.unanswered(since)
    if as_json:
        for one in noted:
            row = {"reason": one.reason, "text": one.words, "day": one.day, "lang": one.language}
            print(json.dumps({**row, "asked_at": one.asked_at.isoformat()}))
        return
    # The same words, however typed, are one question; the list is newest first.
    times = Counter((one.reason, _plain(one.words)) for one in noted)
    latest = {}
    for one in noted:
        latest.setdefault((one.reason, _plain(one.words)), one)
    rows = [
        (
            str(count),
            latest[key].reason,
            f"{latest[key].asked_at:%Y-%m-%d}",
            "" if latest[key].day is None else str(latest[key].day),
            latest[key].words,
        )
        for key, count in times.most_common()
    ]
    if not rows:
        typer.echo(f"No unanswered questions in the last {days} days.")
        return
    print_table(("Times", "Reason", "Last asked", "Day", "Words"), rows)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" ?!.")
