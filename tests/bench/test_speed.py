"""The bench of speed in small: what it draws, how it compares, and a short run of one contender."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.marked_page import with_marked
from bench.speed.chart import chart
from bench.speed.contender import OURS
from bench.speed.lessons import ASKED, PER_INTENT, questions, write_lessons
from bench.speed.load import Asking, Waits
from bench.speed.report import compared, last_line, table
from bench.speed.rounds import CLIENTS, Figures, ratio
from bench.speed.tree import usage
from bot.settings import Settings
from bot.training import NotTrained, trained_model

pytestmark = pytest.mark.xdist_group("whole service")


def test_lessons_are_drawn_alike_each_time(tmp_path):
    """The same messages in every run, at most thirty an intent, none of them asked later."""
    assert write_lessons(tmp_path / "one") == write_lessons(tmp_path / "two")
    blocks = YAML(typ="safe").load((tmp_path / "one/data/nlu.yml").read_text("utf-8"))["nlu"]
    learnt: dict[str, list[str]] = {}
    for block in blocks:
        learnt.setdefault(block["intent"], []).extend(block["examples"].splitlines())
    assert len(learnt) == 14 and max(map(len, learnt.values())) == PER_INTENT
    asked = questions()
    assert len(set(asked)) == ASKED == len(asked)
    assert not {f"- {text}" for text in asked} & {text for each in learnt.values() for text in each}


def test_a_ratio_is_the_median_of_the_rounds_own():
    """A round in which everything was slow says nothing against either."""
    assert ratio([1, 30, 1], [4, 120, 4]) == 0.25


def test_waits_are_read_by_share():
    """The median, the slowest, and messages for each second of a core, those without answer too."""
    waits = Waits([0.01 * n for n in range(1, 101)], took=10, cpu=4, silent=20)
    assert round(waits.ms(0.5)) == 510 and round(waits.ms(0.99)) == 1000
    assert (waits.messages, waits.per_core) == (120, 30)


def made_up(scale: float) -> dict:
    """Figures of a contender that is `scale` times as slow and large as another."""
    figures = Figures(*([scale, 2 * scale] for _ in range(6)))
    measures = ("p50_ms", "p95_ms", "p99_ms", "cpu_ms", "silent_percent")
    for clients in CLIENTS:
        figures.load[clients] = {name: [scale, scale] for name in measures}
        figures.load[clients] |= {name: [1 / scale] * 2 for name in ("per_s", "per_core_s")}
    return figures.as_dict()


def test_line_table_and_chart_say_what_was_found():
    """All from the same figures; the page keeps its other parts."""
    figures = {
        "made_on": "2026-11-25",
        "took_s": 600,
        "rounds": 2,
        "machine": {"cores": 2, "kind": "x", "system": "Linux", "load_after": 0.1},
        "environment_mb": {"all": 3000, "never_opened": 1600},
        "contenders": {"ours": made_up(1), "quickstart": made_up(8)},
    }
    figures["compared"] = compared(figures["contenders"])
    line = last_line(figures)
    assert line.startswith("ready_ratio 0.125 memory_ratio 0.125 throughput_ratio 8.0 action_p50")
    page = "a <!-- figures:speed -->old<!-- end of figures:speed --> z"
    written = with_marked(page, "speed", table(figures))
    assert written.startswith("a ") and written.endswith(" z") and "old" not in written
    assert "| memory, MB (RSS) | 12 | 2 | 0.125 |" in written
    assert chart(figures).count("<rect") == 1 + 12
    with pytest.raises(ValueError, match="figures:growth"):
        with_marked(page, "growth", "")


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_a_tree_of_processes_is_summed():
    """A parent and its child count as two, with their memory."""
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    argv = [sys.executable, "-c", script]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, env=dict(os.environ)) as parent:
        try:
            while usage(parent.pid).processes < 2:
                assert parent.poll() is None
            held = usage(parent.pid)
            assert held.rss >= held.pss > 1
        finally:
            parent.stdin.close()


@pytest.mark.slow
def test_a_contender_stands_answers_and_ends(tmp_path: Path):
    """The product's own model, started as the bench starts it, for a second of load."""
    try:
        model = trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    with OURS.served(model, tmp_path) as server:
        asking = Asking(server, questions())
        assert asking.first_answer() > 0
        waits = asking.ask(2, 1)
        assert len(waits.seconds) > 1 and waits.cpu > 0
        assert server.usage().processes == 1
        logs = (tmp_path / "ours" / "logs" / "rasa.log").read_text()
    assert "Without TensorFlow" in logs
    assert all(process.poll() is not None for process in server.processes)
