"""Loads and checks the lexicon: concepts, compounds, rules and the words of speech."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.triage.notation import LexiconError, Phrase, phrases
from bot.triage.rule_entries import Rule, read_rule
from bot.triage.spelling import Speller

# Concepts that are measured in the text, not listed as words.
MEASURED = frozenset({"temperature", "score_high"})

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Lexicon:
    trie: Mapping[str, Any]
    words: Mapping[str, frozenset[str]]
    compounds: Mapping[str, Rule]
    rules: tuple[Rule, ...]
    speller: Speller
    clinical: frozenset[str]
    speech: frozenset[str]


@dataclass
class _Draft:
    faults: list[str] = field(default_factory=list)
    trie: dict[str, Any] = field(default_factory=dict)
    vocabulary: set[str] = field(default_factory=set)
    spellable: set[str] = field(default_factory=set)
    concepts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, entry: Any, where: str) -> None:
        if name in self.concepts:
            self.faults.append(f"{where}: this concept is already in {self.concepts[name]}")
        self.concepts[name] = where.split(":")[0]
        if isinstance(entry, str):
            entry = {"words": entry}
        if not isinstance(entry, Mapping) or not {"words"} <= set(entry) <= {"words", "except"}:
            self.faults.append(f"{where}: expected phrases, or `words` and `except`")
            return
        for key, concept in (("words", name), ("except", "!" + name)):
            if key in entry:
                for phrase in phrases(entry[key], f"{where}.{key}", self.faults):
                    self._insert(phrase, concept)

    def _insert(self, phrase: Phrase, concept: str) -> None:
        node = self.trie
        for word in phrase:
            node = node.setdefault(word, {})
            self.vocabulary.add(word)
        node.setdefault("", []).append(concept)
        # Words that only occur inside longer phrases are too ordinary to guess at.
        if len(phrase) == 1 and concept[0] != "!":
            self.spellable.add(phrase[0])


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this folder, loaded once."""
    return load(_HERE)


def load(folder: Path) -> Lexicon:
    """Reads signs.yml, speech.yml and ordinary.txt; raises LexiconError with every fault."""
    draft = _Draft()
    signs = _yaml(folder / "signs.yml", draft.faults)
    speech = _yaml(folder / "speech.yml", draft.faults)
    if draft.faults:
        raise LexiconError(draft.faults)
    ordinary = (folder / "ordinary.txt").read_text(encoding="utf-8").split()
    for file, content in (("signs.yml", signs), ("speech.yml", speech)):
        for name, entry in _section(content, "concepts", file, draft.faults).items():
            draft.add(name, entry, f"{file}: {name}")
    words = {
        name: frozenset(
            word
            for phrase in phrases(written, f"speech.yml: {name}", draft.faults)
            for word in phrase
        )
        for name, written in _section(speech, "words", "speech.yml", draft.faults).items()
    }
    known = set(draft.concepts) | MEASURED
    compounds = {
        name: read_rule(name, "", entry, known, draft.faults)
        for name, entry in _section(signs, "compounds", "signs.yml", draft.faults).items()
    }
    known |= set(compounds)
    rules = [
        read_rule(f"{flag} {number}", flag, entry, known, draft.faults)
        for flag, entries in _section(signs, "rules", "signs.yml", draft.faults).items()
        for number, entry in enumerate(entries, start=1)
    ]
    spoken = frozenset(_section(speech, "concepts", "speech.yml", draft.faults))
    used = {
        name
        for rule in [*rules, *compounds.values()]
        for part in (*rule.all, *rule.also, rule.unless)
        for name in part
    }
    for name in sorted(known - used - spoken):
        draft.faults.append(f"signs.yml: {name}: no rule uses this concept; remove it")
    if draft.faults:
        raise LexiconError(draft.faults)
    clinical = frozenset(used - spoken)
    draft.vocabulary.update(word for group in words.values() for word in group)
    return Lexicon(draft.trie, words, compounds, tuple(rules),
                   Speller(draft.vocabulary, draft.spellable, ordinary), clinical, spoken)


def _yaml(path: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        faults.append(f"{path.name}: not readable: {error}")
        return {}
    if not isinstance(content, Mapping):
        faults.append(f"{path.name}: expected sections, found {type(content).__name__}")
        return {}
    return content


def _section(content: Mapping[str, Any], name: str, file: str, faults: list[str]) -> Any:
    section = content.get(name, {})
    if not isinstance(section, Mapping):
        faults.append(f"{file}: {name}: expected names with entries")
        return {}
    return section
