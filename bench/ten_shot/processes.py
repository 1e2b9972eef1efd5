"""Runs each system in a process of its own and says what it cost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings

NLPJS = ROOT / "bench" / "nlpjs"
_SECONDS_BETWEEN_NEWS = 15
# Linux counts in kilobytes, macOS in bytes.
_PEAK_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "UV_THREADPOOL_SIZE": "1",
}
_QUIET = {
    "CUDA_VISIBLE_DEVICES": "",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class SystemFailed(RuntimeError):
    """A system did not install, train or answer."""


def run_system(
    name: str, split_file: Path, scratch: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    """What the system's worker wrote, with `peak_mb` of its process. Raises SystemFailed."""
    out, log = scratch / f"{name}.json", scratch / f"{name}.log"
    environment = {
        **os.environ,
        **_ONE_THREAD,
        **_QUIET,
        "BENCH_SCRATCH": str(scratch),
        # Rasa must not find an earlier training in its cache.
        "RASA_CACHE_DIRECTORY": str(scratch / "cache"),
        "RASA_MAX_CACHE_SIZE": "0",
    }
    if name == "nlpjs":
        environment["NODE_PATH"] = str(install_nlpjs(say) / "node_modules")
        command = [_tool("node"), str(NLPJS / "classify.js")]
    else:
        command = [sys.executable, "-m", "bench.ten_shot.worker", name]
    with log.open("w") as lines:
        process = subprocess.Popen(
            [*command, str(split_file), str(out)],
            cwd=ROOT,
            env=environment,
            stdout=lines,
            stderr=lines,
        )
        peak = _wait(process, say)
    if process.returncode or not out.exists():
        raise SystemFailed(_tail(log.read_text(errors="replace")))
    return {**json.loads(out.read_text()), "peak_mb": peak}


def install_nlpjs(say: Callable[[str], None]) -> Path:
    """The folder that holds nlp.js, filled from the committed lock file when it changed."""
    folder = Settings.from_env().data_dir / "bench" / "nlpjs"
    lock, stamp = NLPJS / "package-lock.json", folder / "installed.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return folder
    say("  installing nlp.js (about 120 MB) …")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(NLPJS / name, folder / name)
    done = subprocess.run([_tool("npm"), "ci"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemFailed(_tail(done.stderr))
    shutil.copyfile(lock, stamp)
    return folder


def _wait(process: subprocess.Popen[bytes], say: Callable[[str], None]) -> float:
    """Wait for the end; the most memory that it or its children held at once, in MB."""
    start = told = time.monotonic()
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_maxrss / _PEAK_PER_MB
        if time.monotonic() - told >= _SECONDS_BETWEEN_NEWS:
            told = time.monotonic()
            say(f"  … {told - start:.0f} s")
        time.sleep(0.1)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemFailed(f"{name} is not installed on this machine")
    return found


def _tail(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return "\n".join(lines[-5:]) or "no word of why"
