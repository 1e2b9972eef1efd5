"""Ten examples of each class to learn from, all others to be read; the same for every system."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ruamel.yaml import YAML

SEED = 20260
PER_CLASS = 10
# With fewer messages too little would be left to test a class on.
LEAST = 20


@dataclass(frozen=True)
class Example:
    """One message of data/nlu.yml with both of its labels."""

    text: str
    intent: str
    topic: str


@dataclass(frozen=True)
class Split:
    """Messages with their labels, in the order in which every system gets them."""

    label: str
    train: tuple[tuple[str, str], ...]
    test: tuple[tuple[str, str], ...]

    @property
    def classes(self) -> list[str]:
        """The labels there are, sorted."""
        return sorted({label for _, label in self.train})

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits of every message and label, in order."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

    def save(self, file: Path) -> None:
        """Write what `load` and bench/nlpjs/classify.js read."""
        file.write_text(json.dumps({**asdict(self), "fingerprint": self.fingerprint}))

    @classmethod
    def load(cls, file: Path) -> Split:
        """Read what `save` wrote."""
        held = json.loads(file.read_text())
        train, test = (tuple(map(tuple, held[part])) for part in ("train", "test"))
        return cls(held["label"], train, test)


def english_examples(file: Path) -> list[Example]:
    """Every message of the English blocks of an NLU file, in its order."""
    blocks = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["nlu"]
    examples = []
    for block in blocks:
        about = block.get("metadata") or {}
        if "intent" not in block or about.get("lang", "en") != "en":
            continue
        for line in block["examples"].splitlines():
            text = line.strip().removeprefix("- ").strip()
            if text:
                examples.append(Example(text, block["intent"], about.get("topic", "none")))
    return examples


def draw(
    examples: Iterable[Example],
    label: str,
    only: Collection[str] = (),
    per_class: int = PER_CLASS,
    least: int = LEAST,
) -> Split:
    """Draw `per_class` messages of each class whose `label` ("topic" or "intent") has `least`.

    A message written twice counts once, and one with two labels not at all: neither could be
    judged fairly. `only` restricts to these classes; empty means all.
    """
    labels: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for example in examples:
        key = " ".join(example.text.casefold().split())
        labels[key].add(getattr(example, label))
        written.setdefault(key, example.text)
    groups: dict[str, list[str]] = defaultdict(list)
    for key, found in labels.items():
        if len(found) == 1:
            groups[next(iter(found))].append(written[key])
    train, test = [], []
    for name in sorted(groups):
        texts = sorted(groups[name])
        if len(texts) < least or (only and name not in only):
            continue
        # A generator for each class: one class more does not change the draw of the others.
        random.Random(f"{SEED}:{label}:{name}").shuffle(texts)
        train += [(text, name) for text in texts[:per_class]]
        test += [(text, name) for text in texts[per_class:]]
    order = random.Random(SEED)
    order.shuffle(train)
    order.shuffle(test)
    return Split(label, tuple(train), tuple(test))
