"""The table of messages in cases.yml, each read in both directions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.dates import Ambiguous, OutOfRange, asked_day, asked_treatment_day, treatment_date

_TABLE: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("cases.yml"))
_GROUPS = [group for group in _TABLE if group != "today"]
_CASES = [
    pytest.param(group, case, id=f"{group}: {case['text']}")
    for group in _GROUPS
    for case in _TABLE[group]
]


def _told(text: str, today: date, **how: Any) -> dict[str, Any]:
    """What the message tells of the treatment, in the words of the table."""
    told = treatment_date(text, today, **how)
    if isinstance(told, Ambiguous):
        return {"treatment": list(told.options)}
    if isinstance(told, OutOfRange):
        return {"out_of_range": told.date}
    return {"treatment": told} if told else {}


@pytest.mark.parametrize(("group", "case"), _CASES)
def test_case(group: str, case: dict[str, Any]) -> None:
    """A message tells exactly the treatment day, asked day and counted day of the table."""
    text, today = case["text"], case.get("today", _TABLE["today"])
    if group == "answering":
        read = _told(text, today, answering=True)
    elif group == "day_first":
        read = _told(text, today, order="DMY")
    else:
        asked, counted = asked_day(text, today), asked_treatment_day(text)
        read = _told(text, today)
        read |= {"asked": asked} if asked else {}
        read |= {"counted": counted} if counted is not None else {}
    assert read == {key: case[key] for key in case if key not in ("text", "today")}


def test_table_has_no_case_twice() -> None:
    """Every message stands once in its group, so that no two expectations contradict."""
    for group in _GROUPS:
        written = [(case["text"], case.get("today")) for case in _TABLE[group]]
        assert len(written) == len(set(written))
