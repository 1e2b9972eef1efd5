"""Webhooks that Meta never sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import secrets
from collections.abc import Callable
from dataclasses import replace

from bench.forgery.wire import META_HEADER, Request, meta, meta_signature
from bot.simulator.account import Account

Forge = Callable[[Request, Account, random.Random], Request]


def _signed(good: Request, *values: str) -> Request:
    return good.with_header(META_HEADER, *values)


def _signature(good: Request) -> str:
    return dict(good.headers)[META_HEADER]


def _flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _one_digit_off(good: Request, _: Account, chance: random.Random) -> Request:
    place = chance.randrange(7, 71)
    signature = _signature(good)
    other = chance.choice([digit for digit in "0123456789abcdef" if digit != signature[place]])
    return _signed(good, signature[:place] + other + signature[place + 1 :])


def _of_another(good: Request, account: Account, chance: random.Random) -> Request:
    other = meta(account, chance.randrange(10**6), chance, f"wamid.other{chance.random()}")
    return _signed(good, _signature(other))


def _rewritten(good: Request, _: Account, chance: random.Random) -> Request:
    """Read and written anew: the same meaning in other bytes."""
    whole = json.loads(good.body)
    ways = (
        json.dumps(whole, indent=1),
        json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(" ,", ":")),
        json.dumps({**whole, "again": True}),
    )
    return replace(good, body=chance.choice(ways).encode())


def _other_words(good: Request, _: Account, chance: random.Random) -> Request:
    whole = json.loads(good.body)
    message = whole["entry"][0]["changes"][0]["value"]["messages"][0]
    message["text"]["body"] = "I have a fever"
    return replace(good, body=json.dumps(whole).encode())


def _sha1(good: Request, account: Account, _: random.Random) -> Request:
    digest = hmac.new(account.app_secret.encode(), good.body, hashlib.sha1).hexdigest()
    return good.with_header("X-Hub-Signature", f"sha1={digest}").with_header(META_HEADER)


def _cut(good: Request, _: Account, chance: random.Random) -> Request:
    return replace(good, body=good.body[: chance.randrange(len(good.body))])


FORGERIES: dict[str, Forge] = {
    "unsigned": lambda good, _, __: _signed(good),
    "empty signature": lambda good, _, __: _signed(good, ""),
    "only the prefix": lambda good, _, __: _signed(good, "sha256="),
    "random signature": lambda good, _, __: _signed(good, f"sha256={secrets.token_hex(32)}"),
    "another secret": lambda good, _, __: _signed(
        good, meta_signature(secrets.token_hex(16), good.body)
    ),
    "an empty secret": lambda good, _, __: _signed(good, meta_signature("", good.body)),
    "the verify token": lambda good, account, _: _signed(
        good, meta_signature(account.verify_token, good.body)
    ),
    "the phone number's id": lambda good, account, _: _signed(
        good, meta_signature(account.phone_number_id, good.body)
    ),
    "one digit off": _one_digit_off,
    "another's signature": _of_another,
    "no prefix": lambda good, _, __: _signed(good, _signature(good)[7:]),
    "capital digits": lambda good, _, __: _signed(good, "sha256=" + _signature(good)[7:].upper()),
    "cut signature": lambda good, _, chance: _signed(
        good, _signature(good)[: chance.randrange(1, 70)]
    ),
    "longer signature": lambda good, _, __: _signed(good, _signature(good) + "0"),
    "two signatures": lambda good, _, __: _signed(good, _signature(good), _signature(good)),
    "a wrong one and the right one": lambda good, _, __: _signed(
        good, "sha256=" + "0" * 64, _signature(good)
    ),
    "both in one": lambda good, _, __: _signed(good, f"{_signature(good)}, {_signature(good)}"),
    "the old algorithm": _sha1,
    "one bit of the body": lambda good, _, chance: replace(
        good, body=_flipped(good.body, chance)
    ),
    "cut body": _cut,
    "longer body": lambda good, _, __: replace(good, body=good.body + b"\n"),
    "rewritten body": _rewritten,
    "other words": _other_words,
}
