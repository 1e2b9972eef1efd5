"""What one file says about another: topics, rules, red flags, sources and phrases belong together.

A name that is used must exist. Whether something is missing is asked only where the files that
should hold it are sound, so that one slip is not reported as two.
"""

from __future__ import annotations

from bot.protocol.faults import Report, choice, nearest, shorten
from bot.protocol.reading.draft import Draft
from bot.protocol.vocabulary import (
    NOT_COVERED,
    RULED_KINDS,
)

# The engine itself says these; the other phrases are for those who put replies together.
REQUIRED_PHRASES = (NOT_COVERED,)


def check_links(draft: Draft, report: Report) -> None:
    """Every reference leads somewhere, and every topic has what its kind needs."""
    if "topics" in draft.readable:
        _check_rule_topics(draft, report)
        _check_flag_topics(draft, report)
    _check_one_file_per_topic(draft, report)
    if {"topics", "clinic", "general"} <= draft.sound:
        _check_every_topic_ruled(draft, report)
    if {"topics", "flags"} <= draft.sound:
        _check_every_flag_worded(draft, report)
    if "sources" in draft.readable:
        _check_sources(draft, report)
    if "phrases" in draft.sound:
        _check_phrases(draft, report)


def _check_rule_topics(draft: Draft, report: Report) -> None:
    for rules in draft.all_topic_rules():
        place, topic = report.at(rules.file, rules.topic), draft.topics.get(rules.topic)
        if topic is None:
            place.fault(rules.line, _unknown("topic", rules.topic), _meant(rules.topic, draft))
        elif topic.placed and topic.placed.value.kind not in RULED_KINDS:
            kind = topic.placed.value.kind
            fix = f"write it in {draft.files['flags']}" if kind == "flag" else "delete the rules"
            place.fault(rules.line, f"a topic of the kind '{kind}' has no rules", fix)


def _check_flag_topics(draft: Draft, report: Report) -> None:
    for flag in draft.flags.values():
        place, topic = report.at(flag.file, flag.name), draft.topics.get(flag.name)
        if topic is None:
            place.fault(flag.line, _unknown("topic", flag.name), _meant(flag.name, draft))
        elif topic.placed and topic.placed.value.kind != "flag":
            place.fault(
                flag.line,
                f"the topic is of the kind '{topic.placed.value.kind}', not 'flag'",
                f"change it here or at {topic.file}:{topic.line}",
            )


def _check_one_file_per_topic(draft: Draft, report: Report) -> None:
    clinic = draft.rules.get("clinic", {})
    for rules in draft.rules.get("general", {}).values():
        if rules.topic in clinic:
            other = clinic[rules.topic]
            report.at(rules.file, rules.topic).fault(
                rules.line,
                f"the topic already has rules at {other.file}:{other.line}",
                "keep it in one of the two files; what the sheet covers stays with the clinic",
            )


def _check_every_topic_ruled(draft: Draft, report: Report) -> None:
    ruled = {rules.topic for rules in draft.all_topic_rules()}
    misspelled = {nearest(name, draft.topics) for name in ruled - set(draft.topics)}
    for topic in draft.whole_topics():
        name = topic.value.name
        if topic.value.kind in RULED_KINDS and name not in ruled | misspelled:
            report.at(topic.file, name).fault(
                topic.line(),
                "the topic has no rules",
                f"add them to {draft.files['clinic']} or {draft.files['general']}",
            )


def _check_every_flag_worded(draft: Draft, report: Report) -> None:
    misspelled = {nearest(name, draft.topics) for name in set(draft.flags) - set(draft.topics)}
    for topic in draft.whole_topics():
        name = topic.value.name
        if topic.value.kind == "flag" and name not in set(draft.flags) | misspelled:
            report.at(topic.file, name).fault(
                topic.line(), "the red flag has no reply", f"add it to {draft.files['flags']}"
            )


def _check_sources(draft: Draft, report: Report) -> None:
    for placed in (*draft.all_rules(), *draft.whole_flags()):
        place = report.at(placed.file, placed.value.topic)
        for index, source in enumerate(placed.value.sources):
            if source not in draft.sources:
                place.fault(
                    placed.line(f"sources/{index}"),
                    _unknown("source", source),
                    choice(source, tuple(draft.sources)),
                )


def _check_phrases(draft: Draft, report: Report) -> None:
    for name in REQUIRED_PHRASES:
        if name not in draft.phrases:
            report.at(draft.files["phrases"], name).fault(
                1, f"the phrase '{name}' is missing", "add it under 'phrases:'"
            )


def _unknown(what: str, name: str) -> str:
    return f"unknown {what} '{shorten(name)}'"


def _meant(name: str, draft: Draft) -> str:
    guess = nearest(name, draft.topics)
    return f"Did you mean '{guess}'?" if guess else f"add it to {draft.files['topics']}"
