"""A clinic in which anything happens in any order; what must hold is checked after each step."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import Desk
from bot.desk.shelf import Shelf
from bot.escalations.contacts_file import Contact, Contacts
from bot.escalations.ladder import Climb, Ladder, Step, next_step
from bot.escalations.notice import Notice
from bot.escalations.notifier import Notifier, Plan
from bot.escalations.sending import Unreached
from bot.gateway.rasa_client import Question
from bot.mailbox import Arrival, LostLease, Outgoing, Stale, Standing, Work, open_mailbox
from bot.mailbox.book import INBOX, OUTBOX
from bot.patients.register import open_register
from bot.settings import Settings
from bot.worker.answering import Answering
from bot.worker.stand_in import StandIn
from bot.worker.telling import Telling
from tests.mailbox.conftest import Clock
from tests.patients.databases import migrated_database

MINUTE = timedelta(minutes=1)
ORDINARY = ("can I swim?", "it itches?", "and makeup")
DANGER = "I can't breathe and my face is swelling"
TEXTS = (*ORDINARY, DANGER)
PEOPLE = ("Dana (nurse)", "Kim (front desk)")
LADDER = Ladder((Step(0 * MINUTE, ("desk",)), Step(5 * MINUTE, ("nurse",))), 10 * MINUTE)
CONTACTS = Contacts(
    {name: Contact(name, (("email", f"{name}@clinic.example"),)) for name in ("desk", "nurse")},
    dict.fromkeys(("emergency", "same_day", "routine"), LADDER),
)


# One conversation gets most of what happens, so that it happens to the same messages.
PLACES, SELDOM = (0, 0, 0, 0, 1), (False, False, False, False, True)
WORKERS, WHICH = ("w1", "w2"), tuple(range(10))
# What may happen, how often, and what it chooses among.
STEPS: dict[str, tuple[int, dict[str, tuple]]] = {
    "write": (5, {"place": PLACES, "text": TEXTS, "again": SELDOM}),
    "take_work": (6, {"urgent": (True, False, False), "name": WORKERS}),
    "say": (6, {"dies": SELDOM, "which": WHICH}),
    "act": (5, {"place": PLACES, "by": PEOPLE, "stale": SELDOM, "act": (0, 1, 2, 2, 3, 4)}),
    "time_passes": (3, {"seconds": (1, 3, 3, 3, 20, 70, 400, 2000, -7200)}),
    "notify": (2, {}),
    "tell": (2, {}),
    "take_from_a_worker": (1, {"by": PEOPLE, "which": WHICH}),
    "restart": (1, {"name": WORKERS}),
    "say_late": (1, {}),
    "acknowledge": (1, {"by": PEOPLE, "which": WHICH}),
    "mail_server": (1, {"down": (True, False)}),
    "die_while_telling": (1, {}),
}


def steps_of(seed: int, count: int) -> list[tuple[str, dict]]:
    """So many steps, as often as the table says; the same for the same seed."""
    chance = Random(seed)
    names = chance.choices(list(STEPS), [weight for weight, _ in STEPS.values()], k=count)
    return [(name, {k: chance.choice(v) for k, v in STEPS[name][1].items()}) for name in names]


def any_step() -> st.SearchStrategy:
    """One step, for orders that can be made shorter when they fail."""
    chosen = {
        name: {key: st.sampled_from(options) for key, options in choices.items()}
        for name, (_, choices) in STEPS.items()
    }
    return st.one_of(
        *(st.tuples(st.just(n), st.fixed_dictionaries(options)) for n, options in chosen.items())
    )


@cache
def _shelf() -> Shelf:
    return Shelf(Settings().protocol_dir, True)


class Rasa:
    """Answers whatever it is asked, and remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def say(self, question: Question, today) -> list[dict]:
        self.heard.append(question.text)
        return [{"text": f"You said: {question.text}", "buttons": [], "custom": {}}]


