"""What RulePolicy decided before, it need not work out again.

For each action of a turn Rasa's policies replay the conversation, up to five times. Rules look at
less: ours end with a message and the action that answered it. So what was decided after the same
last messages and actions is decided again. Only rules that ask for nothing but intents and actions
are remembered, and only decisions that no other policy could have outbid.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.constants import PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core import events as e
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

from bot.serving.straight import StraightRunner

_MOST = 5_000
_PLAIN = {PREVIOUS_ACTION: {ACTION_NAME}, USER: {INTENT}}
_NO_MATTER = (e.BotUttered, e.SlotSet, e.DefinePrevUserUtteredFeaturization)

# The last messages and actions, the newest first.
Last = tuple[tuple[str, str | None], ...]


class DecidingRunner(StraightRunner):
    """Runs everything; `target` is the node in which the policies' decisions come together."""

    def __init__(self, loaded: DaskGraphRunner, target: str, reach: Mapping[str, int]) -> None:
        super().__init__(loaded)
        self._target = target
        self._reach = reach
        self._decided: dict[Last, PolicyPrediction] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """As Rasa's; a decision that was made before is handed out again."""
        last = None
        if inputs and targets == [self._target] and PLACEHOLDER_TRACKER in inputs:
            last = last_of(inputs[PLACEHOLDER_TRACKER], self._reach)
        if last is None:
            return super().run(inputs, targets)
        known = self._decided.get(last)
        if known is None:
            results = super().run(inputs, targets)
            decision = results[self._target]
            if _is_final(decision) and len(self._decided) < _MOST:
                self._decided[last] = _fresh(decision)
            return results
        return {self._target: _fresh(known)}


def runner_for(loaded: DaskGraphRunner, target: str | None) -> StraightRunner:
    """One that remembers decisions if this model's policies and rules allow it."""
    parts = [node._component for node in loaded._instantiated_nodes.values()]
    policies = [part for part in parts if isinstance(part, Policy)]
    rules = [policy for policy in policies if type(policy) is RulePolicy]
    # Memoization is sure of itself too, but gives way to rules.
    known = all(type(policy) in (RulePolicy, MemoizationPolicy) for policy in policies)
    if target is None or not known or len(rules) != 1:
        return StraightRunner(loaded)
    if any(policy.priority >= rules[0].priority for policy in policies if policy is not rules[0]):
        return StraightRunner(loaded)
    reach = reach_of(rules[0].lookup.get(RULES, ()))
    return StraightRunner(loaded) if reach is None else DecidingRunner(loaded, target, reach)


def reach_of(rules: Iterable[str]) -> dict[str, int] | None:
    """How many actions back rules look, by the latest one; None if they look at anything else."""
    reach: dict[str, int] = {}
    for rule in rules:
        states = json.loads(rule)
        for state in states:
            if any(not set(part) <= _PLAIN.get(kind, set()) for kind, part in state.items()):
                return None
        latest = states[-1].get(PREVIOUS_ACTION, {}).get(ACTION_NAME, "")
        reach[latest] = max(reach.get(latest, 1), len(states))
    return reach


def last_of(tracker: DialogueStateTracker, reach: Mapping[str, int]) -> Last | None:
    """The messages and actions that rules see; None where something else may count as well."""
    if tracker.active_loop is not None:
        return None
    wanted = reach.get(tracker.latest_action_name or "", 1)
    last: list[tuple[str, str | None]] = []
    actions, heard = 0, False
    for event in reversed(tracker.events):
        if isinstance(event, e.UserUttered) and event.text is not None:
            last.append(("message", event.intent_name))
            heard = True
        elif isinstance(event, e.ActionExecuted) and event.action_name:
            last.append(("action", event.action_name))
            actions, heard = actions + 1, heard and actions + 1 >= wanted
        elif isinstance(event, e.SessionStarted):
            break
        elif not isinstance(event, _NO_MATTER) or _reads_words(event):
            return None
        # What was said last before the earliest of these actions belongs to it.
        if actions >= wanted and heard:
            return tuple(last)
    return (*last, ("beginning", None))


def _reads_words(event: e.Event) -> bool:
    return getattr(event, "use_text_for_featurization", False)


def _is_final(decision: PolicyPrediction) -> bool:
    by_rule = (decision.policy_name or "").endswith(RulePolicy.__name__)
    return by_rule and decision.max_confidence == 1.0


def _fresh(decision: PolicyPrediction) -> PolicyPrediction:
    """Events get their time when they are logged, so each turn has its own."""
    twin = copy(decision)
    twin.probabilities = list(decision.probabilities)
    twin.events = [copy(event) for event in decision.events]
    return twin
