"""What the desk's tests share: a clinic with a fixed day, and turns built by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.desk import DangerSign, Desk, Memory, Mention, Reply, Turn
from bot.desk.shelf import Shelf
from bot.patients.migrate import migrate
from bot.patients.register import Register, open_register
from bot.protocol.model import Protocol
from bot.settings import Settings

# A Friday.
TODAY = date(2026, 11, 20)
NOTHING_YET = Memory()


@dataclass(frozen=True)
class Clinic:
    """The desk with its register and protocol; `patient` adds one by the day after treatment."""

    register: Register
    desk: Desk
    settings: Settings

    @property
    def protocol(self) -> Protocol:
        return self.desk.wording.protocol

    def patient(self, day: int, areas: tuple[str, ...] = ("face",), name: str = "Someone") -> str:
        """A patient for whom TODAY is `day`."""
        return self.register.add_patient(name, None, TODAY - timedelta(days=day), areas)

    def answer(self, text: str, **understood: Any) -> Reply:
        """The reply to a question; `understood` is what `turn` takes."""
        return self.desk.answer(turn(text, **understood))

    def phrase(self, key: str, **values: object) -> str:
        """A fixed sentence as the patient sees it."""
        return self.desk.wording.phrase(key, **values)


def open_clinic(folder: Path, **settings: Any) -> Clinic:
    """A clinic with its database in the folder."""
    chosen = replace(Settings(data_dir=folder), **settings)
    migrate(chosen.register_url)
    register = open_register(chosen.register_url)
    shelf = Shelf(chosen.protocol_dir, chosen.general_guidance)
    return Clinic(register, Desk(register, shelf, chosen), chosen)


def turn(
    text: str,
    patient: str | None = None,
    memory: Memory = NOTHING_YET,
    today: date = TODAY,
    intent: str = "may_i",
    maybe: tuple[str, ...] = (),
    signs: tuple[DangerSign, ...] = (),
    **topics: str,
) -> Turn:
    """A message; `topics` names each topic with the words that name it, `makeup="blush"`."""
    return Turn(
        text=text,
        today=today,
        conversation="conversation-1",
        patient=patient,
        intent=intent,
        mentions=tuple(mention(text, topic, words) for topic, words in topics.items()),
        maybe=maybe,
        signs=signs,
        memory=memory,
    )


def mention(text: str, topic: str, words: str, **details: Any) -> Mention:
    """The topic where the words stand in the text."""
    start = text.index(words)
    return Mention(topic, start, start + len(words), **details)


def verdicts(reply: Reply) -> dict[str, str]:
    """Topic to verdict."""
    return {answer["topic"]: answer["verdict"] for answer in reply.aftercare["answers"]}


def only_answer(reply: Reply) -> dict[str, Any]:
    """The single entry of `answers`."""
    [answer] = reply.aftercare["answers"]
    return answer
