"""contacts.yml: read whole, or every fault with its line and what was probably meant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.escalations.contacts_file import Contacts, read_contacts
from bot.protocol.faults import Report

GOOD = """people:
  front_desk:
    email: desk@clinic.example
  nurse:
    email: nurse@clinic.example
    slack: https://hooks.slack.example/services/T/B/x
levels:
  emergency:
    steps:
      - {after: 0, tell: [front_desk, nurse]}
      - after: 5
        tell: [nurse]
    repeat: 10
  same_day:
    steps:
      - {after: 0, tell: [front_desk]}
    repeat: 60
    out_of_hours: wait
  routine:
    steps:
      - {after: 15, tell: [front_desk]}
    repeat: 240
"""


def read(folder: Path, text: str) -> tuple[Contacts | None, list[str]]:
    """The contacts and what is wrong with them."""
    file, report = folder / "contacts.yml", Report()
    file.write_text(text, encoding="utf-8")
    return read_contacts(file, report), [str(fault) for fault in report.faults]


def test_contacts_are_read_as_written(tmp_path):
    """People with their ways; steps, pauses, and what is done out of hours."""
    contacts, faults = read(tmp_path, GOOD)
    assert faults == [] and contacts.reach_somebody
    ways = [way for way, _ in contacts.people["nurse"].ways]
    assert ways == ["email", "slack"]
    emergency, same_day, routine = (
        contacts.ladders[level] for level in ("emergency", "same_day", "routine")
    )
    assert [step.after for step in emergency.steps] == [timedelta(0), timedelta(minutes=5)]
    assert emergency.steps[0].tell == ("front_desk", "nurse")
    assert (emergency.waits, same_day.waits, routine.waits) == (False, True, True)
    assert "hooks.slack" not in repr(contacts) and "@" not in repr(contacts)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[nurse]", "[nurce]", "contacts.yml:12: emergency: there is no contact 'nurce'. Did you"),
        ("routine:", "rutine:", "contacts.yml:19: levels: unknown key 'rutine'. Did you mean 'rou"),
        ("desk@clinic.example", "desk", "contacts.yml:3: front_desk: this is no email address"),
        ("https://hooks", "hooks", "contacts.yml:6: nurse: this is no slack address; write a web"),
        ("after: 5", "after: 0", "contacts.yml:11: emergency: this step comes no later than the"),
        ("after: 5", "after: soon", "contacts.yml:11: emergency: 'soon' is no number of minutes"),
        ("repeat: 10", "repeat: 0", "contacts.yml:13: emergency: '0' is no number of minutes"),
        ("    repeat: 60\n", "", "contacts.yml:14: same_day: the key 'repeat' is missing"),
        ("email: desk", "mail: desk", "contacts.yml:3: front_desk: unknown key 'mail'. Did you"),
        ("wait", "weit", "contacts.yml:18: same_day: unknown out_of_hours 'weit'. Did you mean"),
        (
            "  front_desk:\n    email: desk@clinic.example\n",
            "  front_desk: {}\n",
            "contacts.yml:2: front_desk: there is no way to reach this contact",
        ),
        ("levels:", "level:", "contacts.yml:7: unknown key 'level'. Did you mean 'levels'?"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, monkeypatch, old, new, fault):
    """And then nobody of this file is used."""
    monkeypatch.chdir(tmp_path)
    contacts, faults = read(tmp_path, GOOD.replace(old, new, 1))
    assert contacts is None and any(one.startswith(fault) for one in faults), faults
