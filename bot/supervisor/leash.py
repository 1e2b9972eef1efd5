"""Starts a program that dies with its parent: `python leash.py PARENT_PID PROGRAM [ARGUMENT…]`.

A parent that is killed outright cannot stop its children. On Linux the kernel does it for us;
elsewhere the program simply runs. Run as a file of its own, so it loads nothing of ours.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Does not return: this process becomes the program."""
    parent, *program = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        # The parent was gone before the kernel was told.
        sys.exit(1)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
