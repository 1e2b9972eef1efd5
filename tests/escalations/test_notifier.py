"""Nobody acts: the next is told. Somebody acts: silence. Nothing gets out: it is tried on."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.escalations.contacts_file import NOBODY, Contact, Contacts
from bot.escalations.ladder import AGAIN, Ladder, Step
from bot.escalations.mail import Mail
from bot.escalations.notice import Notice
from bot.escalations.notifier import AT_ONCE, Notifier, Plan
from bot.escalations.sending import Unreached
from bot.escalations.webhook import Webhook
from bot.hours.hours import Hours
from bot.patients.ladder_book import LEASE
from bot.patients.register import Register, open_register
from tests.escalations.certificates import contexts
from tests.escalations.sinks import Letters, Room, free_port, mail_server, only, webhook
from tests.mailbox.conftest import Clock
from tests.patients.databases import KINDS, migrated_database

MINUTE = timedelta(minutes=1)
DESK, NURSE, DOCTOR = (f"{who}@clinic.example" for who in ("desk", "nurse", "doctor"))
LADDER = Ladder((Step(0 * MINUTE, ("desk",)), Step(5 * MINUTE, ("nurse",))), 10 * MINUTE)
WORDS = "my cheek is full of pus and I am Ann"


class Clinic:
    """A register, a mail server and a webhook; the notifier takes one round when told to."""

    def __init__(self, register: Register, clock: Clock, mail: Mail, room: str) -> None:
        self.register = register
        self.clock = clock
        self.hours: Hours | None = None
        self.contacts = contacts_with(room)
        self.senders = {"email": mail, "slack": Webhook("slack"), "teams": Webhook("teams")}

    def notifier(self, name: str = "w1") -> Notifier:
        plan = Plan(lambda: self.contacts, lambda: self.hours, "https://chat.example/staff")
        return Notifier(name, self.register, plan, self.senders, self.clock)

    def rounds(self, minutes: float = 0) -> int:
        """Time goes by; then every step that is due is taken. Returns how many were."""
        self.clock.pass_seconds(60 * minutes)
        return asyncio.run(self.notifier().round())


def contacts_with(room: str) -> Contacts:
    people = {
        "desk": Contact("desk", (("email", DESK),)),
        "nurse": Contact("nurse", (("email", NURSE), ("slack", f"{room}/slack"))),
        "doctor": Contact("doctor", (("email", DOCTOR), ("teams", f"{room}/teams"))),
    }
    waits = Ladder(LADDER.steps, LADDER.repeat, waits=True)
    return Contacts(people, {"emergency": LADDER, "same_day": LADDER, "routine": waits})


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture(params=KINDS)
def clinic(request, tmp_path, letters, room) -> Iterator[Clinic]:
    clock = Clock()
    register = open_register(migrated_database(request.param, tmp_path), clock=clock)
    with mail_server(letters) as port, webhook(room) as address:
        yield Clinic(register, clock, Mail("127.0.0.1", port, "none"), address)
    register.close()


def test_unacknowledged_it_reaches_the_second_contact(clinic, letters, room):
    """The first at once, the second five minutes later, then everybody again, for ever."""
    reference = clinic.register.open_escalation("emergency", WORDS)
    assert clinic.rounds() == 1 and letters.addresses == [DESK]
    assert clinic.rounds(4.9) == 0
    assert clinic.rounds(0.1) == 1 and letters.addresses == [DESK, NURSE]
    assert [path for path, _ in room.kept] == ["/slack"]
    assert clinic.rounds(9.9) == 0 and clinic.rounds(0.1) == 1
    for _ in range(20):
        clinic.rounds(10)
    assert set(letters.addresses) == {DESK, NURSE} and len(letters.addresses) >= 20
    told = clinic.register.notices_of(reference)
    assert {notice.state for notice in told} == {"sent"} and told[0].ended_at is not None


def test_acknowledging_ends_it(clinic, letters):
    """Nobody else is told."""
    reference = clinic.register.open_escalation("emergency", WORDS)
    clinic.rounds()
    clinic.register.acknowledge_escalation(reference, "Dana")
    for _ in range(10):
        assert clinic.rounds(10) == 0
    assert letters.addresses == [DESK]


def test_a_letter_holds_no_health_content(clinic, letters, room):
    """The reference, the urgency and where to look; nothing that the patient wrote or is."""
    reference = clinic.register.open_escalation(
        "emergency", WORDS, "P-ABCDEF", "web-1", 3, ("infection",), kind="red_flag"
    )
    clinic.rounds()
    clinic.rounds(5)
    [(_, first), (_, second)] = letters.kept
    [(_, posted)] = room.kept
    assert first["Subject"] == f"EMERGENCY: {reference}"
    assert second["Subject"] == f"EMERGENCY: {reference} (nobody has taken it yet)"
    for text in (first.as_string(), second.as_string(), str(posted)):
        assert reference in text and "https://chat.example/staff" in text
        assert not any(word in text for word in ("pus", "Ann", "P-ABC", "infection", "web-1"))


def test_a_mail_server_that_is_down_loses_nothing(clinic, letters):
    """The next contact is tried within half a minute, and everybody again, until one gets it."""
    reference = clinic.register.open_escalation("emergency", WORDS)
    letters.refuse = "451 not now"
    for _ in range(5):
        clinic.rounds(AGAIN / MINUTE)
    assert letters.kept == []
    # The room is no mail: the nurse was reached there, so the plan's own pace holds.
    assert {n.contact for n in clinic.register.notices_of(reference)} == {"desk", "nurse"}
    letters.refuse = None
    for _ in range(30):
        clinic.rounds(AGAIN / MINUTE)
    assert set(letters.addresses) == {DESK, NURSE}
    faults = [n.fault for n in clinic.register.notices_of(reference) if n.state == "failed"]
    assert faults and set(faults) == {"SMTPDataError 451"}


def test_whoever_could_not_be_reached_is_told_with_the_next(clinic, letters):
    """The front desk gets it as soon as the mail works, together with the nurse."""
    clinic.register.open_escalation("emergency", WORDS)
    letters.refuse = "451 not now"
    clinic.rounds()
    letters.refuse = None
    clinic.rounds(AGAIN / MINUTE)
    assert sorted(letters.addresses) == [DESK, NURSE]


def test_who_dies_while_telling_is_made_good(clinic, letters):
    """Written down before, so another worker repeats the step: twice perhaps, never not at all."""
    reference = clinic.register.open_escalation("emergency", WORDS)
    [climb] = clinic.register.climbs()
    assert clinic.register.begin_step(climb, "dead", [("desk", "email")]) is not None
    assert clinic.register.begin_step(climb, "w1", [("desk", "email")]) is None
    assert clinic.rounds() == 0
    assert clinic.rounds(LEASE / MINUTE + 0.1) == 1 and letters.addresses == [DESK]
    states = [notice.state for notice in clinic.register.notices_of(reference)]
    assert states == ["unsure", "sent"]


def test_a_worker_that_starts_anew_goes_on_at_once(clinic, letters):
    """It frees what its earlier life held."""
    clinic.register.open_escalation("emergency", WORDS)
    [climb] = clinic.register.climbs()
    clinic.register.begin_step(climb, "w1", [("desk", "email")])
    clinic.register.release_climbs("w")
    assert clinic.rounds() == 0
    clinic.register.release_climbs("w1")
    assert clinic.rounds() == 1 and letters.addresses == [DESK]


def test_many_workers_take_each_step_once(clinic, letters):
    """Five look at the same moment: one tells."""
    clinic.register.open_escalation("emergency", WORDS)

    async def all_at_once() -> None:
        await asyncio.gather(*(clinic.notifier(f"w{n}").round() for n in range(5)))

    asyncio.run(all_at_once())
    assert letters.addresses == [DESK]


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_jumps_silences_nothing(clinic, letters, hours):
    """Put back or forward by two days between two steps, also while a dead worker holds it."""
    clinic.register.open_escalation("emergency", WORDS)
    clinic.rounds()
    [climb] = clinic.register.climbs()
    clinic.register.begin_step(climb, "dead", [("nurse", "email")])
    clinic.rounds(60 * hours)
    clinic.rounds(5)
    clinic.rounds(10)
    assert NURSE in letters.addresses and len(letters.addresses) >= 3


def test_routine_calls_wait_for_the_clinic_to_open(clinic, letters):
    """At night nobody is woken; an emergency rings all the same."""
    clinic.hours = Hours(ZoneInfo("America/New_York"), (((540, 1020),),) * 7)
    clinic.clock.pass_seconds(12 * 3600)  # 22:30 in New York
    clinic.register.open_escalation("routine", WORDS)
    urgent = clinic.register.open_escalation("emergency", WORDS)
    assert clinic.rounds() == 1
    clinic.register.acknowledge_escalation(urgent, "Dana")
    assert clinic.rounds(10 * 60) == 0 and len(letters.kept) == 1
    assert clinic.rounds(31) == 1 and len(letters.kept) == 2


def test_a_call_that_got_worse_climbs_anew(clinic, letters):
    """From the first step of the new level, at once, although the old one was taken."""
    told = {"conversation": "web-1", "message": "m1"}
    reference = clinic.register.open_escalation("same_day", WORDS, **told)
    clinic.rounds()
    clinic.register.acknowledge_escalation(reference, "Dana")
    clinic.register.open_escalation("emergency", WORDS, **told)
    assert clinic.rounds() == 1
    assert [letter["Subject"].split(":")[0] for _, letter in letters.kept] == [
        "To be called today",
        "EMERGENCY",
    ]


def test_a_storm_of_routine_calls_does_not_hide_an_emergency(clinic, letters):
    """The one emergency among a hundred is told in the first round."""
    for number in range(100):
        clinic.register.open_escalation("routine", f"{WORDS} {number}")
    urgent = clinic.register.open_escalation("emergency", WORDS)
    assert clinic.rounds() == AT_ONCE
    assert any(urgent in letter["Subject"] for _, letter in letters.kept)


def test_without_contacts_the_log_says_so_loudly(clinic, letters):
    """The call stays open and visible; the warning comes again, but not every second."""
    clinic.contacts = NOBODY
    clinic.register.open_escalation("emergency", WORDS)
    notifier = clinic.notifier()
    with capture_logs() as said:
        for _ in range(4):
            asyncio.run(notifier.round())
            clinic.clock.pass_seconds(120)
    warnings = [line["event"] for line in said if line["log_level"] == "error"]
    assert warnings == ["nobody is notified of escalations: there is no contacts.yml"] * 2
    assert len(clinic.register.climbs()) == 1 and letters.kept == []


def test_the_log_names_nobody_and_quotes_nothing(clinic, letters):
    """References and names of contacts as the clinic wrote them; no address, no words."""
    clinic.register.open_escalation("emergency", WORDS, "P-ABCDEF")
    with capture_logs() as said:
        clinic.rounds()
        letters.refuse = "451 not now"
        clinic.rounds(5)
    assert {line["event"] for line in said} == {"staff were told", "staff could not be told"}
    written = str(said)
    assert not any(word in written for word in (WORDS, "@", "P-ABC", "127.0.0.1", "not now"))


def test_mail_goes_over_tls_with_a_password(tmp_path):
    """STARTTLS and TLS from the first byte; a server nobody vouches for gets nothing."""
    inside, trusted = contexts(tmp_path)
    letters, notice = Letters(), Notice("E-ABCDEF", "emergency")
    lock = {"authenticator": only("bot", "secret"), "auth_required": True}
    with mail_server(letters, tls_context=inside, require_starttls=True, **lock) as port:
        good = Mail("127.0.0.1", port, "starttls", "bot", "secret", "bot@clinic.example", trusted)
        asyncio.run(good.send(DESK, notice))
        assert letters.addresses == [DESK]
        for bad in (
            Mail("127.0.0.1", port, "starttls", "bot", "wrong", "", trusted),
            Mail("127.0.0.1", port, "starttls", "bot", "secret"),
            Mail("127.0.0.1", port, "none"),
            Mail("127.0.0.1", free_port(), "none"),
            Mail("", port, "none"),
        ):
            with pytest.raises(Unreached) as fault:
                asyncio.run(bad.send(DESK, notice))
            assert DESK not in str(fault.value) and "secret" not in str(fault.value)
    assert len(letters.kept) == 1 and "secret" not in repr(good)


def test_a_webhook_that_fails_is_a_fault_without_its_address():
    """Whoever knows the address may write in the room."""
    room, hook = Room(), Webhook("teams")
    with webhook(room) as address:
        asyncio.run(hook.send(address, Notice("E-ABCDEF", "routine")))
        [(_, posted)] = room.kept
        assert posted["attachments"][0]["content"]["type"] == "AdaptiveCard"
        room.status = 500
        for wrong in (address, "http://127.0.0.1:1/secret", "no address"):
            with pytest.raises(Unreached) as fault:
                asyncio.run(hook.send(wrong, Notice("E-ABCDEF", "routine")))
            assert "secret" not in str(fault.value) and "127" not in str(fault.value)


def test_a_sender_that_breaks_is_a_fault_like_any_other(clinic, letters):
    """A bug in one way of telling does not keep the others silent."""

    class Broken:
        async def send(self, address: str, notice: Notice) -> None:
            raise smtplib.SMTPException("our own fault")

    clinic.senders["slack"] = Broken()
    reference = clinic.register.open_escalation("emergency", WORDS)
    clinic.rounds()
    clinic.rounds(5)
    states = {(n.way, n.state) for n in clinic.register.notices_of(reference)}
    assert states == {("email", "sent"), ("slack", "failed")}
