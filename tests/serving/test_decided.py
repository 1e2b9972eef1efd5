"""Property: what was decided before is what the policies would decide now."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.engine.constants import PLACEHOLDER_TRACKER
from rasa.shared.core import events as e
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.decided import DecidingRunner, last_of, reach_of, runner_for
from bot.serving.straight import StraightRunner

_RULES = """
version: "3.1"
intents: [ask, thank, unruled]
actions: [action_answer, action_note, action_unsure]
slots:
  memory: {type: any, influence_conversation: false, mappings: [{type: custom}]}
rules:
  - rule: one action
    steps: [{intent: thank}, {action: action_answer}]
  - rule: two actions
    steps: [{intent: ask}, {action: action_answer}, {action: action_note}]
stories:
  - story: remembered
    steps: [{intent: unruled}, {action: action_note}, {intent: thank}, {action: action_answer}]
"""
_CONFIG = """
recipe: default.v1
assistant_id: test
language: en
pipeline: [{name: KeywordIntentClassifier}]
policies:
  - {name: MemoizationPolicy, max_history: 4}
  - {name: RulePolicy, core_fallback_action_name: action_unsure}
"""
_NLU = 'version: "3.1"\nnlu: [{intent: thank, examples: "- thank you\\n"}]\n'
_INTENTS = ("ask", "thank", "unruled", "restart", None)
_RARE = (
    e.Restarted,
    e.SessionStarted,
    e.ActionReverted,
    e.UserUtteranceReverted,
    lambda: e.ActionExecutionRejected("action_answer"),
    lambda: e.DefinePrevUserUtteredFeaturization(True),
    lambda: e.BotUttered("yes"),
    lambda: e.SlotSet("memory", 1),
)


@pytest.fixture(scope="module")
def agent(tmp_path_factory) -> Agent:
    """A model of rules and one story."""
    from rasa.model_training import train

    folder: Path = tmp_path_factory.mktemp("decided")
    (folder / "config.yml").write_text(_CONFIG)
    (folder / "data.yml").write_text(_RULES)
    (folder / "nlu.yml").write_text(_NLU)
    data = [str(folder / "data.yml"), str(folder / "nlu.yml")]
    made = train(str(folder / "data.yml"), str(folder / "config.yml"), data, str(folder))
    return Agent.load(made.model)


def _decision(run, target: str, tracker: DialogueStateTracker) -> tuple:
    made = run({PLACEHOLDER_TRACKER: tracker}, [target])[target]
    told = [(type(event), vars(event) | {"timestamp": 0}) for event in made.events]
    return made.probabilities, made.policy_name, made.hide_rule_turn, told


def test_decisions_are_those_of_the_policies(agent):
    """After any messages and actions, with what resets and reverts between them."""
    target = agent.processor.model_metadata.core_target
    ours = runner_for(agent.processor.graph_runner, target)
    assert isinstance(ours, DecidingRunner)
    names = agent.domain.action_names_or_texts
    steps = st.one_of(
        st.sampled_from(_INTENTS).map(lambda name: e.UserUttered("words", {"name": name})),
        st.sampled_from(["action_listen", *names[-3:]]).map(e.ActionExecuted),
        st.sampled_from(_RARE).map(lambda make: make()),
        st.just(None),
    )

    @given(st.lists(steps, max_size=14))
    @hypothesis(max_examples=150, deadline=None)
    def check(told: list) -> None:
        tracker = DialogueStateTracker("c", agent.domain.slots)
        for step in told:
            # Where nothing else happens, what is decided is done.
            if step is None:
                decided = ours.run({PLACEHOLDER_TRACKER: tracker}, [target])[target]
                step = e.ActionExecuted(names[decided.max_confidence_index])
            tracker.update(step)
            mine = _decision(ours.run, target, tracker)
            rasas = _decision(super(DecidingRunner, ours).run, target, tracker)
            assert mine == rasas

    check()
    assert ours._decided


def test_a_decision_that_is_handed_out_is_nobody_elses(agent):
    """Who changes its events, as Rasa does with their times, changes no later decision."""
    target = agent.processor.model_metadata.core_target
    ours = runner_for(agent.processor.graph_runner, target)
    told = [e.ActionExecuted("action_listen"), e.UserUttered("a", {"name": "thank"})]
    tracker = DialogueStateTracker.from_events("c", told, agent.domain.slots)
    first, second, third = (
        ours.run({PLACEHOLDER_TRACKER: tracker}, [target])[target] for _ in range(3)
    )
    assert len(ours._decided) == 1 and first == second == third
    second.probabilities[0], second.events[0].timestamp = 5.0, 5.0
    assert third.probabilities[0] != 5.0 and third.events[0].timestamp != 5.0


def test_rules_that_look_at_more_are_left_to_rasa():
    """Slots, loops, entities or words in a rule: nothing is remembered."""
    listen = {"prev_action": {"action_name": "action_listen"}}
    plain = [{**listen, "user": {"intent": "ask"}}]
    assert reach_of([json.dumps(plain)]) == {"action_listen": 1}
    assert reach_of([json.dumps([{}, *plain]), json.dumps(plain)]) == {"action_listen": 2}
    for more in ({"slots": {"memory": [1.0]}}, {"active_loop": {"name": "form"}}):
        assert reach_of([json.dumps([{**plain[0], **more}])]) is None
    for said in ({"intent": "ask", "entities": ["topic"]}, {"text": "words"}):
        assert reach_of([json.dumps([{**listen, "user": said}])]) is None


def test_in_a_form_rasa_decides():
    """What an active loop means is in events that may be far back."""
    tracker = DialogueStateTracker.from_events("c", [e.ActiveLoop("form")], [])
    assert last_of(tracker, {}) is None


def test_without_such_policies_the_graph_just_runs(agent):
    """A model without a decision, or with a policy that nobody here knows."""
    runner = agent.processor.graph_runner
    assert type(runner_for(runner, None)) is StraightRunner


def test_a_whole_turn_is_answered_twice_alike(agent):
    """The second conversation is decided from memory."""
    rasas = agent.processor.graph_runner
    target = agent.processor.model_metadata.core_target
    trackers = []
    try:
        agent.processor.graph_runner = ours = runner_for(rasas, target)
        for sender in ("one", "other"):
            asyncio.run(agent.handle_text("thank you", sender_id=sender))
            trackers.append(asyncio.run(agent.tracker_store.retrieve(sender)))
    finally:
        agent.processor.graph_runner = rasas
    assert len(ours._decided) >= 1
    one, other = ([(type(x), getattr(x, "action_name", "")) for x in t.events] for t in trackers)
    assert one == other and one
