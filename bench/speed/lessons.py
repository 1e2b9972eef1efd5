"""What both contenders learn from and what they are asked, drawn from our files by a fixed seed."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections import defaultdict
from pathlib import Path

from ruamel.yaml import YAML

from bot.settings import ROOT

# As many as a newcomer would write. From all of ours DIET would learn for an hour.
PER_INTENT = 30
ASKED = 40
SEED = 20260
_WORDS = (4, 14)


def write_lessons(folder: Path) -> str:
    """Training files of a small copy of our assistant; returns their fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data/stories.yml", "domain.yml"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    drawn = _drawn(ROOT / "data" / "nlu.yml")
    with (folder / "data" / "nlu.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", "nlu": drawn}, file)
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _drawn(file: Path) -> list[dict]:
    by_intent: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for block in YAML(typ="safe").load(file.read_text("utf-8"))["nlu"]:
        about = block.get("metadata") or {}
        if "intent" not in block or about.get("lang", "en") != "en":
            continue
        lines = (line.strip() for line in block["examples"].splitlines())
        texts = [line.removeprefix("- ").strip() for line in lines if line.startswith("- ")]
        by_intent[block["intent"]] += [(about.get("topic", ""), text) for text in texts]
    chance = random.Random(SEED)
    blocks = []
    for intent, examples in by_intent.items():
        by_topic = defaultdict(list)
        for topic, text in chance.sample(examples, min(PER_INTENT, len(examples))):
            by_topic[topic].append(text)
        for topic, texts in by_topic.items():
            block = {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            if topic:
                block["metadata"] = {"topic": topic}
            blocks.append(block)
    return blocks


def questions() -> list[str]:
    """Messages that nobody learnt from, of ordinary length."""
    lines = (ROOT / "tests" / "evaluation" / "test.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    ordinary = [t for t in texts if _WORDS[0] <= len(t.split()) <= _WORDS[1]]
    return random.Random(SEED).sample(ordinary, ASKED)
