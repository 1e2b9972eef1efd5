"""A rule says what its kind of topic and its file may say, and names what it rests on."""

from __future__ import annotations

from bot.protocol.faults import Place, Report, choice, shorten
from bot.protocol.model import Rule
from bot.protocol.reading.draft import Draft, Placed
from bot.protocol.vocabulary import ALLOWING, RULED_KINDS, VERDICTS


def check_verdicts(draft: Draft, report: Report) -> None:
    """Verdicts exist and fit; a rule that says more than "ask the clinic" names its ground."""
    kinds = {placed.value.name: placed.value.kind for placed in draft.whole_topics()}
    for topic_rules in draft.all_topic_rules():
        for rule in topic_rules.rules:
            place = report.at(rule.file, topic_rules.topic)
            # Not by file: the clinic may have changed one window of a topic of general guidance.
            is_general = rule.value.basis == "general"
            _check_verdict(rule, kinds.get(topic_rules.topic), place)
            if is_general:
                _check_cautious(rule, place)
            if rule.sound:
                check_ground = _check_sources if is_general else _check_quote
                check_ground(rule, place)


def _check_verdict(rule: Placed[Rule], kind: str | None, place: Place) -> None:
    verdict, line = rule.value.verdict, rule.line("verdict")
    known = tuple(dict.fromkeys(v for ruled in RULED_KINDS for v in VERDICTS[ruled]))
    if verdict not in known:
        mine = VERDICTS[kind] if kind in RULED_KINDS else known
        place.fault(line, f"unknown verdict '{shorten(verdict)}'", choice(verdict, mine))
    elif kind in RULED_KINDS and verdict not in VERDICTS[kind]:
        fitting = ", ".join(VERDICTS[kind])
        place.fault(line, f"'{verdict}' does not fit the kind '{kind}'", f"use one of {fitting}")


def _check_cautious(rule: Placed[Rule], place: Place) -> None:
    verdict = rule.value.verdict
    if verdict in ALLOWING:
        place.fault(
            rule.line("verdict"),
            f"general guidance may only caution, not say '{verdict}'",
            "use not_yet or avoid, and ask_clinic afterwards",
        )


def _check_sources(rule: Placed[Rule], place: Place) -> None:
    if not rule.value.sources and rule.value.verdict != "ask_clinic":
        place.fault(
            rule.line("sources"), "general guidance without a source", "add 'sources:' with ids"
        )


def _check_quote(rule: Placed[Rule], place: Place) -> None:
    quoted, verdict = rule.value.quote is not None, rule.value.verdict
    if not quoted and verdict != "ask_clinic":
        place.fault(
            rule.line(),
            f"'{verdict}' without a quote from the sheet",
            "add 'quote:', or use ask_clinic where the sheet is silent",
        )
    if quoted and rule.value.section is None and rule.value.signed_by is None:
        place.fault(
            rule.line("quote"), "a quote without its section", "add 'section:' with its heading"
        )
    if rule.value.section is not None and not quoted:
        place.fault(rule.line("section"), "a section without a quote", "add 'quote:'")
