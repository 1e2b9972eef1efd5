"""Webhooks that Twilio never sent.

One weakness is Twilio's own and cannot be found by anybody: between a parameter's name and value
nothing is signed, so a recorded `Body=x` is also a signed `Bod=yx`. It says less, never more.
"""

from __future__ import annotations

import base64
import hashlib
import random
import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from bench.forgery.wire import (
    PUBLIC,
    TWILIO_HEADER,
    Request,
    twilio,
    twilio_body,
    twilio_signature,
)
from bot.simulator.account import Account

Forge = Callable[[Request, Account, random.Random], Request]


def _signed(good: Request, *values: str) -> Request:
    return good.with_header(TWILIO_HEADER, *values)


def _signature(good: Request) -> str:
    return dict(good.headers)[TWILIO_HEADER]


def _form(good: Request) -> dict[str, str]:
    return dict(parse_qsl(good.body.decode(), keep_blank_values=True))


def _for(url: str) -> Forge:
    """Signed for another address than ours."""

    def forge(good: Request, account: Account, _: random.Random) -> Request:
        return _signed(good, twilio_signature(account.auth_token, url, _form(good)))

    return forge


def _by(token: Callable[[Account], str]) -> Forge:
    def forge(good: Request, account: Account, _: random.Random) -> Request:
        url = PUBLIC + good.path
        return _signed(good, twilio_signature(token(account), url, _form(good)))

    return forge


def _one_letter_off(good: Request, _: Account, chance: random.Random) -> Request:
    place, signature = chance.randrange(27), _signature(good)
    other = chance.choice([c for c in "ABCxyz019+/" if c != signature[place]])
    return _signed(good, signature[:place] + other + signature[place + 1 :])


def _changed(good: Request, _: Account, chance: random.Random) -> Request:
    form = _form(good)
    name = chance.choice(list(form))
    form[name] += chance.choice(("x", "é", " ", "0"))
    return replace(good, body=twilio_body(form, chance))


def _less(good: Request, _: Account, chance: random.Random) -> Request:
    form = _form(good)
    # Blank ones too: whoever drops them before checking would not notice.
    del form[chance.choice(["ReferralBody", *form])]
    return replace(good, body=twilio_body(form, chance))


def _more(good: Request, _: Account, chance: random.Random) -> Request:
    form = {**_form(good), chance.choice(("New", "Latitude", "MediaUrl0")): chance.choice("x1")}
    return replace(good, body=twilio_body(form, chance))


def _twice(good: Request, _: Account, chance: random.Random) -> Request:
    """A parameter a second time, with another value."""
    extra = chance.choice((b"&Body=I+have+a+fever", b"&From=whatsapp%3A%2B12125550000"))
    return replace(good, body=good.body + extra)


def _of_another(good: Request, account: Account, chance: random.Random) -> Request:
    other = twilio(account, chance.randrange(10**6), chance, "SM" + secrets.token_hex(16))
    return _signed(good, _signature(other))


def _query(good: Request, _: Account, chance: random.Random) -> Request:
    return replace(good, query=chance.choice(("key=d1", "x=", "bodySHA256=" + "0" * 64)))


def _swapped_query(good: Request, account: Account, _: random.Random) -> Request:
    url = f"{PUBLIC}{good.path}?a=1&b=2"
    signature = twilio_signature(account.auth_token, url, _form(good))
    return replace(_signed(good, signature), query="b=2&a=1")


def _as_json(good: Request, _: Account, __: random.Random) -> Request:
    return good.with_header("Content-Type", "application/json")


def _json_of_another_hash(good: Request, account: Account, _: random.Random) -> Request:
    """The address is signed with the hash of another body."""
    query = "bodySHA256=" + hashlib.sha256(good.body + b"x").hexdigest()
    url = f"{PUBLIC}{good.path}?{query}"
    signed = _signed(good, twilio_signature(account.auth_token, url, {}))
    return replace(signed.with_header("Content-Type", "application/json"), query=query)


def _address_alone(good: Request, account: Account, _: random.Random) -> Request:
    return _signed(good, twilio_signature(account.auth_token, PUBLIC + good.path, {}))


def _hexadecimal(good: Request, _: Account, __: random.Random) -> Request:
    return _signed(good, base64.b64decode(_signature(good)).hex())


FORGERIES: dict[str, Forge] = {
    "unsigned": lambda good, _, __: _signed(good),
    "empty signature": lambda good, _, __: _signed(good, ""),
    "random signature": lambda good, _, __: _signed(
        good, base64.b64encode(secrets.token_bytes(20)).decode()
    ),
    "another token": _by(lambda _: secrets.token_hex(16)),
    "an empty token": _by(lambda _: ""),
    "the account's id as token": _by(lambda account: account.account_sid),
    "one letter off": _one_letter_off,
    "another's signature": _of_another,
    "cut signature": lambda good, _, chance: _signed(
        good, _signature(good)[: chance.randrange(1, 28)]
    ),
    "longer signature": lambda good, _, __: _signed(good, _signature(good) + "="),
    "small letters": lambda good, _, __: _signed(good, _signature(good).swapcase()),
    "hexadecimal": _hexadecimal,
    "two signatures": lambda good, _, __: _signed(good, _signature(good), _signature(good)),
    "a wrong one and the right one": lambda good, _, __: _signed(
        good, "A" * 27 + "=", _signature(good)
    ),
    "both in one": lambda good, _, __: _signed(good, f"{_signature(good)}, {_signature(good)}"),
    "a changed parameter": _changed,
    "a parameter less": _less,
    "a parameter more": _more,
    "a parameter twice": _twice,
    "another port": _for(f"{PUBLIC}:8443/whatsapp/twilio"),
    "no encryption": _for(f"{PUBLIC.replace('https', 'http')}/whatsapp/twilio"),
    "another host": _for("https://evil.example/whatsapp/twilio"),
    "another path": _for(f"{PUBLIC}/whatsapp/meta"),
    "an unsigned query": _query,
    "another order of the query": _swapped_query,
    "called JSON": _as_json,
    "the hash of another body": _json_of_another_hash,
    "the address alone": _address_alone,
}
