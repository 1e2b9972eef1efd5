"""A protocol with its texts in another language: the same rules, days and verdicts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.protocol.model import OverviewDay, Protocol, RedFlag, Rule, Topic, Translation
from bot.protocol.vocabulary import UNREVIEWED


def in_language(protocol: Protocol, language: str) -> Protocol:
    """The protocol as patients of that language read it; what is not translated stays English.

    The quotes stay as they are on the clinic's sheet. The phrase that a translation awaits review
    is empty once it is signed.
    """
    texts = protocol.translations.get(language)
    if texts is None:
        return protocol
    phrases = {**protocol.phrases, **texts.phrases}
    if texts.reviewed:
        phrases[UNREVIEWED] = ""
    return replace(
        protocol,
        topics=_frozen({name: _topic(topic, texts) for name, topic in protocol.topics.items()}),
        rules=_frozen(
            {name: tuple(_rule(rule, texts) for rule in r) for name, r in protocol.rules.items()}
        ),
        flags=_frozen({name: _flag(flag, texts) for name, flag in protocol.flags.items()}),
        overview=tuple(_overview_day(day, texts) for day in protocol.overview),
        phrases=_frozen(phrases),
    )


def _topic(topic: Topic, texts: Translation) -> Topic:
    return replace(
        topic,
        label=texts.labels.get(topic.name, topic.label),
        names=texts.names.get(topic.name, topic.names),
    )


def _rule(rule: Rule, texts: Translation) -> Rule:
    section = texts.sections.get(rule.section, rule.section) if rule.section else None
    return replace(rule, words=texts.rules.get(rule.id, rule.words), section=section)


def _flag(flag: RedFlag, texts: Translation) -> RedFlag:
    label = texts.flag_labels.get(flag.topic, flag.label)
    words = {**flag.words, **texts.flags.get(flag.topic, {})}
    return replace(flag, label=label, words=_frozen(words))


def _overview_day(day: OverviewDay, texts: Translation) -> OverviewDay:
    title, words = texts.overview.get(day.key, (day.title, day.words))
    return replace(day, title=title, words=words)


def _frozen(table: Mapping) -> Mapping:
    return MappingProxyType(dict(table))
