"""A page of the desk: its address, and which roles it serves for reading and for acting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FRONT_DESK = ("front_desk",)
CLINICIAN = ("clinician",)
ADMIN = ("admin",)
# Who looks after patients. An admin keeps accounts and has no need to read what patients write.
CARE = ("front_desk", "clinician")
EVERYBODY = ("front_desk", "clinician", "admin")
NOBODY: tuple[str, ...] = ()
# Also without a login: the login itself and the files it loads.
ANYONE = ("anyone",)


@dataclass(frozen=True)
class Page:
    """`handler(visit)` answers; a plain function runs in a thread and may block.

    `get` and `post` are the roles that may; without any the method is not served. `stage` is set
    for the steps of the login: they serve sessions that owe just that, whatever the role. `menu`
    is the page's name in the menu of those who may read it. `checks_password`: what is sent to it
    costs an Argon2 hash, so it waits its turn.
    """

    path: str
    handler: Callable[[Any], Any]
    get: tuple[str, ...] = EVERYBODY
    post: tuple[str, ...] = NOBODY
    stage: str | None = None
    menu: str | None = None
    checks_password: bool = False

    def roles(self, method: str) -> tuple[str, ...]:
        """Who may use this method."""
        return self.post if method == "POST" else self.get

    @property
    def methods(self) -> list[str]:
        """What the page serves at all."""
        served = {"GET": self.get, "POST": self.post}
        return [method for method, roles in served.items() if roles]
