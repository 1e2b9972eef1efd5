"""One call to the provider, and what follows from its answer or from none."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from bot.whatsapp.records import SendFault
from bot.whatsapp.window import PAIR_PAUSE

LATER, HOLD, FAIL, LOST = "later", "hold", "fail", "lost"
# Growing, by how often it was tried; shorter than what the mailbox takes for a clock put back.
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
# Danger is not left waiting for long while the provider is down.
URGENT_PAUSES = (0.5, 1.0, 2.0, 5.0)
# Nothing is sent without the right key; somebody at the clinic must put a new one in.
UNAUTHORISED = timedelta(seconds=40)


class Step(NamedTuple):
    """What to do with a delivery whose call did not end well; `after` goes with LATER."""

    does: str
    after: timedelta = timedelta()


def step_after(fault: SendFault, tries: int, urgent: bool, is_template: bool) -> Step:
    """Sent again only where the provider said that it was not sent."""
    if fault.kind == "answer_lost":
        return Step(LOST)
    if fault.kind == "window_closed" and not is_template:
        return Step(HOLD)
    if fault.kind == "unauthorised":
        return Step(LATER, UNAUTHORISED)
    if fault.kind == "pair_rate":
        return Step(LATER, PAIR_PAUSE)
    if fault.retry:
        pauses = URGENT_PAUSES if urgent else PAUSES
        return Step(LATER, timedelta(seconds=pauses[min(tries, len(pauses)) - 1]))
    return Step(FAIL)
