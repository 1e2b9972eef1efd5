"""A simulator as a process of its own: `python -m bot.simulator`, told what to be on its input.

The input is one line of JSON, {"host", "port", "account", "habits", "people"}, all optional; in its
place there may be the variable AFTERGLOW_SIMULATOR. Once it listens it writes {"url"}. Told by its
input, it ends when that does: a test that is killed leaves none behind.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

from bot.simulator.account import Account
from bot.simulator.habits import Habits
from bot.simulator.running import Doors, run_forever

VARIABLE = "AFTERGLOW_SIMULATOR"


def main() -> None:
    """Until SIGTERM."""
    given = os.environ.get(VARIABLE)
    told = json.loads(given or sys.stdin.readline() or "{}")
    account = Account(**told["account"]) if told.get("account") else Account.fresh()
    habits = Habits()
    habits.change(told.get("habits", {}))
    doors = Doors(told.get("host", "127.0.0.1"), told.get("port", 0))
    if not given:
        threading.Thread(target=_at_the_end_of_input, daemon=True).start()
    said = False

    def ready() -> None:
        nonlocal said
        if not said:
            print(json.dumps({"url": doors.url}), flush=True)
        said = True

    run_forever(doors, account, habits, told.get("people", []), ready)


def _at_the_end_of_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
