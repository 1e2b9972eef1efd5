"""A look-up among 10² and among 10⁶ patients; a turn's history among 10² and 10⁵ conversations.

Straight at the register and at the tracker store, without HTTP: that is where a crowd could cost.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from bench.growth.databases import Databases
from bench.growth.filling import fill_conversations, fill_patients, patient_name
from bot.patients.register import Register, open_register
from bot.serving.history import HistoryStore

Say = Callable[[str], None]
_LOOKS = 200
_SLOT = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}


def patients(
    databases: Databases, sizes: Sequence[int], repeats: int, say: Say
) -> dict[str, Any]:
    """Medians, in ms, of looking up a record by reference and by phone, for each size."""
    figures: dict[str, Any] = {}
    for kind in databases.kinds:
        registers = {}
        for size in sizes:
            say(f"• {kind}: {size} patients")
            url = databases.new(kind)
            fill_patients(url, size)
            registers[size] = open_register(url)

        look = partial(_looks, registers)
        figures[kind] = _in_turns(sizes, ("reference", "phone"), look, repeats, say)
        for register in registers.values():
            register.close()
    return figures


def conversations(
    databases: Databases, sizes: Sequence[int], repeats: int, say: Say
) -> dict[str, Any]:
    """Medians, in ms, of reading a conversation and of storing a turn of it, for each size."""
    figures: dict[str, Any] = {}
    slots = {"memory": dict(_SLOT)}
    domain = Domain.from_dict({"actions": ["action_answer"], "slots": slots})
    for kind in databases.kinds:
        stores = {}
        for size in sizes:
            say(f"• {kind}: {size} conversations")
            url = databases.new(kind)
            stores[size] = HistoryStore(domain, url)
            fill_conversations(url, size, one_turn())

        figures[kind] = _in_turns(
            sizes, ("read", "store"), partial(_turns, stores), repeats, say
        )
        for store in stores.values():
            store.close()
    return figures


def _looks(registers: Mapping[int, Register], size: int) -> tuple[float, float]:
    chance, register = random.Random(size), registers[size]
    by_name, by_phone = [], []
    for _ in range(_LOOKS):
        name, phone = patient_name(chance.randrange(size))
        began = time.perf_counter()
        assert register.patient(name)
        middle = time.perf_counter()
        assert register.patients_with_phone(phone)
        by_name.append(middle - began)
        by_phone.append(time.perf_counter() - middle)
    return median(by_name), median(by_phone)


def _turns(stores: Mapping[int, HistoryStore], size: int) -> tuple[float, float]:
    return asyncio.run(_some_turns(stores[size], size))


async def _some_turns(store: HistoryStore, size: int) -> tuple[float, float]:
    chance = random.Random(size + time.monotonic_ns())
    reading, storing = [], []
    for _ in range(_LOOKS // 4):
        began = time.perf_counter()
        tracker = await store.retrieve(f"c{chance.randrange(size)}")
        middle = time.perf_counter()
        assert tracker.events
        tracker.update_with_events(one_turn(), None)
        again = time.perf_counter()
        await store.save(tracker)
        reading.append(middle - began)
        storing.append(time.perf_counter() - again)
    return median(reading), median(storing)


def one_turn() -> list[Event]:
    """What a message adds to a conversation."""
    intent = {"name": "may_i", "confidence": 0.9}
    parsed = {"intent": intent, "entities": [], "text": "may I?", "intent_ranking": [intent] * 10}
    return [
        UserUttered("may I?", intent=intent, parse_data=parsed, input_channel="afterglow"),
        ActionExecuted("action_answer"),
        BotUttered("Yes. " * 40, {"custom": {"aftercare": {"kind": "answer"}}}),
        SlotSet("memory", {"topics": ["makeup"]}),
        ActionExecuted("action_listen"),
    ]


def _in_turns(
    sizes: Sequence[int],
    names: tuple[str, str],
    once: Callable[[int], tuple[float, float]],
    repeats: int,
    say: Say,
) -> dict[str, Any]:
    rounds: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for _ in range(repeats + 1):
        for size in sizes:
            rounds[size].append(once(size))
    figures: dict[str, Any] = {}
    for place, name in enumerate(names):
        # The first round only fills the caches.
        ms = {size: [1000 * each[place] for each in rounds[size][1:]] for size in sizes}
        least = ms[sizes[0]]
        figures[name] = {
            str(size): {
                "ms": [round(value, 4) for value in ms[size]],
                "over_least": round(median(a / b for a, b in zip(ms[size], least)), 3),
            }
            for size in sizes
        }
        told = ", ".join(f"{size}: {median(ms[size]):.2f} ms" for size in sizes)
        say(f"  {name}: {told}")
    return figures
