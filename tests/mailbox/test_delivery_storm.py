"""Anything in any order: posts, calls that break, crashes, statuses, the clock. Nothing doubles."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.mailbox import open_mailbox
from bot.mailbox.delivery_records import Told
from bot.whatsapp.window import opened_after
from tests.mailbox.conftest import Clock
from tests.mailbox.reached import DANGER, Phone, details, take
from tests.patients.databases import KINDS, migrated_database

FINAL = ("sent", "delivered", "read", "failed", "unsure", "suppressed")
SECONDS = st.sampled_from([0.5, 6, 6, 31, 31, 130, 25 * 3600, 25 * 3600])
OUTCOMES = st.sampled_from(
    ["sent", "sent", "hangs", "down", "pair_rate", "closed", "invalid", "lost", "lost but sent"]
)
# In memory where there is such a folder: nothing here is about the disk.
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Storm(RuleBasedStateMachine):
    """Two phones, two senders, and a provider that keeps the truth.

    `lists`: as with Twilio, one may ask what was sent; else only statuses tell.
    """

    kind = "sqlite"
    lists = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=FOLDER)
        self.clock = Clock()
        url = migrated_database(self.kind, Path(self.folder.name))
        self.mailbox = open_mailbox(url, self.clock)
        self.phones = [Phone(self.mailbox, f"+1555010000{n}") for n in (1, 2)]
        self.calls = []
        self.posted = 0
        # What truly reached the provider: id -> (key, contact), in order; and what it failed.
        self.truth: dict[str, tuple[str, int]] = {}
        self.failed: set[str] = set()
        self.refused_contacts: set[int] = set()
        self.told_last: dict[str, str] = {}

    def teardown(self) -> None:
        try:
            self.comes_to_rest()
        finally:
            self.mailbox.close()
            self.folder.cleanup()

    @rule(which=st.integers(0, 1), kind=st.sampled_from(["reply", "staff", "notice", "danger"]))
    def post(self, which, kind):
        self.posted += 1
        if kind == "danger":
            self.phones[which].is_told(f"{self.posted}", aftercare=DANGER)
        else:
            self.phones[which].is_told(f"{self.posted}", kind=kind)

    @rule(which=st.integers(0, 1))
    def patient_writes(self, which):
        self.phones[which].writes(sent_at=self.clock())

    @rule(which=st.integers(0, 1))
    def patient_opts_out(self, which):
        self.phones[which].opts_out(self.clock())

    @rule(outcomes=st.lists(OUTCOMES, min_size=1, max_size=3), urgent=st.booleans())
    def calls_are_made(self, outcomes, urgent):
        """By one sender after the other; some of the calls take until later."""
        for worker, outcome in zip(("w1", "w2", "w1"), outcomes):
            found = take(self.mailbox, worker, urgent=urgent, unsure_waits=self.lists)
            if found is None:
                return
            assert self.accepted(found.key) == 0, "sent again without proof that it was not"
            if outcome == "hangs":
                self.calls.append((worker, found))
            else:
                self.ends(found, outcome)

    @rule(which=st.integers(0, 1), outcome=OUTCOMES)
    def comes_back(self, which, outcome):
        """Somebody writes, and is answered as soon as the pause allows."""
        self.time_passes(7)
        self.phones[which].writes(sent_at=self.clock())
        self.phones[which].is_told("yes")
        self.calls_are_made([outcome], urgent=False)

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), outcome=OUTCOMES.filter(lambda outcome: outcome != "hangs"))
    def a_call_ends(self, data, outcome):
        _, call = self.calls.pop(data.draw(st.integers(0, len(self.calls) - 1)))
        self.ends(call, outcome)

    def ends(self, call, outcome):
        if outcome in ("sent", "lost but sent"):
            number = self.provider_takes(call)
        if outcome == "sent":
            self.mailbox.sent(call, number)
        elif outcome in ("down", "pair_rate"):
            self.mailbox.later(call, timedelta(seconds=6), outcome)
        elif outcome == "closed" and call.text is not None:
            self.refused_contacts.add(call.contact)
            self.mailbox.hold(call)
        elif outcome in ("invalid", "closed"):
            self.mailbox.fail(call, "invalid")
        else:
            self.mailbox.lost(call, "answer_lost")

    @rule(worker=st.sampled_from(["w1", "w2"]), had_sent=st.booleans())
    def worker_dies(self, worker, had_sent):
        dying = [call for name, call in self.calls if name == worker]
        self.calls = [(name, call) for name, call in self.calls if name != worker]
        for call in dying:
            if had_sent:
                self.provider_takes(call)

    @rule(worker=st.sampled_from(["w1", "w2"]))
    def worker_starts(self, worker):
        if all(name != worker for name, _ in self.calls):
            self.mailbox.release_deliveries(worker)

    @precondition(lambda self: self.truth)
    @rule(data=st.data(), state=st.sampled_from(["sent", "delivered", "read", "failed", "closed"]))
    def status(self, data, state):
        number = data.draw(st.sampled_from(list(self.truth)))
        key, contact = self.truth[number]
        if state in ("failed", "closed"):
            if self.told_last.get(number) in ("delivered", "read"):
                return
            if state == "closed":
                self.refused_contacts.add(contact)
            self.failed.add(number)
            self.mailbox.note([Told(number, "failed", key, state, closed=state == "closed")])
        elif number not in self.failed:
            self.told_last[number] = state
            self.mailbox.note([Told(number, state, key)])
        elif state == "sent":
            # Out of order: that it was sent is told after that it failed.
            self.mailbox.note([Told(number, state, key)])

    @rule(seconds=SECONDS)
    def time_passes(self, seconds):
        # As the sender itself: no call lasts so long that another may take it for dead.
        if seconds > 30:
            for _, call in self.calls:
                self.mailbox.lost(call, "too slow")
            self.calls = []
        self.clock.pass_seconds(seconds)

    @rule()
    def housekeeping(self):
        self.mailbox.expire()
        self.mailbox.release_held(opened_after(self.clock()))
        self.mailbox.ask_to_reopen(has_template=True)
        for unsure in self.mailbox.unsure_due():
            if self.lists:
                mine = [n for n, (key, _) in self.truth.items() if key == unsure.key]
                known = self.mailbox.known_ids(unsure.contact, mine)
                [*new] = [number for number in mine if number not in known]
                if new:
                    self.mailbox.note([Told(new[-1], "sent", unsure.key)])
                elif (self.clock() - unsure.changed_at) > timedelta(seconds=30):
                    self.mailbox.send_again(unsure)
            elif (self.clock() - unsure.changed_at) > timedelta(minutes=2):
                self.mailbox.reported(unsure)
        for failed in self.mailbox.failed_due():
            self.mailbox.reported(failed)

    def nothing_is_doubled(self):
        for key, times in Counter(key for key, _ in self.truth.values()).items():
            failed = sum(1 for number in self.failed if self.truth[number][0] == key)
            assert times - failed <= 1, f"{key} was sent {times} times"

    def order_is_kept(self):
        sent = defaultdict(list)
        ordinary = {row.key for row in details(self.mailbox) if row.text and not row.urgent}
        for key, contact in self.truth.values():
            if key in ordinary and contact not in self.refused_contacts:
                sent[contact].append(int(key[1:]))
        for numbers in sent.values():
            assert numbers == sorted(numbers)

    def provider_takes(self, call) -> str:
        number = f"wamid.{len(self.truth)}"
        self.truth[number] = (call.key, call.contact)
        return number

    def accepted(self, key: str) -> int:
        mine = [number for number, (whose, _) in self.truth.items() if whose == key]
        return sum(number not in self.failed for number in mine)

    def comes_to_rest(self) -> None:
        """The provider works again, the patients say no more: in four days all is settled."""
        self.time_passes(3600)
        for _ in range(40):
            for urgent in (True, False):
                while (
                    found := take(self.mailbox, urgent=urgent, unsure_waits=self.lists)
                ) is not None:
                    assert self.accepted(found.key) == 0
                    self.mailbox.sent(found, self.provider_takes(found))
            self.housekeeping()
            self.clock.pass_seconds(7 if _ < 20 else 6 * 3600)
        left = [row for row in details(self.mailbox) if row.state not in FINAL]
        assert left == [], [row.state for row in left]
        assert self.mailbox.failed_due() == [] and self.mailbox.unsure_due() == []
        self.nothing_is_doubled()
        self.order_is_kept()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lists", [False, True])
def test_the_storm(kind, lists):
    """Each message at most once, in order for each phone, and an end for every one of them."""
    machine = type("Storm", (Storm,), {"kind": kind, "lists": lists})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30 if kind == "sqlite" else 8,
            stateful_step_count=50,
            deadline=None,
            # Shrinking runs thousands of databases; the steps that failed are told as they are.
            phases=(Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
