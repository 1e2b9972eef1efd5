"""Names that the clinic added from the desk, found in a message like those the model knows.

The trained model cannot know them, and needs not: a name is looked up, not learnt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.desk.choosing import OTHER
from bot.desk.turn import Mention, Turn
from bot.language import without_accents

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHORTEST_PLURAL = 4


def with_learned_names(turn: Turn, learned: Mapping[str, str]) -> Turn:
    """The turn with a mention for each learned name in it; `learned`: name to topic.

    What the model read in the same place was a guess about a word that it did not know, unless it
    is a longer name that it did know.
    """
    found = [
        Mention(learned[name], start, end)
        for name in learned
        for start, end in _places(turn.text, name)
        if not any(_known(mention, start, end) for mention in turn.mentions)
    ]
    longest = [one for one in found if not any(_inside(one, other) for other in found)]
    if not longest:
        return turn
    kept = [m for m in turn.mentions if not any(_overlap(m, one) for one in longest)]
    mentions = sorted([*kept, *longest], key=lambda mention: mention.start)
    return replace(turn, mentions=tuple(mentions))


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text))
    wanted = [_plain(word) for word in _WORD.findall(name)]
    spoken = [_plain(match.group()) for match in words]
    for at in range(len(spoken) - len(wanted) + 1):
        if wanted and spoken[at : at + len(wanted)] == wanted:
            yield words[at].start(), words[at + len(wanted) - 1].end()


def _plain(word: str) -> str:
    """Lower case without accents and plural, so that "Lash lifts" is "lash lift"."""
    folded = without_accents(word.lower()).replace("’", "'").removesuffix("'s")
    # Of "lashes" and "blades" alike the e goes as well, and then also that of "blade".
    for ending in ("s", "e"):
        if len(folded) > _SHORTEST_PLURAL and folded.endswith(ending):
            folded = folded.removesuffix(ending)
    return folded


def _known(mention: Mention, start: int, end: int) -> bool:
    """A longer name that holds this place within it, or the very same found before.

    What the model knows as covered by no rule may have been given one since.
    """
    if mention.source != "exact" or mention.start > start or end > mention.end:
        return False
    return mention.topic != OTHER or (mention.start, mention.end) != (start, end)


def _inside(one: Mention, other: Mention) -> bool:
    return one is not other and other.start <= one.start and one.end <= other.end and (
        other.end - other.start > one.end - one.start
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
