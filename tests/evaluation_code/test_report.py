"""The written report: page, data, failures, and what changed since the last one."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

from bot.evaluation.labels import load
from bot.evaluation.record import compare, earlier, record
from bot.evaluation.report import page, write
from bot.evaluation.score import score
from bot.evaluation.table import render
from tests.evaluation_code.rows import output, row, written
from tests.evaluation_code.test_score import made


class _Outline(HTMLParser):
    """Elements that are open, and every address the page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str | None] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_stands_alone(tmp_path: Path) -> None:
    """The page is well formed, has its charts inside, and needs no script and no network."""
    outline = _Outline()
    outline.feed(page(made(tmp_path), "labels.jsonl"))
    assert outline.open == []
    assert outline.fetched == []
    assert {"svg", "style", "table"} <= outline.seen
    assert "script" not in outline.seen


def test_patients_words_cannot_become_markup(tmp_path: Path) -> None:
    """Text, ids and topics of a labelled file are shown as they are, never run."""
    nasty = "<script>alert(1)</script>"
    hostile = row(id=nasty, text=nasty, kind=nasty, topics=[nasty], accept={nasty: ["x"]})
    html = page(score(load(written(tmp_path, hostile)), []), nasty)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_files(tmp_path: Path) -> None:
    """The folder holds the page, the figures with intervals, and one line a failed row."""
    folder = tmp_path / "reports" / "one"
    assert write(made(tmp_path), folder, "labels.jsonl") is None
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    kept = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert kept["overall"]["accepted"] | {"low": 0, "high": 0} == {
        "hits": 3,
        "of": 4,
        "value": 0.75,
        "low": 0,
        "high": 0,
    }
    failures = (folder / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in failures] == ["m-2", "m-4"]
    assert json.loads(failures[0])["unsafe"] == ["makeup: allowed"]


def test_failures_say_what_was_understood(tmp_path: Path) -> None:
    """A failed row keeps what was expected, the topics answered, the kind and the confidence."""
    result = score(load(written(tmp_path, row())), [output(("ice", "avoid"), confidence=0.375)])
    write(result, tmp_path / "out", "labels.jsonl")
    (line,) = (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    failed = json.loads(line)
    assert failed["expected"] == {"makeup": ["not_yet"]}
    assert failed["got"] | {"shown": []} == {
        "kind": "answer",
        "confidence": 0.375,
        "answers": [{"topic": "ice", "verdict": "avoid"}],
        "shown": [],
    }
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "ice: avoid" in html
    assert "confidence 0.38" in html


def test_languages_apart(tmp_path: Path) -> None:
    """With two languages the page has the figures of each; with one there is nothing to part."""
    assert "<th>Spanish</th>" in page(made(tmp_path), "labels.jsonl")
    only_english = score(load(written(tmp_path, row())), [])
    assert "apart</h2>" not in page(only_english, "labels.jsonl")


def test_the_curve_is_kept_and_drawn_against_the_next(tmp_path: Path) -> None:
    """The next report shows this one's curve beside its own; nothing answered draws nothing."""
    labels = load(written(tmp_path, row(), row(id="m-2")))
    answers = [output(("makeup", "not_yet"), confidence=0.5), output(kind="clarify", id="m-2")]
    write(score(labels, answers), tmp_path / "out", "labels.jsonl")
    kept = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert kept["curve"] == [{"confidence": 0.5, "coverage": 0.5, "risk": 0.0}]
    comparison = write(score(labels, []), tmp_path / "out", "labels.jsonl")
    assert comparison is not None
    assert comparison.curve == ((0.5, 0.0),)
    assert "Nothing was answered." in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_comparison_with_the_report_before(tmp_path: Path) -> None:
    """A second report in the same folder tells better from worse and names the rows."""
    labels = load(written(tmp_path, row(), row(id="m-2")))
    first = score(labels, [output(("makeup", "allowed")), output(("makeup", "not_yet"), id="m-2")])
    second = score(labels, [output(("makeup", "not_yet")), output(("makeup", "avoid"), id="m-2")])
    write(first, tmp_path / "out", "labels.jsonl")
    comparison = write(second, tmp_path / "out", "labels.jsonl")
    assert comparison is not None
    assert (comparison.mended, comparison.broken) == (("m-1",), ("m-2",))
    assert comparison.figures["accepted"].arrow == "→"
    unsafe = comparison.figures["unsafe"]
    assert (unsafe.arrow, unsafe.trend, unsafe.by) == ("↓", "better", -0.5)
    assert "red_flag_recall" not in comparison.figures
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "1 newly failing" in html
    assert "1 newly passing" in html


def test_an_unreadable_report_before_is_passed_over(tmp_path: Path) -> None:
    """A broken or foreign report.json does not stop the new one."""
    path = tmp_path / "report.json"
    for broken in ("", "[1]", "{not json"):
        path.write_text(broken, encoding="utf-8")
        assert earlier(path) is None
    broken = {"overall": {"accepted": 1}, "rows": [], "curve": [1, {}, {"coverage": 2, "risk": 0}]}
    foreign = compare(broken, record(made(tmp_path)))
    assert (foreign.figures, foreign.mended, foreign.broken, foreign.curve) == ({}, (), (), ())


def test_table(tmp_path: Path) -> None:
    """The terminal shows each figure with its interval and ends with the line for programs."""
    result = made(tmp_path)
    shown = render(result)
    assert "75.0 %" in shown
    assert shown.splitlines()[-1] == result.last_line()
    assert all(line == line.rstrip() for line in shown.splitlines())
    assert "Mended 0, newly failing 0" in render(result, compare(record(result), record(result)))
