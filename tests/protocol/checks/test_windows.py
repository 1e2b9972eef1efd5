"""Tests of bot/protocol/checks/windows.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol import small

FIX = "widen a window or add a rule ('before', N, N-M, N+ or any)"


@pytest.mark.parametrize(
    ("old", "new", "gap", "beside"),
    [
        ("    - days: 1+\n", "    - days: 3+\n", "1-2", "days: 0\n"),
        ("    - days: 1+\n", "    - days: 1-9\n", "10+", "days: 1-9"),
        (
            "    - days: before\n      verdict: ask_clinic\n"
            '      words: "Words for makeup before."\n',
            "",
            "before",
            "days: 0\n",
        ),
    ],
)
def test_a_gap_names_the_days_without_a_rule(
    tmp_path: Path, old: str, new: str, gap: str, beside: str
) -> None:
    """Between windows, after the last and before the first."""
    files = small.changed("clinic", old, new)
    place = small.place(files, "clinic", beside)
    assert f"{place} makeup: no rule for days {gap}; {FIX}" in small.faults(tmp_path, **files)


def test_an_overlap_shows_both_windows(tmp_path: Path) -> None:
    """Two rules for one day are shown with both places."""
    files = small.changed("clinic", "    - days: 1+\n", "    - days: 0+\n")
    first = small.place(files, "clinic", "days: 0\n").rstrip(":")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'days: 0+')} makeup: days 0+ overlap with days 0 "
        f"at {first}; give each day to one of the two"
    ]


def test_a_gap_and_an_overlap_are_both_shown(tmp_path: Path) -> None:
    """One fault of a topic does not hide the other."""
    files = small.changed("general", "days: 0-3", "days: 1-5")
    faults = small.faults(tmp_path, **files)
    assert len(faults) == 2
    assert "no rule for days 0" in faults[0]
    assert "days 4+ overlap with days 1-5" in faults[1]


def test_a_gap_for_some_patients_says_for_whom(tmp_path: Path) -> None:
    """Where only those with treated eyes have no rule, the fault says so."""
    files = small.changed("clinic", "days: 5+", "days: 6+")
    assert small.faults(tmp_path / "with", **files) == [
        f"{small.place(files, 'clinic', 'days: 0-4')} bruising: no rule for days 5 "
        f"where the eye area was treated; {FIX}"
    ]
    files = small.changed(
        "clinic",
        '    - days: 0+\n      verdict: ask_clinic\n      words: "Words for bruises elsewhere."',
        '    - days: 1+\n      verdict: ask_clinic\n      words: "Words for bruises elsewhere."',
    )
    before = small.place(files, "clinic", "days: before\n      verdict: unexpected")
    assert small.faults(tmp_path / "without", **files) == [
        f"{before} bruising: no rule for days 0 where the eye area was not treated; {FIX}"
    ]


def test_rules_for_different_patients_do_not_overlap(tmp_path: Path) -> None:
    """The same days for eyes and for not eyes are no overlap; the same days for both are."""
    assert small.faults(tmp_path / "fine") == []
    files = small.changed("clinic", "      areas: not eyes\n", "")
    faults = small.faults(tmp_path / "faulty", **files)
    assert len(faults) == 2
    assert all("bruising: days 0+ overlap with days" in fault for fault in faults)


def test_a_window_that_cannot_be_read_is_no_gap(tmp_path: Path) -> None:
    """Nonsense in one window is one fault, not a hole as well."""
    files = small.changed("clinic", "    - days: 1+\n", "    - days: later\n")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'days: later')} makeup: 'later' is not a window of days; "
        "write before, N, N-M, N+ or any, in days (0 is the day of the treatment)"
    ]


def test_the_overview_covers_every_day_from_the_treatment_on(tmp_path: Path) -> None:
    """Days before the treatment may be left out, later ones may not."""
    files = small.changed("clinic", "{days: 1+,", "{days: 2+,")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'days: 0' + chr(10) + '    title')} overview: "
        f"no rule for days 1; {FIX}"
    ]


def test_overview_entries_share_no_day(tmp_path: Path) -> None:
    """Each day has one entry."""
    files = small.changed("clinic", "{days: 1+,", "{days: 0+,")
    (fault,) = small.faults(tmp_path, **files)
    assert fault.startswith(
        small.place(files, "clinic", "{days: 0+") + " overview: days 0+ overlap"
    )
