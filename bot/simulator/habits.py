"""How this provider behaves until told otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from bot.simulator.people import Unknown

PROVIDERS = ("meta", "twilio")


@dataclass
class Habits:
    """Changeable while it runs.

    `public_url` is the clinic's address as the provider knows it (Twilio signs it), `service_url`
    where webhooks really go; empty means the same. `url` is where this simulator is found.

    Webhooks: each POST goes out `copies` times at once; up to `batch` events travel in one (Meta);
    with `shuffle` those that wait together leave in any order; `linger` is how long they wait for
    each other then. `pace` is the first pause before a redelivery in seconds (each next is twice
    as long, up to sixty times), `tries` how often it is tried at most. `receipts` off: no statuses
    at all; `receipt_seconds` is the time from each state to the next.

    Limits: `pair_seconds` between two messages to one person (0: none), with `burst` 45 at once
    and then as long a wait as they would have taken; `per_second` for all together. `late_errors`:
    a closed window or an unreachable person is told by a status only (True), by the answer only
    (False), or as the provider does it (None: Meta answers at once that the window is closed and
    tells later that somebody is not on WhatsApp; Twilio tells both later).
    """

    provider: str = "meta"
    public_url: str = ""
    service_url: str = ""
    url: str = ""
    copies: int = 1
    batch: int = 1
    shuffle: bool = False
    linger: float = 0.15
    pace: float = 1.0
    tries: int = 200
    receipts: bool = True
    receipt_seconds: float = 0.05
    pair_seconds: float = 6.0
    burst: bool = False
    per_second: int = 80
    late_errors: bool | None = None
    window_hours: float = 24.0
    media_seconds: float = 300.0

    def change(self, wanted: dict) -> None:
        """Raises Unknown for what there is not, or is of another type; then nothing is changed."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise Unknown(f"There is no habit {name!r}; there are {', '.join(known)}.")
            if not _fits(known[name], value):
                raise Unknown(f"The habit {name} cannot be {value!r}.")
        if wanted.get("provider", self.provider) not in PROVIDERS:
            raise Unknown(f"The provider is one of {', '.join(PROVIDERS)}.")
        for name, value in wanted.items():
            setattr(self, name, value)

    def to_dict(self) -> dict:
        """For the control API."""
        return asdict(self)

    def delivery_url(self, url: str) -> str:
        """Where to really go for an address of the clinic's."""
        if self.service_url and self.public_url and url.startswith(self.public_url):
            return self.service_url + url[len(self.public_url) :]
        return url


def _fits(now: object, value: object) -> bool:
    if now is None or isinstance(now, bool):
        return value is None or isinstance(value, bool)
    if isinstance(now, str):
        return isinstance(value, str)
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
