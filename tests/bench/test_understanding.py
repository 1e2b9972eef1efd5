"""A tiny run of bench/understanding.py: three classes, the two systems on scikit-learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.ten_shot.report import BEGIN, END, last_line
from bench.understanding import measure, write

CLASSES = ("exercise", "fever", "makeup")


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Measured once, each system in its own process as in a whole run."""
    return measure(("ours", "tfidf"), CLASSES, say=lambda text: None)


@pytest.fixture
def written(figures: dict[str, Any], tmp_path: Path) -> Path:
    """The folder with everything that a run leaves behind."""
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    write(figures, tmp_path / "results" / "understanding.json", page, tmp_path / "chart.svg")
    return tmp_path


@pytest.mark.slow
def test_every_system_had_the_same_messages(figures: dict[str, Any]) -> None:
    """Both rows carry the fingerprint of the one split."""
    table = figures["tables"]["topic"]
    assert table["classes"] == list(CLASSES)
    assert table["train"] == 30
    assert {row["split"] for row in table["systems"].values()} == {table["split"]}


@pytest.mark.slow
def test_the_result_file_has_its_shape(written: Path) -> None:
    """Accuracy with its interval, F1, times, training and memory for every system."""
    held = json.loads((written / "results" / "understanding.json").read_text())
    assert {"made_on", "data", "seed", "per_class", "machine", "tables"} <= held.keys()
    systems = held["tables"]["topic"]["systems"]
    assert list(systems) == ["ours", "tfidf"]
    for row in systems.values():
        accuracy = row["accuracy"]
        assert 0 <= accuracy["low"] <= accuracy["value"] <= accuracy["high"] <= 1
        assert accuracy["of"] == held["tables"]["topic"]["test"]
        assert 0 <= row["macro_f1"] <= 1
        assert 0 < row["ms"]["p50"] <= row["ms"]["p95"]
        assert row["ms"]["cpu_mean"] > 0
        assert row["train_s"].keys() == {"wall", "cpu"}
        assert row["peak_mb"] > 10


@pytest.mark.slow
def test_page_chart_and_last_line_tell_the_same(figures: dict[str, Any], written: Path) -> None:
    """The table replaces the old one between its marks, the chart is XML, the line is pairs."""
    page = (written / "page.md").read_text(encoding="utf-8")
    right = figures["tables"]["topic"]["systems"]["ours"]["accuracy"]["value"]
    assert page.startswith("# Before") and page.endswith("After\n") and "old" not in page
    assert f"| {100 * right:.1f} % |" in page
    chart = ElementTree.parse(written / "chart.svg").getroot()
    assert f"{100 * right:.1f}" in {element.text for element in chart.iter()}
    words = last_line(figures).split()
    pairs = dict(zip(words[::2], map(float, words[1::2])))
    assert pairs["accuracy_ours"] == pytest.approx(right, abs=0.0005)
    assert {"ms_p50_tfidf", "train_s_ours", "peak_mb_tfidf"} <= pairs.keys()
