"""Labels of messages whose right answer the clinic has changed since they were written. Pure.

Most labels rest on the clinic's sheet, and no change from the desk may contradict that. Where the
sheet is silent the labels say what general guidance says; there the clinic may know better, and
a clinician says so message by message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.evaluation.labels import Label
from bot.evaluation.outcomes import Outcome
from bot.protocol.changes import Change, RuleChange, Version
from bot.protocol.engine import rule_for
from bot.protocol.model import Protocol


def relabelled(labels: Sequence[Label], versions: Iterable[Version]) -> list[Label]:
    """The labels with the answers that these versions replaced, the newest last."""
    current = {label.id: label for label in labels}
    for version in versions:
        change = version.change
        if isinstance(change, RuleChange):
            for name in version.replaces:
                if name in current:
                    current[name] = _answered_anew(current[name], change.topic, change.verdict)
    return list(current.values())


def is_replaceable(outcome: Outcome, change: Change, files: Protocol) -> bool:
    """Whether the clinic may say that this message is now answered otherwise.

    Not for a danger sign, not for another topic, and not where the rule in the files for that day
    stands on the sheet: who wants that changed changes the sheet.
    """
    label = outcome.label
    if not isinstance(change, RuleChange) or change.topic not in label.topics:
        return False
    if outcome.is_red_flag or change.topic not in files.rules:
        return False
    days = {a.day for a in outcome.answers if a.topic == change.topic} or {label.day}
    rules = [rule_for(files, change.topic, day or 0, frozenset(label.areas)) for day in days]
    return all(rule.quote is None for rule in rules)


def _answered_anew(label: Label, topic: str, verdict: str) -> Label:
    unsafe = {
        name: {day: words - {verdict} for day, words in by_day.items()} if name == topic else by_day
        for name, by_day in label.unsafe.items()
    }
    return replace(label, accept={**label.accept, topic: frozenset({verdict})}, unsafe=unsafe)
