"""How the patients' commands show tables and progress."""

from __future__ import annotations

from datetime import date

import pytest

from bot.commands.patients_screen import days_in_words, print_patient, print_table, progress_bar
from bot.patients.records import PatientRecord, Treatment

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "any"),
        (None, 3, "up to 3"),
        (2, None, "2+"),
        (0, 0, "0"),
        (0, 3, "0 to 3"),
        (-7, -1, "-7 to -1"),
    ],
)
def test_days_in_words(first, last, words):
    """Every run of days, open or closed, before or after the treatment."""
    assert days_in_words(first, last) == words


def test_a_row_stays_on_one_line_where_nobody_watches(capsys):
    """Piped into another program, a long row is not folded, and markup is only text."""
    print_table(("Reference", "Name"), [("P-AAAAAA", "[bold]" + "x" * 150)])
    assert "P-AAAAAA   [bold]" + "x" * 150 in capsys.readouterr().out.splitlines()[1]


def test_escape_codes_never_reach_the_screen(capsys):
    """What slipped into an old record cannot paint or clear the terminal."""
    print_table(("Name",), [("\x1b[2Jgone",)])
    assert "\x1b" not in capsys.readouterr().out


def test_a_patient_without_treatments_has_one_table(capsys):
    """Empty tables are left out."""
    print_patient(PatientRecord("P-AAAAAA", "Ann", None), [], TODAY)
    shown = capsys.readouterr().out
    assert "P-AAAAAA" in shown and "Treated on" not in shown and "Verdict" not in shown


def test_the_day_is_counted_from_each_treatment(capsys):
    """A coming treatment has a negative day."""
    treatments = (Treatment(date(2026, 11, 17)), Treatment(date(2026, 11, 25)))
    print_patient(PatientRecord("P-AAAAAA", "Ann", None, treatments), [], TODAY)
    days = [line.split()[1] for line in capsys.readouterr().out.splitlines() if "2026" in line]
    assert days == ["3", "-5"]


def test_progress_is_silent_where_nobody_watches(capsys):
    """A log of a nightly import holds the report only."""
    with progress_bar("Importing") as progress:
        progress(500, 1000)
    assert capsys.readouterr() == ("", "")
