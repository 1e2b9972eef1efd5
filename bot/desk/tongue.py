"""Which language a conversation is held in."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.turn import Turn
from bot.language import SPANISH, clearly, language_of


def language_of_turn(turn: Turn) -> str:
    """What the message is clearly written in, else what was spoken before, else the likelier.

    Staff who try an answer out in one language mean that one.
    """
    if turn.pretended is not None and turn.pretended.language:
        return turn.pretended.language
    return clearly(turn.text) or turn.memory.language or language_of(turn.text)


def heard(turn: Turn) -> Turn:
    """The turn with its language remembered. A word or two of English leave it open."""
    language = language_of_turn(turn)
    known = turn.memory.language or clearly(turn.text) or language == SPANISH
    if not known or language == turn.memory.language:
        return turn
    return replace(turn, memory=replace(turn.memory, language=language))
