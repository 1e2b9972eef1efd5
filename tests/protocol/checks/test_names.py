"""Tests of bot/protocol/checks/names.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol import small


def test_a_name_of_two_topics_shows_both_places(tmp_path: Path) -> None:
    """The second place is the fault, and it points to the first."""
    files = small.changed("topics", "names: [bruise]", "names: [bruise, hot room]")
    first = small.place(files, "topics", "[sauna, hot room]").rstrip(":")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', '[bruise, hot room]')} bruising: the name 'hot room' "
        f"already belongs to sauna at {first}; "
        "a name leads to one topic only, so delete one of the two"
    ]


def test_a_name_twice_in_a_topic_shows_both_places(tmp_path: Path) -> None:
    """The same name again, with other blanks, is still the same name."""
    files = small.changed(
        "topics", "      - face paint\n", "      - face paint\n      - face  paint\n"
    )
    first = small.place(files, "topics", "- face paint").rstrip(":")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', '- face  paint')} makeup: the name 'face paint' "
        f"is already at {first}; keep one of the two"
    ]


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ("[Bruise]", "the name 'Bruise' has capitals; write 'bruise'"),
        ("[a b c d e]", "the name 'a b c d e' is 5 words long; use one to four words"),
    ],
)
def test_names_are_short_and_lower_case(tmp_path: Path, names: str, fault: str) -> None:
    """A name is one to four words without capitals."""
    files = small.changed("topics", "[bruise]", names)
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', names)} bruising: {fault}"
    ]


def test_a_ruled_topic_needs_a_name(tmp_path: Path) -> None:
    """What nobody has a word for can never be asked about."""
    files = small.changed("topics", "    names: [bruise]\n", "")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', '  bruising:')} bruising: no names; "
        "add 'names:' with what patients call it"
    ]


def test_an_unknown_pseudo_topic_is_a_fault(tmp_path: Path) -> None:
    """The engine has a fixed verdict for each pseudo topic, and no other."""
    files = small.changed("topics", "  human:\n", "  humans:\n")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', 'kind: pseudo')} humans: the engine has no such "
        "pseudo topic. Did you mean 'human'?"
    ]
