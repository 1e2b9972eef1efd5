"""`afterglow patients` as staff type it, with real settings and real databases."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.commands.patients import app
from bot.patients.links import read_link
from bot.patients.migrate import migrate
from bot.patients.register import Register, open_register
from bot.settings import Settings
from tests.patients.databases import KINDS, empty_database

SECRET = "a secret that is long enough for HS256"
Run = Callable[..., Result]


@pytest.fixture(params=KINDS)
def url(request, tmp_path, monkeypatch) -> str:
    """The commands find everything in the environment, and an empty database."""
    url = empty_database(request.param, tmp_path)
    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERGLOW_DATABASE_URL", url)
    monkeypatch.setenv("AFTERGLOW_SECRET", SECRET)
    return url


@pytest.fixture
def run(url) -> Run:
    runner = CliRunner(mix_stderr=False)
    return lambda *words: runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def register(url) -> Register:
    migrate(url)
    register = open_register(url)
    yield register
    register.close()


def today() -> date:
    return Settings.from_env().today()


def add(run: Run, **changed: str) -> Result:
    options = {"name": "Ann Lee", "phone": "212 555 0100", "treated-on": str(today())}
    words = [
        word for name, value in {**options, **changed}.items() for word in (f"--{name}", value)
    ]
    return run("add", *words)


def export(folder: Path, *rows: tuple[str, ...]) -> Path:
    file = folder / "export.csv"
    header = ("Appointment ID", "First name", "Last name", "Mobile", "Date")
    with file.open("w", newline="", encoding="cp1252") as opened:
        csv.writer(opened, delimiter=";").writerows([header, *rows])
    return file


def mapping(folder: Path) -> Path:
    file = folder / "mapping.yml"
    file.write_text(
        "source: front-desk\ndates: DMY\ncolumns:\n  Appointment ID: external_id\n"
        "  First name: first_name\n  Last name: last_name\n  Mobile: phone\n  Date: treated_on\n"
    )
    return file


ANN = ("1", "Zoë", "Lee", "212 555 0100", "18/11/2026")
BEN = ("2", "Ben", "Lee", "212 555 0101", "18/11/2026")
BAD = ("3", "Cleo", "Lee", "555", "18/11/2026")


def test_add_prints_the_reference_and_nothing_else(run, register):
    """On an empty database the command makes the tables itself."""
    result = add(run, area="eyes")
    assert result.exit_code == 0
    assert re.fullmatch(r"P-\w{6}\n", result.stdout)
    record = register.patient(result.stdout.strip())
    assert (record.name, record.phone) == ("Ann Lee", "+12125550100")
    assert record.treatments[0].areas == {"eyes"}


def test_add_takes_several_areas(run, register):
    """`--area` may be repeated; without it the face was treated."""
    words = ("add", "--name", "Ann", "--phone", "+12125550100", "--treated-on", today())
    several = run(*words, "--area", "face", "--area", "neck", "--provider", "Dr Lee")
    treatment = register.patient(several.stdout.strip()).treatments[0]
    assert (treatment.areas, treatment.provider) == ({"face", "neck"}, "Dr Lee")
    assert register.patient(run(*words).stdout.strip()).treatments[0].areas == {"face"}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"phone": "555"}, "phone: is too short; type it like (201) 555-0123"),
        ({"area": "eye"}, "did you mean 'eyes'?"),
        ({"name": " "}, "name: is empty; fill in the name"),
        ({"treated-on": "1926-11-20"}, "1926-11-20 is before 1990; check the year"),
        ({"treated-on": "20/11/2026"}, "treated-on"),
    ],
)
def test_add_refuses_a_wrong_value_with_advice(run, register, changed, wrong):
    """Wrong usage: exit 2, one line that says what to type, nothing stored."""
    result = add(run, **changed)
    assert result.exit_code == 2
    assert wrong in result.stderr and "Traceback" not in result.stderr
    assert register.patients() == []


def test_list_shows_everybody_on_a_line(run):
    """Reference, name, phone, the treatment that counts and its day; markup is only text."""
    reference = add(run, name="Ann [red]Lee[/red]", area="eyes").stdout.strip()
    lines = run("list").stdout.splitlines()
    assert lines[0].split()[:3] == ["Reference", "Name", "Phone"]
    shown = f"{reference} Ann [red]Lee[/red] +12125550100 {today()} 0 eyes"
    assert " ".join(lines[1].split()) == shown


def test_list_of_nobody(run):
    """An empty register is no failure."""
    assert run("list").exit_code == 0


def test_show_has_treatments_and_overrides(run, register):
    """Everything the bot goes by for this patient."""
    reference = add(run, provider="Dr Kim").stdout.strip()
    register.add_override(reference, "makeup", 0, 3, "avoid", "Dr Lee", "open skin")
    register.add_override(reference, "sauna_steam", 2, None, "avoid", "Dr Lee", "open skin")
    result = run("show", reference)
    assert result.exit_code == 0
    for word in ("Ann Lee", "Dr Kim", "microneedling", "0 to 3", "2+", "open skin"):
        assert word in result.stdout


@pytest.mark.parametrize("command", ["show", "link"])
def test_an_unknown_reference_fails(run, command):
    """Exit 1 and a line that says where to look."""
    result = run(command, "P-NOBODY")
    assert result.exit_code == 1
    assert "afterglow patients list" in result.stderr


def test_import_tells_what_it_did(run, register, tmp_path):
    """First added, then unchanged, then one changed: exit 0 each time."""
    words = ("import", export(tmp_path, ANN, BEN), "--mapping", mapping(tmp_path))
    first = run(*words)
    assert (first.exit_code, first.stdout) == (0, "2 added, 0 updated, 0 unchanged, 0 skipped\n")
    assert run(*words).stdout == "0 added, 0 updated, 2 unchanged, 0 skipped\n"
    export(tmp_path, ANN, (*BEN[:3], "212 555 0199", BEN[4]))
    assert run(*words).stdout == "0 added, 1 updated, 1 unchanged, 0 skipped\n"
    assert [record.name for record in register.patients()] == ["Ben Lee", "Zoë Lee"]


def test_import_skips_bad_rows(run, register, tmp_path):
    """Exit 1, each fault on a line of standard error, the good rows are in."""
    file = export(tmp_path, ANN, BAD)
    result = run("import", file, "--mapping", mapping(tmp_path))
    assert result.exit_code == 1
    assert result.stdout == "1 added, 0 updated, 0 unchanged, 1 skipped\n"
    assert result.stderr.startswith(f"{file}:3: Mobile: is too short; type it like")
    assert len(register.patients()) == 1


def test_import_dry_run_writes_nothing(run, register, tmp_path):
    """The same figures, and a word that nothing was written."""
    result = run("import", export(tmp_path, ANN), "--mapping", mapping(tmp_path), "--dry-run")
    assert result.stdout.startswith("1 added, 0 updated, 0 unchanged, 0 skipped")
    assert "nothing was written" in result.stdout
    assert register.patients() == []


def test_import_source_on_the_command_line_wins(run, register, tmp_path):
    """Another source is other people, whatever the mapping says."""
    words = ("import", export(tmp_path, ANN), "--mapping", mapping(tmp_path))
    run(*words)
    assert run(*words, "--source", "branch").stdout.startswith("1 added")
    assert len(register.patients()) == 2


def test_import_without_a_mapping_needs_our_names(run, tmp_path):
    """A file with our field names needs no mapping; another is told how to write one."""
    ours = tmp_path / "ours.csv"
    ours.write_text("external_id,name,phone,treated_on\n1,Ann,212 555 0100,2026-11-18\n")
    assert run("import", ours).exit_code == 0
    result = run("import", export(tmp_path, ANN))
    assert result.exit_code == 1
    assert "is not in the header" in result.stderr and "--mapping" in result.stderr


def test_import_with_a_wrong_mapping_is_wrong_usage(run, tmp_path):
    """Every fault of the mapping, exit 2."""
    file = mapping(tmp_path)
    file.write_text(file.read_text().replace("phone", "fone").replace("DMY", "dmy"))
    result = run("import", export(tmp_path, ANN), "--mapping", file)
    assert result.exit_code == 2
    assert "mapping.yml:2: dates: 'dmy' is unknown" in result.stderr
    assert "'fone' is none of our fields; did you mean 'phone'?" in result.stderr


def test_import_of_a_missing_file_is_wrong_usage(run, tmp_path):
    """Exit 2, as for any wrong argument."""
    assert run("import", tmp_path / "nowhere.csv").exit_code == 2


def test_override_is_recorded(run, register):
    """What a clinician signed is in the register as it was typed."""
    reference = add(run).stdout.strip()
    expires = today() + timedelta(days=10)
    result = run(
        *("override", reference, "--topic", "makeup", "--first-day", 0, "--last-day", 3),
        *("--verdict", "avoid", "--signed-by", "Dr Lee", "--reason", "open skin"),
        *("--expires", expires),
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{reference}: makeup is avoid on days 0 to 3\n"
    [kept] = register.overrides(reference, today())
    assert (kept.topic, kept.first_day, kept.last_day, kept.verdict) == ("makeup", 0, 3, "avoid")
    assert (kept.signed_by, kept.reason, kept.expires) == ("Dr Lee", "open skin", expires)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"topic": "makup"}, "did you mean 'makeup'"),
        ({"topic": "infection"}, "cannot be ruled for one patient"),
        ({"verdict": "expected"}, "is no answer about makeup"),
        ({"first-day": "5"}, "write the earlier day first"),
        ({"signed-by": ""}, "signed by: is empty"),
        ({"expires": "2020-01-01"}, "2020-01-01 is over"),
    ],
)
def test_override_refuses_what_no_clinician_may_rule(run, register, changed, wrong):
    """Topics, verdicts and days that make no sense: exit 2 and nothing stored."""
    reference = add(run).stdout.strip()
    usual = {"topic": "makeup", "verdict": "avoid", "first-day": "0", "last-day": "3"}
    options = {**usual, "signed-by": "Dr Lee", "reason": "open skin", **changed}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    result = run("override", reference, *words)
    assert result.exit_code == 2
    # Usage errors are drawn in a box, folded at its width.
    assert wrong in " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stderr).split())
    assert register.overrides(reference, today()) == []


def test_link_is_signed_for_this_patient(run):
    """The address carries a token that our own reader accepts for this reference."""
    reference = add(run).stdout.strip()
    result = run("link", reference, "--base-url", "https://clinic.example/chat")
    assert result.exit_code == 0
    address, token = result.stdout.strip().split("#patient=")
    assert address == "https://clinic.example/chat"
    assert read_link(token, SECRET, datetime.now(timezone.utc)).reference == reference


def test_link_with_a_weak_secret_fails(run, monkeypatch):
    """A short secret is refused; it is not in the output."""
    reference = add(run).stdout.strip()
    monkeypatch.setenv("AFTERGLOW_SECRET", "weak-one")
    result = run("link", reference)
    assert result.exit_code == 1
    assert "make it longer" in result.stderr and "weak-one" not in result.stderr


def test_a_database_that_cannot_be_used_is_one_line(run, monkeypatch):
    """No traceback and no password; exit 1."""
    address = "postgresql://clinic:hunter2secret@127.0.0.1:1/register"
    monkeypatch.setenv("AFTERGLOW_DATABASE_URL", address)
    result = run("list")
    assert result.exit_code == 1
    assert "the database cannot be used" in result.stderr
    assert "hunter2secret" not in result.stdout + result.stderr


def test_every_command_has_help(run):
    """`--help` works everywhere and changes nothing."""
    for command in ("add", "list", "show", "import", "override", "link"):
        result = run(command, "--help")
        assert result.exit_code == 0 and "Usage" in result.stdout
