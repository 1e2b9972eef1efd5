"""What a worker answers on WhatsApp without asking Rasa: keywords, files, old buttons, codes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.desk import Desk, Reply, Turn
from bot.mailbox import Mailbox, Outgoing, Work
from bot.mailbox.phone_records import FILES, Contact
from bot.mailbox.placing import STALE
from bot.whatsapp.keywords import HELP, START, STOP, keyword_of
from bot.whatsapp.linking import Linking, Said
from bot.whatsapp.proofs import around_proof, may_prove
from bot.whatsapp.receiving import CHANNEL, PROOF, SIGNS, TEXT

_RECORDINGS = ("voice", "audio")
# Everything that a phone can send and that is neither words nor a file for the staff.
_PHRASES = {
    STALE: "stale_button",
    "sticker": "only_words",
    "contact": "only_words",
    "unknown": "only_words",
    "location": "location_received",
    "reaction": "reaction_received",
}


class Stage:
    """Asked after danger and before Rasa. `turn_of` gives the desk's view of the work."""

    def __init__(
        self,
        desk: Desk,
        mailbox: Mailbox,
        linking: Linking,
        turn_of: Callable[[Work], Turn],
    ) -> None:
        self._desk = desk
        self._mailbox = mailbox
        self._linking = linking
        self._turn_of = turn_of

    async def before_rasa(self, work: Work) -> Outgoing | None:
        """The reply, or None for what Rasa answers."""
        # In the web chat that a link from WhatsApp opened, everything typed comes as text.
        if work.kind == PROOF or (work.kind == TEXT and may_prove(work.text)):
            return await self._proof(work)
        return await asyncio.to_thread(self._said_to, work)

    async def after_rasa(self, work: Work, reply: Outgoing) -> Outgoing:
        """Rasa's first reply to somebody unknown says how to become known."""
        about_care = (reply.aftercare or {}).get("kind") not in ("red_flag", "error")
        if work.memory is not None or not about_care:
            return reply
        contact = await asyncio.to_thread(self._mailbox.contact_in, work.conversation)
        if contact is None or contact.patient is not None:
            return reply
        hint = self._desk.note(self._turn_of(work), _how_to_link(contact)).text
        return replace(reply, text=f"{reply.text}\n\n{hint}")

    async def in_silence(self, work: Work) -> None:
        """That a patient wants no messages, or wants them again, counts whoever is listening."""
        if work.kind in (STOP, START):
            await asyncio.to_thread(self._consent, work, given=work.kind == START)

    def _said_to(self, work: Work) -> Outgoing | None:
        if work.kind in FILES:
            return self._file(work)
        if work.kind in (STOP, START):
            return self._consent(work, given=work.kind == START)
        if work.kind == HELP:
            contact = self._mailbox.contact_in(work.conversation)
            unknown = contact is not None and contact.patient is None
            more = (_how_to_link(contact),) if unknown else ()
            return _outgoing(self._desk.note(self._keyword_turn(work), "help", *more))
        phrase = _PHRASES.get(work.kind)
        return _outgoing(self._desk.note(self._turn_of(work), phrase)) if phrase else None

    def _file(self, work: Work) -> Outgoing:
        """A person looks at it; what was written with it is theirs as well, never ours to judge."""
        kinds = {message.kind for message in work.messages}
        phrase = "file_received"
        if kinds <= {"photo"}:
            phrase = "photo_received"
        elif kinds <= set(_RECORDINGS):
            phrase = "voice_received"
        captioned = any(message.text != SIGNS[message.kind] for message in work.messages)
        more = ("caption_kept",) if captioned else ()
        numbers = self._mailbox.attachments_of([message.id for message in work.messages])
        task = f"{', '.join(sorted(kinds))}: {', '.join(map(str, numbers))}"
        turn = self._turn_of(work)
        return _outgoing(self._desk.note(turn, phrase, *more, task=task, kind="photo"))

    def _consent(self, work: Work, given: bool) -> Outgoing:
        """The staff are told once; the decision is written down before the patient reads of it."""
        turn = self._keyword_turn(work)
        contact = self._mailbox.contact_in(work.conversation)
        is_news = contact is not None and not given and not contact.opted_out
        phrase = "started" if given else "stopped"
        reply = self._desk.note(turn, phrase, task="opted_out" if is_news else "")
        if contact is not None:
            self._mailbox.consent(contact, CHANNEL, given, work.text)
        return _outgoing(reply)

    async def _proof(self, work: Work) -> Outgoing | None:
        turn = self._turn_of(work)
        turn = replace(turn, text=around_proof(turn.text))
        said = await asyncio.to_thread(self._linked, work, turn)
        if said is None:
            return None
        if said.code is not None:
            self._linking.send_later(said.code)
        reply = await asyncio.to_thread(self._note, turn, said)
        return _outgoing(reply)

    def _linked(self, work: Work, turn: Turn) -> Said | None:
        contact = self._mailbox.contact_in(work.conversation)
        if contact is None:
            return None
        welcome = self._desk.note(turn, "linked")
        language = welcome.aftercare["language"]
        message = work.messages[-1].id
        return self._linking.take(contact, work.text, message, language, _outgoing(welcome))

    def _note(self, turn: Turn, said: Said) -> Reply:
        return self._desk.note(turn, said.phrase, **said.values)

    def _keyword_turn(self, work: Work) -> Turn:
        """In the language of the word itself, where the conversation has none yet."""
        turn, keyword = self._turn_of(work), keyword_of(work.text)
        if turn.memory.language or keyword is None:
            return turn
        return replace(turn, memory=replace(turn.memory, language=keyword[1]))


def _how_to_link(contact: Contact) -> str:
    return "link_again" if contact.needs_code else "link_hint"


def _outgoing(reply: Reply) -> Outgoing:
    return Outgoing(reply.text, aftercare=reply.aftercare)
