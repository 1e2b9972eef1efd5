"""The figures over all messages, and by topic, kind and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.intervals import Share
from bot.evaluation.labels import Label
from bot.evaluation.outcomes import Outcome, judge


@dataclass(frozen=True)
class Figures:
    """What is reported of a group of messages."""

    accepted: Share
    unsafe: Share
    red_flag_recall: Share
    false_alarms: Share
    answered_alone: Share


@dataclass(frozen=True)
class Score:
    """All outcomes with their figures; groups come in the order of their names."""

    outcomes: tuple[Outcome, ...]
    overall: Figures
    by_topic: Mapping[str, Figures]
    by_kind: Mapping[str, Figures]
    by_language: Mapping[str, Figures]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What went wrong, the gravest first: unsafe, false alarms, then not accepted."""
        wrong = [o for o in self.outcomes if not o.right]
        return tuple(sorted(wrong, key=lambda o: (not o.unsafe, not o.false_alarm)))

    def last_line(self) -> str:
        """The figures in one line of `name value` pairs for other programs.

        A share of no cases is `nan`.
        """
        pairs = {
            "accepted": _number(self.overall.accepted),
            "unsafe": str(self.overall.unsafe.hits),
            "red_flag_recall": _number(self.overall.red_flag_recall),
            "false_alarms": _number(self.overall.false_alarms),
            "n": str(len(self.outcomes)),
        }
        return " ".join(f"{name} {value}" for name, value in pairs.items())


def score(labels: Sequence[Label], outputs: Iterable[Mapping[str, Any]]) -> Score:
    """Scores outputs of design §3.2 against labels; a label without output counts as failed."""
    by_id = {str(output.get("id")): output for output in outputs}
    outcomes = tuple(judge(label, by_id.get(label.id)) for label in labels)
    return Score(
        outcomes=outcomes,
        overall=figures(outcomes),
        by_topic=_grouped(outcomes, lambda outcome: dict.fromkeys(outcome.label.topics)),
        by_kind=_grouped(outcomes, lambda outcome: [outcome.label.kind]),
        by_language=_grouped(outcomes, lambda outcome: [outcome.label.lang]),
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of these outcomes."""
    flags = [outcome for outcome in outcomes if outcome.is_red_flag]
    calm = [outcome for outcome in outcomes if not outcome.may_alarm]
    covered = [outcome for outcome in outcomes if outcome.covered]
    return Figures(
        accepted=Share(sum(o.accepted for o in outcomes), len(outcomes)),
        unsafe=Share(sum(bool(o.unsafe) for o in outcomes), len(outcomes)),
        red_flag_recall=Share(sum(o.urgent_said for o in flags), len(flags)),
        false_alarms=Share(sum(o.false_alarm for o in calm), len(calm)),
        answered_alone=Share(sum(o.alone for o in covered), len(covered)),
    )


def _grouped(
    outcomes: Sequence[Outcome], names_of: Callable[[Outcome], Iterable[str]]
) -> dict[str, Figures]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in names_of(outcome):
            groups.setdefault(name, []).append(outcome)
    return {name: figures(groups[name]) for name in sorted(groups)}


def _number(share: Share) -> str:
    return "nan" if share.value is None else f"{share.value:.3f}"