class Post:
    """Sends a notice, unless it is down."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.down = False

    async def send(self, address: str, notice: Notice) -> None:
        if self.down:
            raise Unreached("down")
        self.told.append(notice.reference)


class RandomClinic:
    """One clinic with two conversations. `go` lets the steps happen, then brings all to its end."""

    def __init__(self, kind: str, folder: Path) -> None:
        url = migrated_database(kind, folder)
        self.clock, self.rasa, self.post = Clock(), Rasa(), Post()
        settings = Settings(data_dir=folder, database_url=url)
        self.mailbox = open_mailbox(url, self.clock)
        self.register = open_register(url, clock=self.clock)
        desk = Desk(self.register, _shelf(), settings)
        stand_in = StandIn(desk, settings.today, self.clock)
        self.answering = Answering(self.rasa, stand_in, settings.today)
        self.telling = Telling(self.mailbox, stand_in, 30 * MINUTE)
        tokens = [self.mailbox.open_session(None, "en") for _ in range(2)]
        self.talks = [self.mailbox.visitor(token).conversation for token in tokens]
        self.sent: dict[str, dict[int, str]] = {talk: {} for talk in self.talks}
        self.held_at_once: set[tuple[str, int]] = set()
        self.in_flight: list[tuple[bool, Work, Outgoing | None]] = []
        self.names = 0

    def go(self, steps: list[tuple[str, dict]]) -> None:
        """Each step by the name of its method."""
        try:
            for name, chosen in steps:
                getattr(self, name)(**chosen)
                self.every_message_has_its_place()
                self.what_a_person_had_is_answered_by_alarms_only()
            self._let_everything_end()
        finally:
            self.mailbox.close()
            self.register.close()

    # The patient.

    def write(self, place: int, text: str, again: bool) -> None:
        """Also when the browser sends it twice."""
        talk, self.names = self.talks[place], self.names + 1
        human = self._mode(talk) == "human"
        danger = text == DANGER
        one = Arrival("web", f"{talk}/{self.names}", talk, text, urgent=danger, whole="?" in text)
        for _ in range(1 + again):
            [accepted] = self.mailbox.accept([one])
        self.sent[talk][accepted.seq] = text
        if human:
            self.held_at_once.add((talk, accepted.seq))

    # Workers, which take their time or die.

    def take_work(self, urgent: bool, name: str) -> None:
        """Thought about now, said later or never."""
        claim = self.mailbox.claim_urgent if urgent else self.mailbox.claim
        work = claim(name)
        if work is not None:
            think = self.answering.urgent if urgent else self.answering.ordinary
            self.in_flight.append((urgent, work, asyncio.run(think(work))))

    def say(self, dies: bool, which: int) -> None:
        if not self.in_flight:
            return
        urgent, work, reply = self.in_flight.pop(which % len(self.in_flight))
        if dies:
            return
        before = self.mailbox.standing(work.conversation)
        try:
            if urgent and reply is None:
                self.mailbox.not_urgent(work)
            elif urgent:
                self.mailbox.answer_urgent(work, reply)
            else:
                self.mailbox.answer(work, reply)
        except LostLease:
            return
        self._check_new(before)

    def take_from_a_worker(self, by: str, which: int) -> None:
        """While the answer is on its way."""
        if not self.in_flight:
            return
        talk = self.in_flight[which % len(self.in_flight)][1].conversation
        self.mailbox.take(talk, by, self.mailbox.standing(talk).version)

    def restart(self, name: str) -> None:
        self.mailbox.release_all(name)
        self.register.release_climbs(name)
        self.in_flight = [one for one in self.in_flight if not one[1].lease.startswith(name)]

    def say_late(self) -> None:
        for work in self.mailbox.late(timedelta(seconds=8)):
            before = self.mailbox.standing(work.conversation)
            self.mailbox.say_late(work, Outgoing("It takes longer."))
            self._check_new(before)

    def tell(self) -> None:
        asyncio.run(self.telling.tell_seen())
        asyncio.run(self.telling.hand_back())

    # The staff.

    def act(self, place: int, by: str, stale: bool, act: int) -> None:
        """Take, speak, look, hand back or close; on an old view it is refused."""
        talk = self.talks[place]
        now = self.mailbox.standing(talk)
        version = now.version - 1 if stale else now.version
        acts = (
            lambda: self.mailbox.take(talk, by, version),
            lambda: self.mailbox.reply_as_staff(talk, by, "I am here.", version),
            lambda: self.mailbox.hand_back(talk, by, version, "The assistant is back."),
            lambda: self.mailbox.close_talk(talk, by, version),
        )
        if act == len(acts):
            self.mailbox.seen_by_staff(talk, now.last_seq)
            return
        try:
            acts[act]()
        except Stale:
            unseen = now.unanswered and act > 1
            assert stale or unseen
        else:
            assert not stale

    def acknowledge(self, by: str, which: int) -> None:
        calls = self.register.escalations()
        if calls:
            self.register.acknowledge_escalation(calls[which % len(calls)].reference, by)

    # Time, and the notifier.

    def time_passes(self, seconds: float) -> None:
        """Or the clock is put back."""
        self.clock.pass_seconds(seconds)

    def mail_server(self, down: bool) -> None:
        self.post.down = down

    def die_while_telling(self) -> None:
        for climb in self.register.climbs()[:1]:
            self.register.begin_step(climb, "w2", [("desk", "email")])

    def notify(self) -> None:
        """Afterwards no call that is free is late for its next step."""
        while asyncio.run(self._notifier().round()):
            pass
        for climb in self.register.climbs():
            so_far = Climb(climb.raised_at, climb.steps, climb.stepped_at, climb.reached)
            assert next_step(LADDER, so_far, self.clock()).at > self.clock()

    # What always holds.

    def every_message_has_its_place(self) -> None:
        """Both sides' messages are numbered without gap; nothing is lost, doubled or moved."""
        for talk in self.talks:
            entries = self.mailbox.thread(talk)
            last = self.mailbox.standing(talk).last_seq
            assert [entry.seq for entry in entries] == list(range(1, last + 1))
            mine = {entry.seq: entry.text for entry in entries if entry.author == "patient"}
            assert mine == self.sent[talk]

    def what_a_person_had_is_answered_by_alarms_only(self) -> None:
        answered = select(INBOX.c.seq, INBOX.c.conversation, INBOX.c.held, OUTBOX.c.aftercare)
        answered = answered.join_from(INBOX, OUTBOX, INBOX.c.answered_by == OUTBOX.c.id)
        with self.mailbox._reading() as connection:
            rows = connection.execute(answered).all()
        for row in rows:
            if row.held:
                assert (row.aftercare or {}).get("kind") == "red_flag"

    def _check_new(self, before: Standing) -> None:
        """What was said just now, in a conversation that stood so."""
        for entry in self.mailbox.thread(before.conversation, before.last_seq):
            if before.mode == "human" and entry.author == "bot":
                assert (entry.aftercare or {}).get("kind") == "red_flag"

    def _mode(self, talk: str) -> str:
        return self.mailbox.standing(talk).mode

    def _notifier(self) -> Notifier:
        plan = Plan(lambda: CONTACTS, lambda: None)
        return Notifier("w1", self.register, plan, {"email": self.post}, self.clock)

    # The end: time goes on, everybody works, and what must have happened has happened.

    def _let_everything_end(self) -> None:
        self.post.down = False
        for _ in range(60):
            self.clock.pass_seconds(20)
            for urgent in (True, False):
                self.take_work(urgent, "w1")
            while self.in_flight:
                self.say(False, 0)
            states = self.mailbox.totals()[0]
            if not states.get("waiting") and not states.get("urgent"):
                break
        else:
            raise AssertionError(f"messages were never looked at: {states}")
        self.every_message_has_its_place()
        self.what_a_person_had_is_answered_by_alarms_only()
        self._check_answered()
        # Whoever still has a conversation goes quiet, and what they left becomes a call.
        # Twice, because a clock that was put back makes the silence begin anew.
        for _ in range(2):
            self.clock.pass_seconds(2000)
            self.tell()
        assert all(self._mode(talk) != "human" for talk in self.talks)
        self._check_answered()
        self._check_every_call_goes_on()
        self._check_every_patient_is_told()

    def _check_answered(self) -> None:
        """By the assistant once, or seen by a person, or a person's open task."""
        rows = select(INBOX.c.seq, INBOX.c.conversation, INBOX.c.held, INBOX.c.answered_by)
        with self.mailbox._reading() as connection:
            rows = connection.execute(rows).all()
        for row in rows:
            if (row.conversation, row.seq) in self.held_at_once:
                assert row.held
            if row.answered_by is not None:
                continue
            assert row.held
            now = self.mailbox.standing(row.conversation)
            tasks = [
                int(call.message.partition("/")[2])
                for call in self.register.escalations(open_only=False)
                if call.conversation == row.conversation and "unanswered/" in (call.message or "")
            ]
            in_hands = now.mode == "human" or now.seen_seq >= row.seq
            assert in_hands or any(seq >= row.seq for seq in tasks), (now.mode, row.seq, tasks)

    def _check_every_call_goes_on(self) -> None:
        """Whoever has not been answered for is told of again and again, also after crashes."""
        calls = {call.reference for call in self.register.escalations()}
        for _ in range(2):
            self.post.told.clear()
            for _ in range(4):
                self.clock.pass_seconds(600)
                self.notify()
            assert calls <= set(self.post.told)
        for reference in calls:
            self.register.acknowledge_escalation(reference, PEOPLE[0])
        self.post.told.clear()
        self.clock.pass_seconds(7200)
        self.notify()
        assert self.post.told == []

    def _check_every_patient_is_told(self) -> None:
        self.tell()
        assert self.mailbox.untold() == []
        for call in self.register.escalations(open_only=False):
            assert call.told_at is not None
