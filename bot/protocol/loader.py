"""From a folder of content files to a protocol that is known to be free of faults."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from bot.protocol.changes import Version, changes_at, learned_names
from bot.protocol.faults import Fault, ProtocolError
from bot.protocol.lint import Examination, examine
from bot.protocol.model import Protocol, RedFlag, Translation
from bot.protocol.reading.draft import Entry, T, TranslationDraft
from bot.protocol.reading.files import CONTENT, ROLES

__all__ = ["CONTENT", "Fault", "ProtocolError", "build", "load"]


def load(
    folder: Path = CONTENT, general_on: bool = True, history: Sequence[Version] = ()
) -> Protocol:
    """The protocol in a folder; ProtocolError with every fault if it is not fit to be used.

    `general_on=False` turns general guidance off: its topics then answer `ask_clinic`. `history`
    is what the clinic changed from the desk.
    """
    changes = changes_at(history)
    protocol = build(examine(folder, changes=changes), general_on)
    version = history[-1].number if history else 0
    return replace(protocol, version=version, learned=MappingProxyType(learned_names(changes)))


def build(examination: Examination, general_on: bool = True) -> Protocol:
    """The protocol that was examined; ProtocolError if it has faults."""
    if examination.faults:
        raise ProtocolError(examination.faults)
    draft = examination.draft
    return Protocol(
        topics=MappingProxyType({p.value.name: p.value for p in draft.whole_topics()}),
        rules=MappingProxyType(
            {r.topic: tuple(rule.value for rule in r.rules) for r in draft.all_topic_rules()}
        ),
        flags=MappingProxyType({p.value.topic: _frozen(p.value) for p in draft.whole_flags()}),
        overview=tuple(placed.value for placed in draft.overview),
        phrases=MappingProxyType(
            {name: entry.placed.value for name, entry in draft.phrases.items() if entry.placed}
        ),
        general_on=general_on,
        fingerprint=fingerprint(examination.data),
        translations=MappingProxyType(
            {name: _translation(read) for name, read in draft.translations.items()}
        ),
    )


def fingerprint(data: Mapping[str, bytes]) -> str:
    """A SHA-256 over the bytes of the content files by role, in their fixed order."""
    digest = hashlib.sha256()
    for role in (*ROLES, *sorted(set(data) - set(ROLES))):
        # The length keeps bytes that move from one file to the next from going unnoticed.
        digest.update(f"{role} {len(data[role])}\n".encode())
        digest.update(data[role])
    return digest.hexdigest()


def _translation(draft: TranslationDraft) -> Translation:
    flags, topics = _values(draft.flags), _values(draft.topics)
    return Translation(
        language=draft.language,
        reviewed=all(draft.reviewed.values()),
        rules=_values(draft.rules),
        overview=_values(draft.overview),
        sections=_values(draft.sections),
        flags=MappingProxyType({name: _frozen(flag).words for name, flag in flags.items()}),
        flag_labels=MappingProxyType({name: flag.label for name, flag in flags.items()}),
        phrases=_values(draft.phrases),
        labels=MappingProxyType({name: topic.label for name, topic in topics.items()}),
        names=MappingProxyType({name: topic.names for name, topic in topics.items()}),
    )


def _values(entries: Mapping[str, Entry[T]]) -> Mapping[str, T]:
    return MappingProxyType({name: e.placed.value for name, e in entries.items() if e.placed})


def _frozen(flag: RedFlag) -> RedFlag:
    return RedFlag(flag.topic, flag.label, MappingProxyType(dict(flag.words)), flag.sources)
