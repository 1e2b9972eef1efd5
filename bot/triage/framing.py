"""What is not about this patient now: questions in general, other people, other times.

Each frame is a run of words. A thing mentioned inside one is not a sign.
"""

from __future__ import annotations

from bisect import bisect_right

from bot.triage.matching import Found, Mention
from bot.triage.reading import NONE, PAUSE, STOP

_REACH = 24  # words
_MODAL_REACH = 7
_PERSON_REACH = 4
_LATELY_REACH = 6
_INDEFINITE = frozenset({"a", "an"})


class Frames:
    """Runs of words, from the first to just before the last, that are not about now."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._words = found.reading.words
        self._gaps = found.reading.gaps
        self.asking = self._questions()
        self._runs = sorted(
            [*self.asking, *self._habits(), *self._others(), *self._history(),
             *self._lately()]
        )

    def hold(self, mention: Mention) -> bool:
        return _inside(mention, self._runs)

    def asked(self, mention: Mention) -> bool:
        return _inside(mention, self.asking)

    def _questions(self) -> list[tuple[int, int]]:
        found = self._found
        runs = [
            (cue.first, self._forward(cue.last + 1))
            for cue in found.of("asking")
            if not (self._words[cue.last] in ("about", "of") and self._definite(cue.last + 1))
        ]
        causes, asked_of = found.of("causing"), found.words("asked_of")
        for modal in found.of("modal"):
            if modal.first and self._words[modal.first - 1] in ("i", "you", "we"):
                continue
            after = modal.last + 1
            if after >= len(self._words) or self._words[after] in asked_of:
                continue
            for cause in causes[bisect_right(causes, modal):]:
                between = range(after, cause.first + 1)
                if len(between) > _MODAL_REACH or any(self._gaps[w] == STOP for w in between):
                    break
                if (
                    self._definite(cause.first - 1) or self._words[cause.first - 1] in _INDEFINITE
                ) and cause.first in found.covered:
                    continue  # "will this blister ...": a thing, not a verb
                # "make it infected", "give me an infection": the first word still belongs to it.
                first = cause.first if self._definite(after) else modal.first
                runs.append((first, self._forward(cause.last + 1, cause.last + 2)))
                break
        return sorted(runs)

    def _definite(self, word: int) -> bool:
        """Whether something that is there follows: "worried about THIS discharge"."""
        return word < len(self._words) and self._words[word] in self._found.words("definite")

    def _habits(self) -> list[tuple[int, int]]:
        return [(cue.first, self._forward(cue.last + 1)) for cue in self._found.of("habit")]

    def _others(self) -> list[tuple[int, int]]:
        """ "my friend got hives", "my kid has a fever"; not "my wife had it done and she has"."""
        found = self._found
        did, has, treated = found.of("person_did"), found.of("person_has"), found.of("treated")
        witness = found.words("witness")
        runs = []
        for person in found.of("person", "pronoun"):
            verb = _next(did, person.last, _PERSON_REACH)
            if verb is None and person.concept == "pronoun":
                continue
            if verb is None:
                verb = _next(has, person.last, 2)
                if verb is None or _next(treated, person.last, _REACH):
                    continue
            if any(self._words[w] in witness or self._gaps[w] == STOP
                   for w in range(person.last + 1, verb.first + 1)):
                continue
            end = verb.last + 1
            while end < len(self._words) and end - verb.last < _REACH:
                if self._gaps[end] == STOP or self._words[end] in witness:
                    break
                if self._words[end] in ("she", "he", "shes", "hes", "her", "his") and (
                    end + 1 < len(self._words)
                    and (self._words[end] in ("shes", "hes")
                         or self._words[end + 1] in ("has", "is", "cant", "face", "skin"))
                ):
                    break
                end += 1
            runs.append((person.first, end))
        return runs

    def _lately(self) -> list[tuple[int, int]]:
        """ "I had a fever last month": from "had" to the time."""
        runs = []
        hads = self._found.of("had")
        for time in self._found.of("lately"):
            place = bisect_right(hads, time) - 1
            if place >= 0 and time.first - hads[place].last <= _LATELY_REACH:
                runs.append((hads[place].first, time.first))
        return runs

    def _history(self) -> list[tuple[int, int]]:
        """The clause around "last year"; on to the following clauses while they stay past."""
        found = self._found
        opener, present = found.words("opener"), found.words("present")
        runs = []
        for cue in found.of("past"):
            first = cue.first
            while first and cue.first - first < _REACH and self._gaps[first] == NONE and (
                self._words[first - 1] not in opener
            ):
                first -= 1
            if any(self._words[w] in present and self._words[w + 1] != "had"
                   for w in range(first, cue.first)):
                first = cue.first
            end = cue.last + 1
            while end < len(self._words) and end - cue.last < _REACH:
                if self._gaps[end] == STOP or self._words[end] in opener:
                    break
                if self._words[end] in present:
                    end = max(cue.last + 1, self._clause_start(end))
                    break
                end += 1
            runs.append((first, end))
        return runs

    def _clause_start(self, word: int) -> int:
        """Where the clause of this word begins: after a comma, "and", or at its subject."""
        for place in range(word, max(-1, word - 5), -1):
            if self._gaps[place] != NONE:
                return place
            if place and self._words[place - 1] in ("and", "y", "so"):
                return place
        return word

    def _forward(self, start: int, at_least: int = 0) -> int:
        """To the end of the question: a stop, a turn, or a clause about the patient."""
        tells = self._found.words("tells")
        words, gaps = self._words, self._gaps
        end = start
        while end < len(words) and end - start < _REACH:
            if gaps[end] == STOP:
                break
            if end < at_least:
                end += 1
                continue
            if words[end] in tells and words[end - 1] not in ("if", "when"):
                break
            if words[end] == "i" and end + 1 < len(words) and words[end + 1] in (
                "have", "am", "feel", "got", "think", "see", "noticed", "woke"
            ) and words[end - 1] not in ("if", "when", "that", "before"):
                break
            if gaps[end] == PAUSE and words[end] in ("there", "the", "i", "and", "you"):
                break
            end += 1
        return end


def _next(mentions: list[Mention], after: int, reach: int) -> Mention | None:
    place = bisect_right(mentions, Mention(after + 1, -1, ""))
    if place < len(mentions) and mentions[place].first - after <= reach:
        return mentions[place]
    return None


def _inside(mention: Mention, runs: list[tuple[int, int]]) -> bool:
    stop = bisect_right(runs, (mention.first, len(runs) + 10**9))
    return any(
        first <= mention.first < end for first, end in runs[max(0, stop - _REACH):stop]
    )
