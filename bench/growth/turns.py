"""A message in turn 10 and in turn 2 000 of a conversation, through a Rasa over HTTP.

The long conversation is really held, turn by turn. Then it takes turns with short ones: each round
asks both the same messages, one by one, so what slows the machine down slows both.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.speed.contender import Contender
from bench.speed.load import Asking

Say = Callable[[str], None]
SHORT = 10
# How many messages of each conversation make a round's median.
_ASKED = 10
_TOLD_EVERY = 500


def measure(
    contender: Contender,
    model: Path,
    folder: Path,
    url: str,
    texts: Sequence[str],
    lengths: Sequence[int],
    repeats: int,
    say: Say,
) -> dict[str, Any]:
    """For each length: the median wait in ms of each round, and beside it that of turn 10."""
    with contender.served(model, folder, url) as server:
        asking = Asking(server, texts)
        asking.first_answer()
        return asyncio.run(_Talk(asking, texts, say).measured(lengths, repeats))


class _Talk:
    def __init__(self, asking: Asking, texts: Sequence[str], say: Say) -> None:
        self._asking = asking
        self._texts = texts
        self._tell = say

    async def measured(self, lengths: Sequence[int], repeats: int) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        async with self._asking.session() as http:
            self._http = http
            long, turns = uuid.uuid4().hex, 0
            for length in lengths:
                while turns < length - 1:
                    await self._say(long, turns)
                    turns += 1
                    if turns % _TOLD_EVERY == 0:
                        self._tell(f"    {turns} turns held")
                rounds = []
                for _ in range(repeats):
                    rounds.append(await self._round(long, turns))
                    turns += _ASKED
                figures[str(length)] = {
                    "ms": [round(mine, 3) for mine, _ in rounds],
                    "ms_at_10": [round(short, 3) for _, short in rounds],
                    "over_10": round(median(mine / short for mine, short in rounds), 3),
                }
                self._tell(
                    f"  turn {length:5}: {median(m for m, _ in rounds):7.1f} ms, "
                    f"{figures[str(length)]['over_10']:.2f} of turn {SHORT}"
                )
        return figures

    async def _round(self, long: str, turns: int) -> tuple[float, float]:
        """Medians of the long conversation and of one that is about ten turns old."""
        short = uuid.uuid4().hex
        for turn in range(SHORT - _ASKED // 2):
            await self._say(short, turn)
        waits: tuple[list[float], list[float]] = ([], [])
        for number in range(_ASKED):
            # The same message for both, and each is first half of the time.
            pair = [(long, waits[0]), (short, waits[1])]
            for conversation, kept in pair if number % 2 else reversed(pair):
                kept.append(await self._say(conversation, turns + number))
        return 1000 * median(waits[0]), 1000 * median(waits[1])

    async def _say(self, conversation: str, turn: int) -> float:
        began = time.monotonic()
        text = self._texts[turn % len(self._texts)]
        if not await self._asking.say(self._http, conversation, text):
            raise RuntimeError("the bot said nothing")
        return time.monotonic() - began
