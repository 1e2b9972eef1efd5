"""One header of a request, whatever kind of mapping holds them."""

from __future__ import annotations

from collections.abc import Mapping


def only(headers: Mapping[str, str], name: str) -> str | None:
    """The header's value, or None if it is missing or came more than once.

    Two signatures are nobody's: which of them was checked would depend on who reads them.
    """
    several = getattr(headers, "getlist", None) or getattr(headers, "get_list", None)
    if several is not None:
        found = list(several(name))
    else:
        found = [value for given, value in headers.items() if given.lower() == name.lower()]
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None
