"""What is denied: "no pus, fever or chills", "the bleeding stopped", "fever? no".

Clause by clause, and cautious: a denial reaches only over words that may stand in a denied list,
because a sign that is wrongly taken as denied is worse than one that is wrongly reported.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from bot.triage.matching import Found, Mention
from bot.triage.reading import NONE, PAUSE, STOP

_REACH = 16  # words a denial can reach over
_UNKNOWN = 2  # words between, since the last item of the list, that the lexicon does not know
_LIST_AHEAD = 6  # words in which a list without commas must show its "or"
_ENDS_WITHIN = 6  # words between a thing and "stopped"
_RESUMES_WITHIN = 12
_DISOWNED_WITHIN = 7

# Things that are complete signs by themselves. After one of these a list needs a comma or an
# "or" to go on: "no fever pus on my chin" is not a list.
_HEADS = ("pus", "ooze", "fever", "chills", "blister", "cold_sore", "hives", "rash", "bleed",
          "swelling_plain", "pain", "red", "itch", "infected", "crust", "smell", "stink")


_BECOMING = ("throat_odd", "colour", "hot", "vision_bad", "unclear", "hard", "bad", "wet",
             "tight")

# "fiebre no tengo", "ampollas no son"
_NOT_THERE = (("tengo",), ("son",), ("hay",), ("es",), ("veo",), ("traigo",))


class Denials:
    """Answers, for the mentions of one message, whether they are denied."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._words = found.reading.words
        self._gaps = found.reading.gaps
        self._cues = _free_negators(found)
        going_on = {
            word for m in found.of("persists", "cannot_stop") for word in range(m.first, m.last + 1)
        }
        # "my tongue has gone thick" is a change, not an end.
        going_on |= {m.first - 1 for m in found.of(*_BECOMING)}
        self._ended = [
            m for m in found.of("ended") if not self._by_cue(m.first) and m.last not in going_on
        ]
        self._heads = sorted({m.last for m in found.of(*_HEADS)})

    @property
    def cues(self) -> frozenset[int]:
        """The negators that are not used up by another phrase."""
        return frozenset(self._cues)

    def _by_cue(self, word: int) -> bool:
        return any(cue in self._cues for cue in range(max(0, word - 3), word))

    def denied(self, mention: Mention, ended: bool = True) -> bool:
        """`ended`: whether "stopped" and "gone" after the thing deny it as well."""
        return (
            self._before(mention)
            or self._answered(mention)
            or (ended and self._over(mention))
        )

    def _before(self, mention: Mention) -> bool:
        words, gaps, found = self._words, self._gaps, self._found
        connector, passing = found.words("connector"), found.words("passing")
        turn, clause, copula = (found.words(g) for g in ("turn", "clause", "copula"))
        unknown, soft, comma = 0, False, False
        if gaps[mention.first] == STOP:
            return False
        comma = gaps[mention.first] == PAUSE
        if mention.concept == "score_high" and mention.first - 1 not in self._cues:
            # "nothing oozing, 9 out of 10 pain": a score is told, not denied.
            return False
        for word in range(mention.first - 1, max(-1, mention.first - _REACH), -1):
            text = words[word]
            if word in self._cues:
                return self._reaches(word, mention, soft, comma)
            if text in turn or text[0].isdigit():
                return False
            if text in connector:
                unknown = 0
            elif text in copula and word - 1 in self._cues and gaps[word] == NONE:
                pass
            elif text in clause:
                soft = True
            elif text not in passing and word not in found.covered:
                unknown += 1
                if unknown > _UNKNOWN:
                    return False
            if gaps[word] == STOP:
                return False
            if gaps[word] == PAUSE:
                unknown, comma = 0, True
        return False

    def _reaches(self, cue: int, mention: Mention, soft: bool, comma: bool) -> bool:
        words = self._words
        if self._is_inability(cue):
            return False
        opinion = self._found.words("opinion")
        if soft and (comma or not any(w in opinion for w in words[cue + 1:cue + 3])):
            return False
        before = self._head_between(cue, mention.first)
        if before is None:
            return True
        link = words[before + 1:mention.first]
        joined = any(word in self._found.words("connector") for word in link)
        after = words[mention.last + 1] if mention.last + 1 < len(words) else ""
        if after in self._found.words("asserting") and self._gaps_none(mention.last + 1):
            return joined and "and" not in link and "y" not in link
        if joined or any(self._gaps[w] == PAUSE for w in range(before + 1, mention.first + 1)):
            return True
        return self._or_ahead(mention.last)

    def _is_inability(self, cue: int) -> bool:
        """ "can't sleep, the pain is too much" denies nothing; "can't see any pus" does."""
        unable, last = self._found.words("unable"), cue
        while last + 1 < len(self._words) and self._words[last + 1] in unable:
            last += 1
        if last == cue and self._words[cue] not in unable:
            return False
        return not any(
            word in self._found.words("perceiving") for word in self._words[last + 1 : last + 3]
        )

    def _gaps_none(self, word: int) -> bool:
        return self._gaps[word] == NONE

    def _head_between(self, cue: int, first: int) -> int | None:
        """The last complete sign between the denial and the mention, if any."""
        place = bisect_left(self._heads, first) - 1
        return self._heads[place] if place >= 0 and self._heads[place] > cue else None

    def _or_ahead(self, last: int) -> bool:
        words, turn = self._words, self._found.words("turn")
        for word in range(last + 1, min(len(words), last + 1 + _LIST_AHEAD)):
            if self._gaps[word] == STOP or words[word] in turn:
                return False
            if words[word] in ("or", "nor", "ni", "o"):
                return True
        return False

    def _answered(self, mention: Mention) -> bool:
        """ "fever? no", "pus: none", "is fever normal? I don't have one" """
        disowned = self._found.of("disowned")
        if disowned and any(0 < m.first - mention.last <= _DISOWNED_WITHIN for m in disowned[:3]):
            return True
        words, gaps = self._words, self._gaps
        for m in self._found.of("taken_back"):
            alone = m.last + 1 == len(words) or gaps[m.last + 1] != NONE
            if alone and m.first == mention.last + 1:
                return True
        word = mention.last + 1
        if words[word : word + 1] == ("no",) and words[word + 1 : word + 2] in _NOT_THERE:
            return True
        if word >= len(words) or words[word] not in ("no", "none", "nope", "negative", "nah"):
            return False
        alone = word + 1 == len(words) or gaps[word + 1] != NONE
        return alone or words[word] == "negative"

    def _over(self, mention: Mention) -> bool:
        """ "the bleeding stopped right away", unless it started again."""
        ended = self._ended
        place = bisect_right(ended, mention)
        for end in ended[place:place + 2]:
            if end.first - mention.last > _ENDS_WITHIN:
                return False
            between = range(mention.last + 1, end.first + 1)
            if any(self._gaps[w] == STOP for w in between):
                return False
            if any(self._words[w] in self._found.words("turn") for w in between[:-1]):
                return False
            return not any(
                0 < again.first - end.last <= _RESUMES_WITHIN
                for again in self._found.of("resumed")
            )
        return False


def _free_negators(found: Found) -> set[int]:
    """Words that deny: not those used up by a longer phrase such as "not sure" or "won't stop"."""
    taken = {
        word
        for concept, mentions in found.mentions.items()
        if concept not in ("negator", "cannot", "ended", "disowned", "taken_back")
        for mention in mentions
        if mention.last > mention.first
        for word in range(mention.first, mention.last + 1)
    }
    return {
        mention.last
        for mention in found.of("negator")
        if not all(word in taken for word in range(mention.first, mention.last + 1))
    }
