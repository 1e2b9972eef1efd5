"""`python -m bot.serving ARGUMENT…`: `rasa ARGUMENT…`, without what nobody needs."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.serving import light
from bot.serving.unconfigured import unused

# What decides: the model that a command loads, or the configuration that it trains with.
_LOADING, _TRAINING = ("run", "shell"), ("train",)


def main() -> None:
    """Decide, then hand over to Rasa's own command line."""
    arguments = sys.argv[1:]
    again = (sys.executable, "-m", "bot.serving", *arguments)
    command = arguments[0] if arguments else ""
    if command in _LOADING and (model := _value(arguments, "--model", "-m")):
        connector = "cmdline" if command == "shell" else _value(arguments, "--connector")
        light.for_model(Path(model), again, _say, _unused(arguments, connector))
    elif command in _TRAINING and (config := _value(arguments, "--config", "-c")):
        light.for_config(Path(config), again, _say)
    # Rasa reads them itself, and shows its name in its help.
    sys.argv = ["rasa", *arguments]

    from rasa.__main__ import main as rasa

    rasa()


def _unused(arguments: list[str], connector: str | None) -> frozenset[str]:
    credentials = Path(_value(arguments, "--credentials") or "credentials.yml")
    endpoints = Path(_value(arguments, "--endpoints") or "endpoints.yml")
    return unused(credentials, endpoints, connector)


def _value(arguments: list[str], *names: str) -> str | None:
    for name, value in zip(arguments, arguments[1:]):
        if name in names:
            return value
    return None


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
