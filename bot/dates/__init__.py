"""Words for days, with an explicit direction: a treatment lies back, a question lies ahead.

Standard library only; `today` is always an argument.
"""

from bot.dates.asked import asked_day, asked_treatment_day
from bot.dates.grammar import find_when
from bot.dates.model import Ambiguous, OutOfRange, When
from bot.dates.resolving import resolve
from bot.dates.roles import only_a_date
from bot.dates.treatment import treatment_date

__all__ = [
    "Ambiguous",
    "OutOfRange",
    "When",
    "asked_day",
    "asked_treatment_day",
    "find_when",
    "only_a_date",
    "resolve",
    "treatment_date",
]
