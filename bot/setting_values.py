"""Reads the words that a setting is written in; a bad one is named, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

PREFIX = "AFTERGLOW_"
_MOST = 100_000
_ORIGIN = re.compile(r"https?://([\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.ASCII)
_HOST = r"[\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\]"
_HERE = r"127\.0\.0\.1|localhost|\[::1\]"
_ADDRESS = re.compile(
    rf"(https://({_HOST})|http://({_HERE}))(:[0-9]{{1,5}})?(/[\w.~%-]+)*/?",
    re.ASCII | re.IGNORECASE,
)
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


class SettingsError(ValueError):
    """A variable has a value that cannot be used."""


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def origins(written: str) -> tuple[str, ...]:
    """Origins as browsers send them: scheme and host, and the port where it is not the usual."""
    found = tuple(one.strip().rstrip("/").lower() for one in written.split(",") if one.strip())
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{PREFIX}ORIGINS: {origin!r} is no origin; write https://www.your-clinic.example, "
                "several with commas between them."
            )
    return found


def count(name: str, value: str) -> int:
    """A number from 1 up."""
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= _MOST:
        raise SettingsError(f"{variable(name)}={value!r}: write a number from 1 to {_MOST}.")
    return int(value)


def one_of(name: str, value: str, words: tuple[str, ...]) -> str:
    """One of these words, in any case."""
    if value.lower() not in words:
        raise SettingsError(f"{variable(name)}={value!r}: write one of {', '.join(words)}.")
    return value.lower()


def yes_or_no(name: str, value: str) -> bool:
    """Any usual word for yes or no."""
    answers = {"yes": True, "true": True, "1": True, "on": True}
    answers.update({"no": False, "false": False, "0": False, "off": False})
    if value.lower() not in answers:
        raise SettingsError(f"{variable(name)}={value!r}: write yes or no.")
    return answers[value.lower()]


def address(name: str, value: str) -> str:
    """A web address without its last slash; only this machine may be spoken to without TLS.

    The value is not repeated in the error: some write a password into an address.
    """
    if not _ADDRESS.fullmatch(value):
        raise SettingsError(
            f"{variable(name)} is no address that can be used; write one like "
            "https://chat.your-clinic.example."
        )
    return value.rstrip("/")


def number(name: str, value: str) -> str:
    """A phone number in its international form."""
    if not _NUMBER.fullmatch(value):
        raise SettingsError(f"{variable(name)}: write the number like +12125550100.")
    return value


def complete(reason: str, missing: Sequence[str]) -> None:
    """Raises SettingsError naming all the missing settings together."""
    if missing:
        names = ", ".join(variable(name) for name in missing)
        raise SettingsError(f"{reason} needs {names} as well; docs/whatsapp.md says where from.")

