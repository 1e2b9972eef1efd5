"""One rule of the grammar, and the pieces of pattern that several rules share.

Patterns are written for canonical words (see `bot.dates.wording`): singular units, digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Meaning = tuple[str, tuple[int, ...]]
Read = Callable[[re.Match[str]], "Meaning | None"]


@dataclass(frozen=True)
class Rule:
    """What a phrase looks like and how its match is read; None: not a day after all."""

    pattern: re.Pattern[str]
    read: Read


def rule(pattern: str, read: Read) -> Rule:
    """A rule for a phrase of whole words."""
    return Rule(re.compile(rf"(?<![\w'])(?:{pattern})(?!\w)"), read)


def fixed(kind: str, *numbers: int) -> Read:
    """The same meaning whatever was matched. Kind `nothing` keeps other rules off a phrase."""
    return lambda match: (kind, numbers)


PART_OF_DAY = (
    r"(?: (?:in the |por la |de la |en la )?"
    r"(?:morning|afternoon|evening|night|noon|midday|lunchtime|tomorrow|tarde|noche))?"
)

COUNT = (
    r"(?:(?P<low>\d{1,4})(?: ?(?:-|/|to|or|o) ?(?P<high>\d{1,4}))?"
    r"|(?P<couple>(?:a )?couple(?: of)?|un par de)"
    r"|(?P<few>(?:a )?few|several|some|unos|unas|varios|algunos)"
    r"|(?P<single>an?|una?))"
)
UNIT = r"(?P<unit>minute|hour|day|night|week|fortnight|month|year|(?<=\d)[hdw])(?![a-z])"
AMOUNT = (
    rf"(?<![\d.,/-])(?:about |around |like |roughly |over |only |just )?{COUNT}"
    rf"(?: full| whole| solid)?[ -]?{UNIT}(?:'s|s')?(?P<half> and a half)?"
)

DETERMINER = r"(?:(?:the|my|our|your|this|that|last|first|next|a|an|mi|el|la|tu|del|de) ){0,3}"
NOUN = (
    r"(?:(?:rf|prp|facial|skin) )?(?:micro ?-?ne+d\w*|micro ?-?nid\w*|needling|derma ?-?pen\w*"
    r"|skin ?-?pen\w*|derma ?-?roll\w*|microagujas|micropuncion|treatm?ent|treatement|procedure"
    r"|session|ap+oint?ment|appt|tratamiento|procedimiento|sesion|cita)"
    r"(?: (?:treatment|session|appointment|procedure|facial))?(?![a-z])"
)
TREATMENT = rf"{DETERMINER}{NOUN}"
# Where a phrase such as "3 days after" stops without naming what it is after.
STOP = (
    r"(?= ?(?:$|[.,;:!?)\n])| (?:and|but|so|can|could|may|should|is|am|are|do|does|will|would|when"
    r"|what|how|puedo|debo|es|esta)\b)"
)
