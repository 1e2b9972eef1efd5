"""Every name that patients use leads to one topic only."""

from __future__ import annotations

from collections.abc import Callable

from bot.protocol.faults import Report, choice, shorten
from bot.protocol.model import Topic
from bot.protocol.reading.draft import Draft, Placed
from bot.protocol.vocabulary import PSEUDO_VERDICTS, RULED_KINDS

MOST_WORDS = 4


def check_names(draft: Draft, report: Report) -> None:
    """Names are short, in lower case, and belong to one topic; ruled topics have at least one."""
    taken: dict[str, tuple[str, str]] = {}
    for placed in draft.whole_topics():
        _check_topic(placed, report)
        check_topic_names(placed, taken, report)


def check_topic_names(
    placed: Placed[Topic],
    taken: dict[str, tuple[str, str]],
    report: Report,
    spelled: Callable[[str], str] = str,
) -> None:
    """The names of one topic beside those `taken` before: name as `spelled` to topic and place."""
    for index, name in enumerate(placed.value.names):
        _check_name(placed, index, name, taken, report, spelled)


def _check_topic(placed: Placed[Topic], report: Report) -> None:
    topic = placed.value
    place = report.at(placed.file, topic.name)
    if topic.kind in RULED_KINDS and not topic.names:
        place.fault(placed.line(), "no names", "add 'names:' with what patients call it")
    if topic.kind == "pseudo" and topic.name not in PSEUDO_VERDICTS:
        known = tuple(PSEUDO_VERDICTS)
        place.fault(
            placed.line("kind"), "the engine has no such pseudo topic", choice(topic.name, known)
        )


def _check_name(
    placed: Placed[Topic],
    index: int,
    name: str,
    taken: dict[str, tuple[str, str]],
    report: Report,
    spelled: Callable[[str], str],
) -> None:
    place = report.at(placed.file, placed.value.name)
    line, shown = placed.line(f"names/{index}"), shorten(name)
    if name != name.lower():
        place.fault(line, f"the name '{shown}' has capitals", f"write '{name.lower()}'")
    words = name.lower().split()
    if len(words) > MOST_WORDS:
        place.fault(line, f"the name '{shown}' is {len(words)} words long", "use one to four words")
    key = spelled(" ".join(words))
    if key not in taken:
        taken[key] = (placed.value.name, f"{placed.file}:{line}")
        return
    owner, where = taken[key]
    if owner == placed.value.name:
        place.fault(line, f"the name '{shown}' is already at {where}", "keep one of the two")
    else:
        place.fault(
            line,
            f"the name '{shown}' already belongs to {owner} at {where}",
            "a name leads to one topic only, so delete one of the two",
        )
