"""Forged and genuine webhooks, mixed, and what became of each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.forgery import meta_forgeries, twilio_forgeries, wire
from bench.forgery.gateway import gateway, knock, stored
from bench.forgery.wire import Request
from bot.simulator.account import Account
from bot.text import clean

Make = Callable[[Account, int, random.Random, str], Request]
GENUINE: dict[str, Make] = {"meta": wire.meta, "twilio": wire.twilio}
FORGERIES = {"meta": meta_forgeries.FORGERIES, "twilio": twilio_forgeries.FORGERIES}


@dataclass(frozen=True)
class Verdict:
    """`accepted`: forgeries that were not refused with 403, or whose message is stored; `refused`:
    genuine ones that were not acknowledged, or whose words are not stored as they were said."""

    forged: int
    accepted: int
    good: int
    refused: int
    answers: dict[str, int]
    kinds: dict[str, int]
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        return dict(vars(self))


def trial(provider: str, folder: Path, forged: int, good: int, seed: int = 1) -> Verdict:
    """Send them all to a fresh gateway in any order."""
    account, chance = Account.fresh(), random.Random(seed)
    truth = [_genuine(provider, account, number, chance, "good") for number in range(good)]
    lies = [_forged(provider, account, number, chance) for number in range(forged)]
    sent: list[tuple[str | None, Request]] = [(None, request) for request in truth]
    sent += lies
    chance.shuffle(sent)
    with gateway(folder, provider, account) as port:
        statuses = knock(port, [request for _, request in sent])
    return judge(sent, statuses, dict(stored(folder)))


def judge(
    sent: list[tuple[str | None, Request]], statuses: list[int], kept: dict[str, str]
) -> Verdict:
    """`sent` holds each request with the kind of its forgery, None for a genuine one."""
    accepted: list[str] = []
    refused: list[str] = []
    kinds: Counter[str] = Counter()
    for (kind, request), status in zip(sent, statuses, strict=True):
        if kind is None:
            if status != 200 or kept.get(request.name) != clean(request.text):
                refused.append(f"a genuine one: {status}")
            continue
        kinds[kind] += 1
        if status != 403 or request.name in kept:
            accepted.append(f"{kind}: {status}")
    return Verdict(
        forged=sum(kinds.values()),
        accepted=len(accepted),
        good=len(sent) - sum(kinds.values()),
        refused=len(refused),
        answers={str(status): times for status, times in sorted(Counter(statuses).items())},
        kinds=dict(sorted(kinds.items())),
        faults=[*accepted, *refused][:20],
    )


def _genuine(
    provider: str, account: Account, number: int, chance: random.Random, told: str
) -> Request:
    name = f"wamid.{told}{number:06d}"
    if provider == "twilio":
        name = "SM" + f"{told.encode().hex()}{number:06d}".rjust(32, "0")
    return GENUINE[provider](account, number, chance, name)


def _forged(
    provider: str, account: Account, number: int, chance: random.Random
) -> tuple[str, Request]:
    kinds = list(FORGERIES[provider].items())
    kind, forge = kinds[number % len(kinds)]
    whole = _genuine(provider, account, number, chance, "lie")
    lie = forge(whole, account, chance)
    assert lie != whole, kind
    return kind, lie
