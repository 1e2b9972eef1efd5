"""`afterglow whatsapp codes`, `attachments` and `attachment`: what staff look at and read out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.opening import WRONG_USAGE, opened_register, stop

_KILOBYTE = 1024


def codes() -> None:
    """Show the one-time codes that are good now, for who reads them out to patients.

    Make sure who calls before you say one: it opens that patient's record. A clinic whose own
    system sends the codes (AFTERGLOW_CODE_URL) sees none here.
    """
    from bot.commands.patients_screen import print_table
    from bot.patients.book import utc_now
    from bot.whatsapp.codes import CodeFolder
    from bot.whatsapp.inbound import CODES_FOLDER

    with opened_register() as (_, settings):
        if settings.code_url:
            typer.echo("The clinic's own system sends the codes (AFTERGLOW_CODE_URL).")
            return
        good = CodeFolder(settings.data_dir / CODES_FOLDER, utc_now).codes()
        zone = ZoneInfo(settings.timezone)
    if not good:
        typer.echo("No code is waited for.")
        return
    rows = [(c.reference, c.code, f"{c.expires_at.astimezone(zone):%H:%M:%S}") for c in good]
    print_table(("Patient", "Code", "Good until"), rows)


def attachments() -> None:
    """List the newest photos, recordings and files that patients sent."""
    from bot.commands.patients_screen import print_table
    from bot.mailbox import open_mailbox

    with opened_register() as (_, settings):
        mailbox = open_mailbox(settings.register_url)
        found = mailbox.attachments()
        mailbox.close()
        zone = ZoneInfo(settings.timezone)
    if not found:
        typer.echo("No patient has sent a photo, recording or file.")
        return
    rows = [
        (
            str(one.id),
            one.kind,
            f"{one.received_at.astimezone(zone):%Y-%m-%d %H:%M}",
            one.patient or "unknown",
            one.state,
            "" if one.size is None else f"{-(-one.size // _KILOBYTE)} KB",
            one.mime,
        )
        for one in found
    ]
    print_table(("Number", "Kind", "Received", "Patient", "State", "Size", "Said to be"), rows)


def attachment(
    number: Annotated[int, typer.Argument(help="Its number, as the task or the list says.")],
    out: Annotated[Path, typer.Option("--out", help="The new file to write it to.")],
) -> None:
    """Decrypt one attachment into a file that only you can read. Delete it when you have looked.

    What it really is has not been checked: open it as carefully as any file of a stranger.
    """
    from bot.mailbox import open_mailbox
    from bot.whatsapp.inbound import MEDIA_FOLDER
    from bot.whatsapp.media_store import Damaged, MediaStore

    with opened_register() as (_, settings):
        mailbox = open_mailbox(settings.register_url)
        found = mailbox.attachment(number)
        mailbox.close()
        if found is None:
            stop(f"there is no attachment {number}; see `afterglow whatsapp attachments`")
        if found.state != "stored":
            waits = "is not fetched yet; try again in a minute" if found.state == "waiting" else ""
            stop(f"attachment {number} {waits or 'could not be fetched; ask the patient again'}")
        try:
            content = MediaStore(settings.data_dir / MEDIA_FOLDER, settings.signing_secret()).read(
                number
            )
        except Damaged as fault:
            stop(f"attachment {number}: {fault}")
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        stop(f"{out} exists already; name a new file", WRONG_USAGE)
    with open(handle, "wb") as file:
        file.write(content)
    typer.echo(f"{out}: {len(content)} bytes, said to be {found.mime}")
