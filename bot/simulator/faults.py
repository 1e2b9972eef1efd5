"""What shall go wrong: asked for by the control API, used up one by one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator.people import Unknown

# Where a fault strikes, and which there are there.
KINDS = {
    # Of a call to send: the message is accepted and then the connection cut; cut before that;
    # HTTP 500; HTTP 429; answered after `seconds`; refused with `code`; accepted, and the status
    # says later that it failed with `code`.
    "send": ("answer_lost", "cut", "server_error", "rate", "slow", "error", "fails_later"),
    # Of one attempt to deliver a message's webhook: never arrives; the signature is wrong; half the
    # body (signed as it is); comes `seconds` late; the answer to it is not waited for.
    "webhook": ("drop", "forge", "truncate", "delay", "hang_up"),
    # The same of a status's webhook.
    "status": ("drop", "forge", "truncate", "delay", "hang_up"),
    # Of a download: connection cut; HTTP 500; answered after `seconds`; the address has expired.
    "media": ("cut", "server_error", "slow", "expired"),
}


@dataclass
class Fault:
    """`times` is how often it strikes yet; `person` limits it to one."""

    on: str
    what: str
    times: int = 1
    person: str | None = None
    seconds: float = 0.0
    code: int = 0


class Faults:
    """Those that are still to strike, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Raises Unknown for a fault that there is not."""
        kinds = KINDS.get(fault.on)
        if kinds is None:
            raise Unknown(f"Faults strike on {', '.join(KINDS)}, not on {fault.on!r}.")
        if fault.what not in kinds:
            raise Unknown(f"On {fault.on} there are {', '.join(kinds)}, not {fault.what!r}.")
        self.waiting.append(fault)

    def take(self, on: str, person: str | None) -> Fault | None:
        """The fault that strikes now, if any; it is used up by that."""
        for fault in self.waiting:
            if fault.on == on and fault.person in (None, person):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
