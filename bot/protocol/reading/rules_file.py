"""Reads clinic.yml and general.yml: the rules of each topic, the overview, what is no advice."""

from __future__ import annotations

from collections.abc import Iterator

from bot.protocol.faults import Report
from bot.protocol.model import OverviewDay, Rule, Window, suffix
from bot.protocol.reading.draft import Draft, NotAdvice, Placed, TopicRules
from bot.protocol.reading.fields import Fields
from bot.protocol.reading.yaml_lines import Items, Node, Table
from bot.protocol.vocabulary import CONDITIONS

_RULE_KEYS = ("days", "verdict", "words")
_OVERVIEW_KEYS = ("days", "title", "words", "quote")


def read_clinic(root: Table, file: str, report: Report, draft: Draft) -> None:
    """The clinic's own rules, each with its quote from the sheet."""
    top = Fields(root, root.line, report.at(file), ("basis", "rules", "overview", "not_advice"))
    top.one_of("basis", ("clinic",))
    draft.rules["clinic"] = {rules.topic: rules for rules in _topics(top, file, report, "clinic")}
    for node in top.items("overview") or ():
        _read_overview_day(node, file, report, draft)
    for node in top.items("not_advice") or ():
        fields = Fields(node, node.line, report.at(file, "not_advice"), ("quote", "why"))
        quote, why = fields.text("quote"), fields.text("why")
        if fields.sound and quote and why:
            draft.not_advice.append(Placed(NotAdvice(quote, why), file, fields.lines))


def read_general(root: Table, file: str, report: Report, draft: Draft) -> None:
    """General guidance, each rule with its sources."""
    top = Fields(root, root.line, report.at(file), ("basis", "status", "rules"))
    top.one_of("basis", ("general",))
    top.text("status")
    draft.rules["general"] = {rules.topic: rules for rules in _topics(top, file, report, "general")}


def _topics(top: Fields, file: str, report: Report, basis: str) -> Iterator[TopicRules]:
    for topic, node, line in top.tables("rules"):
        if not isinstance(node, Items) or not node.items:
            report.at(file, topic).fault(line, "a list of rules is expected", "write '- days: …'")
            yield TopicRules(topic, file, line, (), sound=False)
            continue
        read = [_read_rule(item, topic, file, report, basis) for item in node.items]
        rules = tuple(rule for rule in read if rule is not None)
        yield TopicRules(topic, file, line, rules, sound=len(rules) == len(read))


def _read_rule(
    node: Node, topic: str, file: str, report: Report, basis: str
) -> Placed[Rule] | None:
    own_keys = ("quote", "section") if basis == "clinic" else ("sources",)
    fields = Fields(node, node.line, report.at(file, topic), _RULE_KEYS, (*own_keys, "areas"))
    window, verdict, words = fields.window("days"), fields.text("verdict"), fields.text("words")
    areas = fields.one_of("areas", CONDITIONS)
    quote, section = fields.text("quote"), fields.text("section")
    sources = fields.texts("sources", may_be_empty=True) or ()
    if window is None or verdict is None or words is None:
        return None
    if basis == "clinic" and quote is None:
        basis = "none"
    rule = Rule(
        rule_id(topic, window, areas),
        topic, window, verdict, words, basis, quote, section, sources, areas,
    )  # fmt: skip
    return Placed(rule, file, fields.lines, fields.sound)


def rule_id(topic: str, window: Window, areas: str | None) -> str:
    """What a rule is called: its topic, and where its window begins."""
    name = f"day-{window.first}" if window.first is not None else str(window)
    return f"{topic}/{name}{suffix(areas)}"


def _read_overview_day(node: Node, file: str, report: Report, draft: Draft) -> None:
    fields = Fields(node, node.line, report.at(file, "overview"), _OVERVIEW_KEYS, ("areas",))
    window, title, words = fields.window("days"), fields.text("title"), fields.text("words")
    quote, areas = fields.text("quote"), fields.one_of("areas", CONDITIONS)
    if fields.sound and window and title and words and quote:
        day = OverviewDay(window, title, words, quote, areas)
        draft.overview.append(Placed(day, file, fields.lines))
