"""Tests of bench/ten_shot/split.py on the product's own messages and on small ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.ten_shot.split import Example, Split, draw, english_examples
from bench.understanding import DATA


@pytest.fixture(scope="module", params=["topic", "intent"])
def split(request: pytest.FixtureRequest) -> Split:
    """The split that the bench uses."""
    return draw(english_examples(DATA), request.param)


def test_no_message_is_both_learnt_and_read(split: Split) -> None:
    """Whatever is learnt from is never tested on, not even in other capitals or spacing."""
    learnt, read = (
        {" ".join(text.casefold().split()) for text, _ in part}
        for part in (split.train, split.test)
    )
    assert not learnt & read
    assert len(learnt) == len(split.train)
    assert len(read) == len(split.test)


def test_ten_of_each_class_are_learnt_and_ten_or_more_read(split: Split) -> None:
    """Every class has ten examples to learn from and at least ten to be tested on."""
    assert set(Counter(label for _, label in split.train).values()) == {10}
    read = Counter(label for _, label in split.test)
    assert sorted(read) == split.classes
    assert min(read.values()) >= 10


def test_a_second_draw_is_the_same(split: Split) -> None:
    """The seed is fixed, and the order in which messages stand in the file does not matter."""
    again = draw(reversed(english_examples(DATA)), split.label)
    assert again == split


def test_what_a_system_reads_is_what_was_drawn(split: Split, tmp_path: Path) -> None:
    """A split survives the file through which every system gets it."""
    split.save(tmp_path / "split.json")
    assert Split.load(tmp_path / "split.json").fingerprint == split.fingerprint


def test_twins_count_once_and_doubtful_ones_not_at_all() -> None:
    """The same message twice is one message; under two labels it is none."""
    examples = [Example(f"message {n}", "may_i", "gym") for n in range(20)]
    twins = [Example("Message  0", "may_i", "gym"), Example("message 1", "may_i", "pool")]
    split = draw([*examples, *twins], "topic", least=19)
    texts = [text for text, _ in (*split.train, *split.test)]
    assert sorted(texts) == sorted(f"message {n}" for n in range(20) if n != 1)


def test_small_classes_and_other_languages_are_left_out(tmp_path: Path) -> None:
    """Only English blocks are read, and only classes with enough messages are drawn."""
    lines = "".join(f"    - message {n}\n" for n in range(20))
    block = "- intent: {}\n  metadata: {}\n  examples: |\n{}"
    blocks = [
        block.format("may_i", "{topic: gym}", lines),
        block.format("may_i", "{topic: pool, lang: es}", lines.replace("message", "mensaje")),
        block.format("agree", "{topic: none, lang: en}", "    - yes\n"),
    ]
    file = tmp_path / "nlu.yml"
    file.write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
    examples = english_examples(file)
    assert len(examples) == 21
    assert draw(examples, "topic").classes == ["gym"]
