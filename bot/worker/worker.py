"""One worker: several conversations at a time, one message of each; danger ahead of all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import structlog

from bot.gateway.rasa_client import NotReady, Unanswered
from bot.journal import traced
from bot.mailbox import LostLease, Mailbox, Outgoing, Work
from bot.wakeups import INBOX, Alarm, Bell
from bot.worker.answering import Answering
from bot.worker.lease import keep_lease
from bot.worker.loops import keep_taking, repeat, until_it_works
from bot.worker.noting import note
from bot.worker.storing import stored

CONVERSATIONS_AT_ONCE = 4
DANGERS_AT_ONCE = 4
# With the half second between two looks, what is said here is said within ten seconds.
LATE = timedelta(seconds=8)
LATE_POLL_SECONDS = 0.5
BEAT_SECONDS = 3.0
# For what is being answered when we are asked to end; the supervisor kills after five.
LEAVE_SECONDS = 3.0
PAUSES = (0.5, 1.0, 2.0, 3.0)
URGENT_AGAIN = timedelta(seconds=0.5)
THREADS = 16

log = structlog.get_logger(__name__)


class Worker:
    """Whoever bore `name` before is dead. A patient who has waited for `late` is told so.

    `taken` hears of all work when it is taken up; it returns at once.
    """

    def __init__(
        self,
        name: str,
        mailbox: Mailbox,
        answering: Answering,
        late: timedelta = LATE,
        taken: Callable[[Work], None] = lambda work: None,
        bell: Bell | None = None,
    ) -> None:
        self._taken = taken
        self._bell = bell
        self._name = name
        self._late = late
        self._mailbox = mailbox
        self._answering = answering
        self._under_way: set[asyncio.Task] = set()

    async def run(self) -> None:
        """Ends only by being cancelled. Whatever fails is logged and tried again."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(THREADS))
        await until_it_works(self._release)
        ordinary, urgent = self._mailbox.claim, self._mailbox.claim_urgent
        await asyncio.gather(
            self._keep_taking(ordinary, self._ordinary, CONVERSATIONS_AT_ONCE),
            self._keep_taking(urgent, self._urgent, DANGERS_AT_ONCE),
            repeat(self._say_late, LATE_POLL_SECONDS),
            repeat(self._beat, BEAT_SECONDS),
        )

    async def leave(self) -> None:
        """After `run`: end what has begun, free the rest; nobody waits for a lease to run out."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LEAVE_SECONDS)
        await self._release()

    async def _keep_taking(
        self,
        claim: Callable[[str], Work | None],
        handle: Callable[[Work], Awaitable[None]],
        at_once: int,
    ) -> None:
        take, safely = partial(claim, self._name), partial(self._safely, handle)
        rest = Alarm(self._bell, INBOX).sleep
        await keep_taking(take, safely, at_once, rest, self._under_way)

    async def _safely(self, handle: Callable[[Work], Awaitable[None]], work: Work) -> None:
        try:
            self._taken(work)
            await handle(work)
        except LostLease:
            log.warning("another worker was faster", message=work.key)
        except Exception as fault:
            # The lease runs out by itself, and somebody takes the message up again.
            note("a message was left", fault, message=work.key)

    async def _ordinary(self, work: Work) -> None:
        renewing = asyncio.create_task(keep_lease(self._mailbox, work))
        try:
            try:
                reply = await self._answering.ordinary(work)
            except Exception as fault:
                await self._put_back(work, fault)
            else:
                await self._store(self._mailbox.answer, work, reply)
        finally:
            renewing.cancel()

    async def _urgent(self, work: Work) -> None:
        try:
            await self._answer_urgent(work)
        except LostLease:
            raise
        except Exception:
            # Danger does not wait for the lease to run out.
            await asyncio.to_thread(self._mailbox.urgent_again, work, URGENT_AGAIN)
            raise

    async def _answer_urgent(self, work: Work) -> None:
        try:
            reply = await self._answering.urgent(work)
        except self._mailbox.unavailable:
            raise
        except Exception as fault:
            # Something of ours cannot read this text; in its turn Rasa, or a person, will.
            note("danger could not be looked for", fault, message=work.key)
            reply = None
        if reply is None:
            await asyncio.to_thread(self._mailbox.not_urgent, work)
        else:
            await self._store(self._mailbox.answer_urgent, work, reply)

    async def _store(
        self, store: Callable[[Work, Outgoing], bool], work: Work, reply: Outgoing | None
    ) -> None:
        said = await stored(
            store, work, reply, unless="a reply could not be stored yet", message=work.key
        )
        done = "answered" if said else "left to the staff"
        log.info(done, conversation=work.conversation, message=work.key)

    async def _put_back(self, work: Work, fault: Exception) -> None:
        """What was down is not to blame on the message; what broke on it is counted."""
        failed = not isinstance(fault, (NotReady, *self._mailbox.unavailable))
        why = str(fault) if isinstance(fault, Unanswered) else traced(fault)
        log.warning("not answered yet", message=work.key, reason=why, failed=failed)
        pause = PAUSES[min(work.tries, len(PAUSES) - 1)]
        await asyncio.to_thread(self._mailbox.put_back, work, timedelta(seconds=pause), failed)

    async def _say_late(self) -> None:
        for work in await asyncio.to_thread(self._mailbox.late, self._late):
            try:
                sentence = await self._answering.delayed(work)
                await asyncio.to_thread(self._mailbox.say_late, work, sentence)
            except Exception as fault:
                # Others wait behind this one.
                note("nobody could be told to wait", fault, conversation=work.conversation)
            else:
                log.warning("the patient was told to wait", conversation=work.conversation)

    async def _beat(self) -> None:
        await asyncio.to_thread(self._mailbox.beat, self._name)

    async def _release(self) -> None:
        await asyncio.to_thread(self._mailbox.release_all, self._name)
