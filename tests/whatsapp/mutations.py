"""Damage of all kinds to what a provider sends: other types, missing parts, odd texts, depth."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\0", "text", "image", "system", "+1", "x" * 5000, "\u202e"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=8) | st.sampled_from(["id", "type", "from"]), inner),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside, the whole itself excepted."""
    found = []
    steps = value.items() if isinstance(value, dict) else ()
    steps = enumerate(value) if isinstance(value, list) else steps
    for step, inner in steps:
        found.append((*path, step))
        found += places(inner, (*path, step))
    return found


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """The value with some of its parts gone, repeated, or something else altogether."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        there = places(value)
        if not there:
            break
        *path, last = draw(st.sampled_from(there))
        around = value
        for step in path:
            around = around[step]
        what = draw(st.sampled_from(["other", "gone", "again", "deeper"]))
        if what == "other":
            around[last] = draw(ANYTHING)
        elif what == "gone":
            del around[last]
        elif what == "again":
            around[last] = [around[last], around[last]]
        else:
            around[last] = {"id": around[last]}
    return value
