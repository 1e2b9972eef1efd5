"""`afterglow escalations` as a front desk types it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.protocol.faults import ProtocolError
from tests.commands.test_gaps import register  # noqa: F401  (a fixture)
from tests.escalations.test_contacts_file import GOOD as CONTACTS
from tests.hours.test_hours_file import GOOD as HOURS


def said(*words: str, code: int = 0) -> str:
    """What the command prints."""
    outcome = CliRunner().invoke(app, ["escalations", *words])
    assert outcome.exit_code == code, outcome.output
    return outcome.output


def test_who_waits_is_listed_the_most_urgent_first(register):  # noqa: F811
    """With the words; when all is taken, that is said."""
    assert "Nobody waits" in said("list")
    register.open_escalation("routine", "call me please")
    urgent = register.open_escalation("emergency", "I cannot breathe", kind="red_flag", day=2)
    [_, first, second] = said("list").splitlines()
    assert first.split()[:3] == [urgent, "emergency", "red_flag"]
    assert "I cannot breathe" in first and "call me please" in second
    row = json.loads(said("list", "--json").splitlines()[0])
    assert (row["reference"], row["day"]) == (urgent, 2) and "words" not in row


def test_taking_a_call_keeps_the_first(register):  # noqa: F811
    """Who comes second is told who has it."""
    reference = register.open_escalation("routine", "call me please")
    assert "taken by Dana" in said("ack", reference.lower(), "--by", "Dana")
    assert "taken by Dana" in said("ack", reference, "--by", "Kim", code=1)
    assert "no call has the reference" in said("ack", "E-NOBODY", "--by", "Kim", code=1)
    assert reference not in said("list") and "Dana" in said("list", "--all")


def test_what_the_command_reads_and_does_is_in_the_audit(register):  # noqa: F811
    """References only."""
    reference = register.open_escalation("routine", "call me please", "P-ABCDEF")
    said("list")
    said("ack", reference, "--by", "Dana")
    audit = CliRunner().invoke(app, ["staff", "audit", "show"]).output
    assert "escalation.list" in audit and reference in audit and "call me" not in audit


@pytest.mark.parametrize("name", ["contacts.yml", "hours.yml"])
def test_faults_of_the_settings_files_are_shown(register, tmp_path, name):  # noqa: F811
    """Each with its line; without the files, who is not told."""
    assert "nobody is notified" in said("check")
    (tmp_path / "contacts.yml").write_text(CONTACTS)
    (tmp_path / "hours.yml").write_text(HOURS)
    assert "SMTP_HOST is not set" in said("check")
    file = tmp_path / name
    file.write_text(file.read_text().replace("routine:", "rutine:").replace("friday", "fryday"))
    assert f"{name}:" in said("check", code=1)


def test_a_broken_file_stops_the_start(register, tmp_path):  # noqa: F811
    """Before anything runs, with its line."""
    (tmp_path / "contacts.yml").write_text(CONTACTS.replace("routine:", "rutine:"))
    outcome = CliRunner().invoke(app, ["serve", "--port", "0"])
    assert isinstance(outcome.exception, ProtocolError) and "rutine" in str(outcome.exception)
