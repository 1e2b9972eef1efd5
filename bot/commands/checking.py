"""`python -m bot.commands.checking NUMBER LEASE`: what stands between an approval and going live.

The lint, then every message of the clinic's evaluation set through the real model, once with the
rules as they are and once with the change. It runs in a process of its own, because the model is
large and the desk's pages are served elsewhere; how far it is stands in the database.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from dataclasses import replace

import structlog

from actions.base import open_desk
from bot.asking import Agency, ask_each, scratch_register
from bot.desk.in_force import History, change_of
from bot.evaluation import labels
from bot.evaluation.labels import CLINIC_MESSAGES, Label
from bot.evaluation.relabel import is_replaceable, relabelled
from bot.evaluation.safety import as_result, compared
from bot.evaluation.score import score
from bot.evaluation.transposing import transposed
from bot.journal import keep_journal, traced
from bot.patients.change_records import ChangeRecord, ChangeRefused, StaleRules
from bot.patients.register import Register, open_register
from bot.protocol.changes import Change, Version, changes_at, versions_at
from bot.protocol.lint import examine
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.settings import Settings

# What the clinic itself adds, in its data folder.
OWN_MESSAGES = "evaluation.jsonl"
_TELL_EVERY = 5
_MOST_TRIES = 5

log = structlog.get_logger(__name__)


class Check:
    """One change on its way; `lease` is what its approval gave."""

    def __init__(self, settings: Settings, register: Register, number: int, lease: str) -> None:
        self._settings = settings
        self._register = register
        self._number = number
        self._lease = lease

    def run(self) -> None:
        """Until it is live or refused. Raises ChangeRefused when somebody else took it up."""
        for _ in range(_MOST_TRIES):
            try:
                self._once()
                return
            except StaleRules:
                log.info("rules moved on during a check", change=self._number)
        self._refuse(error="other changes went live all the while; approve it again")

    def broke(self) -> None:
        """Say that the check itself failed."""
        self._refuse(error="the check broke off; its log tells where")

    def _once(self) -> None:
        record = self._register.change(self._number)
        assert record is not None
        history = History(self._register.live_changes)()
        base = history[-1].number if history else 0
        change = change_of(record)
        faults = self._faults(history, change)
        if faults:
            self._refuse(lint=faults)
            return
        result, passed = self._evaluate(record, history, change, base)
        if passed:
            version = self._register.go_live(self._number, self._lease, base, result)
            log.info("rule change is live", change=self._number, version=version)
        else:
            self._refuse(**result)

    def _faults(self, history: tuple[Version, ...], change: Change) -> list[str]:
        changes = (*changes_at(history), change)
        found = examine(self._settings.protocol_dir, changes=changes).faults
        return [str(fault) for fault in found]

    def _evaluate(
        self, record: ChangeRecord, history: tuple[Version, ...], change: Change, base: int
    ) -> tuple[dict, bool]:
        new = Version(base + 1, change, record.replaces)
        expected = self._expected(history, new)
        rows = [label.question() for label in expected]
        self._register.note_progress(self._number, self._lease, 0, 2 * len(rows))
        with scratch_register(self._settings) as scratch:
            agency, today = Agency(self._settings), self._settings.today()

            def answers(asked_before: int) -> list[dict]:
                def progress(done: int) -> None:
                    if done % _TELL_EVERY == 0:
                        self._tell(asked_before + done, 2 * len(rows))

                return asyncio.run(ask_each(agency, scratch, rows, today, progress))

            before = score(expected, answers(0))
            live = replace(record, state="live", version=base + 1)
            scratch.copy_changes([live])
            open_desk.cache_clear()
            after = score(expected, answers(len(rows)))
        comparison = compared(before, after)
        files = self._load()
        result = as_result(comparison, lambda o: is_replaceable(o, change, files))
        return result, comparison.passed

    def _expected(self, history: tuple[Version, ...], new: Version) -> list[Label]:
        """What is asked, and what may be answered with all that clinicians replaced so far."""
        own = self._settings.data_dir / OWN_MESSAGES
        known = labels.load_all([CLINIC_MESSAGES, *([own] if own.exists() else [])])
        known = relabelled(known, versions_at(history))
        before = self._load(history)
        return relabelled([*known, *transposed(known, new.change, before)], [new])

    def _load(self, history: tuple[Version, ...] = ()) -> Protocol:
        settings = self._settings
        return load(settings.protocol_dir, settings.general_guidance, history)

    def _tell(self, done: int, of: int) -> None:
        self._register.note_progress(self._number, self._lease, done, of)

    def _refuse(self, **result: object) -> None:
        self._register.refuse_change(self._number, self._lease, result)
        log.info("rule change refused", change=self._number)


def main(number: int, lease: str) -> int:
    """Check the change; 0 when that ended well, whatever the outcome was."""
    warnings.simplefilter("ignore")
    settings = Settings.from_env()
    keep_journal("check", settings.log_level)
    register = open_register(settings.register_url, settings.phone_region)
    check = Check(settings, register, number, lease)
    try:
        check.run()
    except ChangeRefused as refusal:
        log.warning("check given up", change=number, why=str(refusal))
        return 1
    except Exception as error:
        log.error("check broke off", change=number, error=traced(error))
        check.broke()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
