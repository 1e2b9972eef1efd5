"""`afterglow gaps`: what patients asked in vain, grouped by meaning."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.opening import opened_register

_WIDEST = 60


def gaps(
    days: Annotated[int, typer.Option(min=1, help="How far back to look.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print one group a line.")] = False,
) -> None:
    """List what was not answered, asked back, put in other words or disliked, by meaning.

    Messages are shown without numbers and names, the largest group first.
    """
    from bot.commands.gap_listing import gaps_since, meant_alike
    from bot.commands.patients_screen import print_table
    from bot.mailbox import open_mailbox
    from bot.patients.book import utc_now

    now = utc_now()
    with opened_register() as (register, settings):
        mailbox = open_mailbox(settings.register_url)
        found = gaps_since(register, mailbox, now - timedelta(days=days), now)
        mailbox.close()
    groups = meant_alike(found)
    if as_json:
        for group in groups:
            print(json.dumps(group.as_json()))
        return
    if not groups:
        typer.echo(f"No unanswered questions in the last {days} days.")
        return
    rows = [
        (
            str(group.count),
            ", ".join(f"{reason} {count}" for reason, count in group.reasons.items()),
            ", ".join(group.languages),
            f"{group.latest:%Y-%m-%d}",
            group.topic or "",
            group.words.replace("\n", " ")[:_WIDEST],
        )
        for group in groups
    ]
    print_table(("Times", "Reasons", "Languages", "Last asked", "Turned out", "Words"), rows)
