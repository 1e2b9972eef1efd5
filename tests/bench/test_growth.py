"""The bench of growth in small: every part of it runs, and its figures become line and chart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.growth import crowd
from bench.growth.databases import Databases
from bench.growth.filling import fill_patients, patient_name
from bench.growth.report import chart, last_line, table
from bot.patients.register import open_register


@pytest.fixture
def databases(tmp_path: Path) -> Databases:
    """SQLite alone: the store's own tests have PostgreSQL."""
    return Databases(tmp_path, None)


def test_patients_that_the_database_wrote_are_patients(databases):
    """They are found by reference and by phone, with their treatment."""
    url = databases.new("sqlite")
    fill_patients(url, 30)
    register = open_register(url)
    name, phone = patient_name(29)
    assert register.patients_with_phone(phone)[0].reference == name
    assert register.patient(name).treatments[0].areas == frozenset({"face"})
    assert register.patient_of("whatsapp", phone) == name
    register.close()


def test_a_crowd_is_measured_and_told(databases):
    """Line, table and chart name each size."""
    said: list[str] = []
    figures = {
        "made_on": "2026-11-25",
        "rounds": 2,
        "took_s": 60,
        "machine": {"cores": 2, "load_after": 0.1},
        "turns": {"ours sqlite": {n: {"ms": [8.0], "over_10": 1.0} for n in ("10", "2000")}},
        "patients": crowd.patients(databases, (5, 50), 2, said.append),
        "conversations": crowd.conversations(databases, (5, 50), 2, said.append),
        "processes": {
            "database": "sqlite",
            "clients": 4,
            "counts": {
                n: {"per_s": [9.0], "cpu_share": [1.0], "over_one": 1.0} for n in ("1", "2")
            },
        },
    }
    line = last_line(figures)
    assert line.startswith("turn_2000_over_10 1.0 patients_most_over_least ")
    assert line.endswith("processes_2_over_1 1.0")
    assert "| patients, one looked up | 5 | 50 |" in table(figures)
    assert chart(figures).count("<path") > 5
    assert any("conversations" in line for line in said)
