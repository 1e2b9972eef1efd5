"""The lexicon says clearly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.triage
from bot.triage.lexicon import load
from bot.triage.notation import LexiconError, phrases

HERE = Path(bot.triage.__file__).parent


@pytest.fixture
def folder(tmp_path):
    for name in ("signs.yml", "speech.yml", "ordinary.txt"):
        (tmp_path / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def add(folder: Path, rule: str) -> list[str]:
    path = folder / "signs.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"    - {rule}\n", encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load(folder)
    return caught.value.faults


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("{all: [bled]}", "unknown concept 'bled'. Did you mean 'bleed'?"),
        ("{all: [bleed], level: sameday}", "unknown level 'sameday'. Did you mean 'same_day'?"),
        ("{all: [bleed], withn: 3}", "unknown key 'withn'. Did you mean 'within'?"),
        ("{all: [bleed], days: later}", 'days must look like "3+" or "0-2", found \'later\''),
        ("{all: [bleed], within: far}", "within must be a number of words or `message`"),
        ("{level: emergency}", "a rule needs `all: [concept, ...]`"),
    ],
)
def test_a_wrong_rule_is_named(folder, rule, fault):
    """Each slip in a rule is reported with the rule and what was probably meant."""
    (found,) = add(folder, rule)
    assert found.startswith("signs.yml: bleeding_heavy ")
    assert fault in found


def test_all_faults_come_at_once(folder):
    """Two slips in one rule are two faults of one error."""
    assert len(add(folder, "{all: [bled, puss]}")) == 2


def test_a_broken_file_is_named(folder):
    """A file that is not YAML is one fault that names it."""
    (folder / "speech.yml").write_text("words: [", encoding="utf-8")
    with pytest.raises(LexiconError, match="speech.yml: not readable"):
        load(folder)


def test_an_unused_concept_is_named(folder):
    """A concept that no rule uses is a fault: its words would alarm nobody."""
    path = folder / "signs.yml"
    text = path.read_text(encoding="utf-8").replace("concepts:\n", "concepts:\n  spare: spare\n", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match="spare: no rule uses this concept"):
        load(folder)


def test_the_notation():
    """Commas separate phrases, slashes alternatives; doubles and gaps are faults."""
    faults: list[str] = []
    assert phrases("it can't, red/hot skin", "here", faults) == [
        ("it", "cant"), ("red", "skin"), ("hot", "skin")]
    assert faults == []
    phrases("pus, , pus", "here", faults)
    assert faults == ["here: two commas with nothing between; remove one",
                      "here: 'pus' is listed twice; remove one"]


@given(st.text(alphabet="ab /,'3é", max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_notation_is_read(written):
    """Whatever stands in an entry is phrases or faults, never a failure."""
    phrases(written, "here", [])
