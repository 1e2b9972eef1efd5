"""From a folder of content files to a protocol that is known to be free of faults."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.protocol.faults import Fault, ProtocolError
from bot.protocol.lint import Examination, examine
from bot.protocol.model import Protocol, RedFlag
from bot.protocol.reading.files import CONTENT, ROLES

__all__ = ["CONTENT", "Fault", "ProtocolError", "build", "load"]


def load(folder: Path = CONTENT, general_on: bool = True) -> Protocol:
    """The protocol in a folder; ProtocolError with every fault if it is not fit to be used.

    `general_on=False` turns general guidance off: its topics then answer `ask_clinic`.
    """
    return build(examine(folder), general_on)


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
    )


def fingerprint(data: Mapping[str, bytes]) -> str:
    """A SHA-256 over the bytes of the content files by role, in their fixed order."""
    digest = hashlib.sha256()
    for role in ROLES:
        # The length keeps bytes that move from one file to the next from going unnoticed.
        digest.update(f"{role} {len(data[role])}\n".encode())
        digest.update(data[role])
    return digest.hexdigest()


def _frozen(flag: RedFlag) -> RedFlag:
    return RedFlag(flag.topic, flag.label, MappingProxyType(dict(flag.words)), flag.sources)
