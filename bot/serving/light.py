"""Decides whether this process can do without TensorFlow, before anything of Rasa is imported.

The answer is no where the switch says so, where the components cannot be told, where one of them
is Rasa's and needs TensorFlow, and where one of ours turns out to be made of such a one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path

from bot.serving.components import Unreadable, heavy, of_config, of_model, own
from bot.serving.left_out import SWITCH, LeftOut, is_left_out, is_too_late, leave_out
from bot.serving.unconfigured import leave_out_unconfigured
from bot.settings import Settings

Say = Callable[[str], None]


def for_model(archive: Path, again: Sequence[str], say: Say, unused: Collection[str] = ()) -> None:
    """Leave TensorFlow out if this model allows it; `again` starts this program anew.

    `unused` channels and stores are left out with it (see `bot.serving.unconfigured`).
    """
    _decide(lambda: of_model(archive), again, say, unused)


def for_config(file: Path, again: Sequence[str], say: Say) -> None:
    """The same for training with this configuration."""
    _decide(lambda: of_config(file), again, say)


def _decide(
    read: Callable[[], tuple[str, ...]],
    again: Sequence[str],
    say: Say,
    unused: Collection[str] = (),
) -> None:
    if is_left_out() or is_too_late():
        return
    if not Settings.from_env().light:
        say(f"With TensorFlow: {SWITCH}=no.")
        return
    try:
        components = read()
    except Unreadable as fault:
        say(f"With TensorFlow: {fault}.")
        return
    if needing := heavy(components):
        say(f"With TensorFlow: {', '.join(needing)} needs it.")
        return
    leave_out()
    leave_out_unconfigured(unused)
    for name in own(components):
        try:
            import_module(name.rpartition(".")[0])
        except LeftOut as fault:
            # Rasa is half imported by now and knows the stand-ins: only a new process is clean.
            say(f"With TensorFlow: {name} is made of what needs it ({fault})")
            sys.stdout.flush()
            sys.stderr.flush()
            os.execve(again[0], list(again), {**os.environ, SWITCH: "no"})
    say("Without TensorFlow: no component of the model needs it.")
