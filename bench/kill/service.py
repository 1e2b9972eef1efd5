"""The whole service as `afterglow serve` runs it, but without pauses before a restart.

`python -m bench.kill.service DATA_DIR` prints "Listening: ADDRESS", then what the service says.
The pauses are for children that cannot run; here they are killed, and waiting would only make the
measurement longer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(data_dir: Path) -> None:
    """Serve until told to stop."""
    os.environ["AFTERGLOW_DATA_DIR"] = str(data_dir)
    os.environ.setdefault("AFTERGLOW_NEW_SESSIONS", "100000")
    from bot.commands.children import Loopback, children
    from bot.commands.serve import asking_health, prepare
    from bot.settings import Settings
    from bot.supervisor.ports import address_of, claim
    from bot.supervisor.service import run
    from bot.training import trained_model

    settings = Settings.from_env()
    prepare(settings)
    with claim("127.0.0.1", 0) as listener:
        model, loopback = trained_model(settings), Loopback.fresh(settings)
        commands = children(settings, model, listener.fileno(), loopback, demo=True)
        address = address_of(listener)
        print(f"Listening: {address}", flush=True)
        run(address, commands, asking_health(address), _say, pauses=(0.05,))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
