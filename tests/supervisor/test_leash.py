"""The leash: a program runs as it is, and dies when its parent is killed outright."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.supervisor import leash
from tests.supervisor.processes import wait_for_end


def test_the_program_runs_as_this_very_process_with_its_arguments():
    """The leash becomes the program: same process, arguments and exit code."""
    code = "import os, sys; print(os.getpid(), sys.argv[1:]); sys.exit(7)"
    program = [sys.executable, "-c", code, "a b", "--c"]
    done = subprocess.Popen(
        [sys.executable, leash.__file__, str(os.getpid()), *program],
        stdout=subprocess.PIPE,
        text=True,
    )
    output, _ = done.communicate(timeout=20)
    assert (output, done.returncode) == (f"{done.pid} ['a b', '--c']\n", 7)


def test_nothing_starts_for_a_parent_that_is_gone():
    """If the parent died before the leash was on, the program is never run."""
    argv = [sys.executable, leash.__file__, "1234567", sys.executable, "-c", "print('ran')"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux only")
def test_the_program_dies_with_a_parent_that_is_killed():
    """SIGKILL to the parent, which can then do nothing, still ends the program."""
    parent_code = f"""
import os, subprocess, sys, time
program = [sys.executable, "-c", "import time; time.sleep(600)"]
leash = [sys.executable, {leash.__file__!r}, str(os.getpid())]
print(subprocess.Popen(leash + program).pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_code], stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for_end(pid)
