"""Linking a phone to a patient: the clinic reference, then a one-time code."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.journal import traced
from bot.mailbox import Mailbox, Outgoing
from bot.mailbox.code_book import ASKED, LIFETIME, LINKED, NOT_ASKED
from bot.mailbox.phone_records import Contact
from bot.whatsapp.codes import CodeNotSent, CodeSender, OneTimeCode
from bot.whatsapp.keys import derived_key
from bot.whatsapp.proofs import code_in, reference_in

SENDING_PAUSES = (2.0, 10.0, 30.0)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Said:
    """The phrase that answers, with what it needs; `code` is to be sent behind its back."""

    phrase: str
    values: dict[str, object]
    code: OneTimeCode | None = None


class Linking:
    """`lost` gives the staff a task when a code could not be sent.

    What is said does not depend on whether a reference exists, and does not wait for the sending:
    else the waiting would tell.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        sender: CodeSender,
        secret: str,
        clock: Callable[[], datetime],
        lost: Callable[[OneTimeCode], object],
    ) -> None:
        self._mailbox = mailbox
        self._sender = sender
        self._key = derived_key(secret, "one-time codes")
        self._clock = clock
        self._lost = lost
        self._sending: set[asyncio.Task] = set()

    def take(
        self, contact: Contact, text: str, message: int, language: str, welcome: Outgoing
    ) -> Said | None:
        """What to say to a reference or a code; None if it is neither of them just now.

        `message` is the inbox's number of it. `welcome` is put into the new conversation where the
        present one is another patient's.
        """
        reference = reference_in(text)
        if reference is not None:
            return self._asked(contact, reference, message, language)
        code = code_in(text)
        if code is None:
            return None
        outcome = self._mailbox.guess_code(contact, code, self._hashed, welcome)
        if outcome == NOT_ASKED:
            return None
        log.info("a code was tried", contact=contact.id, outcome=outcome)
        return Said("linked" if outcome == LINKED else "code_refused", {})

    def send_later(self, code: OneTimeCode) -> None:
        """Send it without anybody waiting for it. Called in the event loop."""
        task = asyncio.create_task(self._send(code))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Wait for what is being sent."""
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._sender.close()

    def _asked(self, contact: Contact, reference: str, message: int, language: str) -> Said:
        if contact.patient == reference:
            return Said("linked_already", {})
        outcome, code = self._mailbox.ask_code(contact, reference, message, self._hashed)
        log.info("a code was asked for", contact=contact.id, outcome=outcome)
        if outcome != ASKED:
            return Said("code_limit", {})
        values = {"given": reference, "minutes": int(LIFETIME.total_seconds() // 60)}
        if code is None:
            return Said("code_on_its_way", values)
        expires = self._clock() + LIFETIME
        return Said("code_on_its_way", values, OneTimeCode(reference, code, expires, language))

    def _hashed(self, contact: int, reference: str, code: str) -> str:
        bound = f"{contact}:{reference}:{code}".encode()
        return hmac.new(self._key, bound, hashlib.sha256).hexdigest()

    async def _send(self, code: OneTimeCode) -> None:
        for pause in (*SENDING_PAUSES, None):
            try:
                return await self._sender.send(code)
            except (CodeNotSent, OSError) as fault:
                why = str(fault) if isinstance(fault, CodeNotSent) else traced(fault)
                log.error("a code was not sent", why=why, tried_again=pause is not None)
                if pause is not None:
                    await asyncio.sleep(pause)
        try:
            await asyncio.to_thread(self._lost, code)
        except Exception as fault:
            log.error("the staff could not be told of it", error=traced(fault))
        return None
