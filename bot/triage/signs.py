"""From a message to the signs in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.triage.framing import Frames
from bot.triage.lexicon import lexicon
from bot.triage.matching import Found, Mention, find
from bot.triage.measures import measure
from bot.triage.negation import Denials
from bot.triage.reading import read
from bot.triage.rule_entries import LEVELS, Rule
from bot.triage.rules import Judge, compounds


@dataclass(frozen=True)
class Sign:
    """A red flag and the words that raised it: `evidence` is text[start:end]."""

    flag: str
    level: str
    start: int
    end: int
    evidence: str


@dataclass
class _Case:
    """What one message says, worked out as far as it is asked for."""

    found: Found

    @cached_property
    def denials(self) -> Denials:
        return Denials(self.found)

    @cached_property
    def frames(self) -> Frames:
        return Frames(self.found)

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.found, self.denials, self.frames)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Those whose parts are all mentioned; on no day can another one match."""
        mentioned = {concept for concept, mentions in self.found.mentions.items() if mentions}
        return tuple(rule for rule in self.found.lexicon.rules if rule.concerns(mentioned))


def find_signs(text: str, day: int | None = None) -> tuple[Sign, ...]:
    """The red flags in a message, one per flag, most urgent first.

    `day` counts from the treatment (0). When it is unknown, every rule counts.
    """
    case = _case(text)
    found = case.found
    best: dict[str, Sign] = {}
    for rule in case.rules:
        known = best.get(rule.flag)
        for combination in case.judge.matches(rule, day):
            sign = _sign(found, rule.flag, rule.level, combination)
            if known is None or _urgency(sign) < _urgency(known):
                best[rule.flag] = known = sign
    return tuple(sorted(best.values(), key=_urgency))


def asks_about_signs(text: str) -> bool:
    """Whether the message asks in general what a red flag would be like or how likely it is."""
    case = _case(text)
    return any(
        case.frames.asked(mention)
        for concept in ("pus", "infected", "infection", "gets_infected", "fever", "hives", "rash",
                        "reaction", "blister", "cold_sore", "ooze", "no_breath", "bleed", "chills")
        for mention in case.found.of(concept)
    )


def without_denials(text: str) -> str:
    """The text without signs that are denied or not about this patient now, and their "no".

    For a reader who does not understand denial: "no pus, no fever, only flaking" has "only
    flaking" left.
    """
    case = _case(text)
    found, judge = case.found, case.judge
    clinical = found.of(*sorted(found.lexicon.clinical))
    fallen = {
        word
        for mention in clinical
        if not judge.stands(mention)
        for word in range(mention.first, mention.last + 1)
    }
    standing = {
        word
        for mention in clinical
        if judge.stands(mention)
        for word in range(mention.first, mention.last + 1)
    }
    fallen -= standing
    joining = case.denials.cues | {
        word
        for word, said in enumerate(found.reading.words)
        if said in found.words("connector") or said in found.words("passing")
    }
    for word in sorted(fallen):
        while word - 1 in joining and word - 1 not in standing:
            word -= 1
            fallen.add(word)
    kept, end = [], 0
    for word in sorted(fallen):
        kept.append(text[end : found.reading.starts[word]])
        end = found.reading.ends[word]
    return "".join([*kept, text[end:]])


def negated(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is denied in its clause ("no makeup", "not the gym")."""
    case = _case(text)
    reading = case.found.reading
    words = [
        word for word in range(len(reading.words))
        if reading.starts[word] < end and start < reading.ends[word]
    ]
    return bool(words) and case.denials.denied(Mention(words[0], words[-1], ""))


# In one turn the same message is asked about half a dozen times: its signs on several days, what it
# denies, what it asks.
@lru_cache(maxsize=4)
def _case(text: str) -> _Case:
    known = lexicon()
    found = find(read(text, known.speller.correct), known)
    found.add(measure(found))
    found.add(compounds(found))
    return _Case(found)


def _sign(found: Found, flag: str, level: str, combination: tuple[Mention, ...]) -> Sign:
    reading = found.reading
    start = reading.starts[min(mention.first for mention in combination)]
    end = reading.ends[max(mention.last for mention in combination)]
    return Sign(flag, level, start, end, reading.text[start:end])


def _urgency(sign: Sign) -> tuple[int, int]:
    return LEVELS.index(sign.level), sign.start
