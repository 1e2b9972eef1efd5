"""`afterglow` as a program, in folders of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

AFTERGLOW = [sys.executable, "-c", "from bot.cli import main; main()"]


def environment(data_dir: Path, **env: str) -> dict[str, str]:
    """This process's variables, with the data and its database in a folder of the test's own."""
    return {
        **os.environ,
        "AFTERGLOW_DATA_DIR": str(data_dir),
        "AFTERGLOW_DATABASE_URL": "",
        # Some machines forbid compiled modules; each of our processes would compile for 10 s.
        "PYTHONDONTWRITEBYTECODE": "",
        **env,
    }


def afterglow(
    data_dir: Path, *arguments: str, seconds: float = 60, **env: str
) -> subprocess.CompletedProcess[str]:
    """The command, run to its end without a keyboard; with all it started, if it takes too long."""
    argv = [*AFTERGLOW, *arguments]
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env=environment(data_dir, **env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(argv, process.returncode, output, errors)
