"""The worker's side of what comes in from phones, put together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk, Memory, Turn
from bot.mailbox import Mailbox, Outgoing, Work
from bot.mailbox.attachment_book import Attachment
from bot.settings import Settings
from bot.whatsapp.code_client import CodeCaller
from bot.whatsapp.codes import CodeFolder, CodeSender, OneTimeCode
from bot.whatsapp.fetching import Fetcher
from bot.whatsapp.linking import Linking
from bot.whatsapp.media_store import MediaStore
from bot.whatsapp.provider import Provider
from bot.whatsapp.stage import Stage

CODES_FOLDER, MEDIA_FOLDER = "codes", "media"


@dataclass(frozen=True)
class Inbound:
    """`stage` is for the worker, `fetcher` runs beside it."""

    stage: Stage
    fetcher: Fetcher
    linking: Linking

    @classmethod
    def open(
        cls,
        settings: Settings,
        desk: Desk,
        mailbox: Mailbox,
        provider: Provider,
        turn_of: Callable[[Work], Turn],
        clock: Callable[[], datetime],
    ) -> Inbound:
        """All of it for this installation."""

        def code_lost(code: OneTimeCode) -> None:
            desk.ask_staff(Turn("", settings.today(), patient=code.reference), "code_not_sent")

        def file_lost(attachment: Attachment) -> Outgoing:
            memory = Memory.from_json(mailbox.memory(attachment.conversation))
            turn = Turn(
                "",
                settings.today(),
                conversation=attachment.conversation,
                patient=attachment.patient,
                memory=memory,
            )
            task = f"{attachment.kind} lost: {attachment.id}"
            reply = desk.note(turn, "file_lost", task=task)
            return Outgoing(reply.text, aftercare=reply.aftercare)

        secret = settings.signing_secret()
        sender = code_sender(settings, clock)
        linking = Linking(mailbox, sender, secret, clock, code_lost)
        store = MediaStore(settings.data_dir / MEDIA_FOLDER, secret)
        return cls(
            Stage(desk, mailbox, linking, turn_of),
            Fetcher(mailbox, provider, store, file_lost),
            linking,
        )


def code_sender(settings: Settings, clock: Callable[[], datetime]) -> CodeSender:
    """The clinic's own system where there is one, else the folder that the staff read."""
    if settings.code_url:
        return CodeCaller(settings.code_url, settings.signing_secret(), clock)
    return CodeFolder(settings.data_dir / CODES_FOLDER, clock)
