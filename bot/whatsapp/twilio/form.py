"""The form that Twilio posts, with every parameter in it, blank and repeated ones too."""

from __future__ import annotations

from urllib.parse import parse_qsl

_MOST_FIELDS = 500


def fields(body: bytes) -> list[tuple[str, str]] | None:
    """Name and value in their order, None if this is no form."""
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return None


def single(form: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters that have one value. One with two different values says nothing: which of
    them counts would depend on who reads it."""
    found: dict[str, set[str]] = {}
    for name, value in form:
        found.setdefault(name, set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}
