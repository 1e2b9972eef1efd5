"""What each mention of a day is about, judged by the words of its clause."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from bot.dates import cues
from bot.dates.clauses import Clause, split
from bot.dates.grammar import scan
from bot.dates.model import When
from bot.dates.wording import canonical

# Nobody tells more days than this in one message; judging thousands would take seconds.
_MOST_MENTIONS = 24
# One answer asks several times about its message. Not more: these are patients' words.
_KEPT = 8
_PAST_KINDS = frozenset({"last_weekday"})
_FUTURE_KINDS = frozenset({"next_weekday"})
_SIGNED_KINDS = frozenset({"offset", "months", "week", "week_weekday", "weekend", "month"})
# "after 5 days", "5 days later" counts from the treatment without saying that today is that day.
_TELLS_NO_TODAY = re.compile(r"^(?:after|despues|a los)|(?:later|after|afterwards?|despues)$")


class Role(Enum):
    """What a mention of a day is about."""

    DONE = "a treatment that has been"
    UPCOMING = "a treatment to come"
    ASKED = "the day the question is about"
    ALONE = "nothing but a date is said here; who asked for it knows what it is"
    NEITHER = "something else"


@lru_cache(_KEPT)
def judged(text: str) -> tuple[tuple[When, Role], ...]:
    """The first mentions, two dozen at most, with their roles; positions in canonical text."""
    wording = canonical(text)
    return tuple(
        (when, _role(when, clause))
        for clause in split(wording.text, scan(wording)[:_MOST_MENTIONS])
        for when in clause.whens
    )


@lru_cache(_KEPT)
def only_a_date(text: str) -> bool:
    """Whether the message is nothing but a date, such as the answer to "when was it?"."""
    wording = canonical(text)
    whens = scan(wording)
    return cues.only_a_date(Clause(wording.text, 0, whens, question=False).marked())


def _role(when: When, clause: Clause) -> Role:
    marked = clause.marked(when)
    if re.search(r"(?<!\w)not (?:on |the )?@", marked):
        return Role.NEITHER
    if when.kind in ("treatment_day", "relative_day"):
        return _counted_role(when, clause, marked)
    if _is_today(when) and any(other.kind == "treatment_day" for other in clause.whens):
        return Role.ASKED  # "today is day 3"
    return (
        _treatment_role(when, marked)
        or _lone_role(when, clause, marked)
        or _other_role(when, clause, marked)
    )


def _treatment_role(when: When, marked: str) -> Role | None:
    """The role of a mention whose clause speaks of the treatment."""
    lean = _lean(when)
    if cues.NOT_DONE.search(marked) or cues.SOMEONE_ELSES.search(marked):
        return None
    if cues.OTHER_TREATMENT.search(marked) and not cues.OURS.search(marked):
        return None
    asks = cues.ASKS.search(marked)
    if cues.DONE.search(marked):
        return Role.DONE if lean <= 0 else (None if asks else Role.UPCOMING)
    if cues.UPCOMING.search(marked) and not asks:
        return Role.DONE if lean < 0 else Role.UPCOMING
    if cues.BOUND.search(marked) or (cues.LEADING_TREATMENT.search(marked) and not asks):
        ahead = lean > 0 or (lean == 0 and cues.BEFORE_TREATMENT.search(marked))
        return Role.UPCOMING if ahead else Role.DONE
    return None


def _lone_role(when: When, clause: Clause, marked: str) -> Role | None:
    """The role of a mention that stands alone: "on Tuesday", "it was Tuesday", "Saturday?"."""
    if _lean(when) <= 0 and cues.IT_WAS.search(marked):
        return Role.DONE
    if not cues.only_a_date(marked):
        return None
    return Role.ASKED if clause.question and _lean(when) >= 0 else Role.ALONE


def _other_role(when: When, clause: Clause, marked: str) -> Role:
    """The role of a mention whose clause speaks of something else than the treatment."""
    lean = _lean(when)
    past = cues.PAST.search(marked)
    if lean < 0:
        # "Yesterday, can I …" answers first and asks then.
        answers_first = marked.strip(" ,:").startswith("@") and cues.MAY_I.search(marked)
        return Role.DONE if answers_first and not past else Role.NEITHER
    if lean > 0 or cues.ASKS.search(marked) and not past:
        return Role.ASKED
    if past:
        return Role.NEITHER
    if _is_today(when) or clause.question or cues.PLANS.search(marked):
        return Role.ASKED
    return Role.NEITHER


def _counted_role(when: When, clause: Clause, marked: str) -> Role:
    """The role of a day counted from the treatment: today's count, or the day asked about."""
    if when.kind == "relative_day":
        return Role.NEITHER if cues.PAST.search(marked) else Role.ASKED
    if cues.COUNTS_AHEAD.search(marked):
        return Role.ASKED
    phrase = clause.text[when.start - clause.start : when.end - clause.start]
    if phrase.startswith("it") or cues.COUNTS_TODAY.search(marked) or cues.DONE.search(marked):
        return Role.DONE
    asks = cues.ASKS.search(marked)
    opens = marked.strip(" ,:").startswith("@")
    tells_no_today = _TELLS_NO_TODAY.search(phrase)
    if cues.only_a_date(marked) and not clause.question:
        return Role.ASKED if tells_no_today else Role.ALONE
    if not asks and not clause.question:
        return Role.DONE if opens or not cues.PAST.search(marked) else Role.NEITHER
    return Role.DONE if opens and not tells_no_today else Role.ASKED


def _lean(when: When) -> int:
    """-1 if the phrase itself says past, 1 if it says future, 0 if either is possible."""
    if when.kind in _PAST_KINDS:
        return -1
    if when.kind in _FUTURE_KINDS:
        return 1
    if when.kind in _SIGNED_KINDS:
        number = when.numbers[-1]
        return (number > 0) - (number < 0)
    return 0


def _is_today(when: When) -> bool:
    return when.kind == "now" or (when.kind == "offset" and when.numbers == (0,))
