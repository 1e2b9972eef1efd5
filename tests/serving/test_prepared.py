"""What is taken out of a turn is idle work alone: results, refusals and logs stay as Rasa's."""

from __future__ import annotations

import ast
import copy
import inspect
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.utils.common import all_subclasses

from bot.serving import event_types, log_copies, results
from bot.serving.event_types import find_event_types_at_once
from bot.serving.prepared import prepare
from bot.serving.straight import StraightRunner


class Joiner(GraphComponent):
    """Joins what its node needs, in the order of the names."""

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls()

    def join(self, one: str, other: str = "-") -> str:
        if "bad" in one:
            raise RuntimeError("a component failed")
        return f"({one}{other})"


def loaded(folder: Path) -> DaskGraphRunner:
    """Three nodes behind an input, and one that no target needs."""

    def node(**needs: str) -> SchemaNode:
        return SchemaNode(needs, Joiner, "create", "join", {})

    nodes = {
        "last": node(one="first", other="second"),
        "second": node(one="first"),
        "first": node(one="__given__"),
        "unneeded": node(one="second"),
    }
    schema = GraphSchema(nodes)
    return DaskGraphRunner(schema, LocalModelStorage(folder), ExecutionContext(schema))


@pytest.mark.parametrize("targets", [["last"], ["first", "last"], ["unneeded"]])
def test_a_straight_run_gives_what_rasas_runner_gives(tmp_path, targets):
    """The same results under the same names, also the second time."""
    rasas = loaded(tmp_path)
    ours = StraightRunner(rasas)
    for text in ("a", "b"):
        inputs = {"__given__": text}
        assert ours.run(dict(inputs), targets) == rasas.run(dict(inputs), targets)


def test_a_component_that_fails_fails_alike(tmp_path):
    """The error is the one that Rasa's callers know."""
    rasas = loaded(tmp_path)
    for runner in (rasas, StraightRunner(rasas)):
        with pytest.raises(GraphComponentException):
            runner.run({"__given__": "bad"}, ["last"])


GOOD = {"events": [{"event": "slot", "name": "memory", "value": 1}], "responses": [{"text": "a"}]}


@pytest.mark.parametrize(
    "bad",
    [None, [], {"events": [{"name": "memory"}]}, {"responses": ["words"]}, {"events": "none"}],
)
def test_a_result_is_refused_as_rasa_refuses_it(bad):
    """Same error, same words; what is good is accepted."""
    results.check_schema_once()
    action = RemoteAction("action_x", None)
    assert action._validate_action_result(GOOD)
    with pytest.raises(ValidationError) as ours:
        action._validate_action_result(bad)
    with pytest.raises(ValidationError) as rasas:
        results._rasas(action, bad)
    assert ours.value.message == rasas.value.message


def test_every_kind_of_event_is_told_by_its_name():
    """A newer Rasa with another schema fails here; there each result would be checked by Rasa."""
    schema = RemoteAction.action_response_format_spec()
    event = schema["properties"]["events"]["items"]
    known = results._by_name(event, validator_for(schema))
    assert len(known) == len(event["oneOf"]) and {"slot", "bot", "followup"} <= set(known)
    assert results._by_name({"oneOf": [{"properties": {}}]}, validator_for(schema)) == {}


def test_an_events_class_is_the_one_that_rasa_finds():
    """For every name there is, for one that Rasa has forgotten, and for one that nobody knows."""
    find_event_types_at_once()
    for kind in all_subclasses(Event):
        assert Event.resolve_by_type(kind.type_name) is event_types._rasas(kind.type_name)
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unknown", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="unknown"):
        Event.resolve_by_type("unknown")


def test_copies_are_made_for_the_log_and_for_nothing_else():
    """A newer Rasa that copies for another reason fails here."""
    for module in log_copies.MODULES:
        tree = ast.parse(inspect.getsource(module))
        logged = [
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "structlogger.debug"
            for inner in ast.walk(node)
        ]
        used = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "copy"]
        assert used and all(any(one is name for one in logged) for name in used), module


def test_what_is_logged_is_still_a_copy(monkeypatch):
    """At the finest level Rasa's log keeps things as they were."""
    thing = {"a": [1]}
    for level, same in ((logging.DEBUG, False), (logging.WARNING, True)):
        monkeypatch.setattr(logging.getLogger("rasa"), "level", level)
        logging.getLogger("rasa").manager._clear_cache()
        kept = log_copies._Logged.deepcopy(thing)
        assert kept == thing and (kept is thing) == same
    logging.getLogger("rasa").manager._clear_cache()


def test_an_agent_without_a_model_and_one_with_the_switch_off_are_left_alone(tmp_path, monkeypatch):
    """It may load a model later; then its runner is Rasa's, which is only slower."""
    before = [module.copy for module in log_copies.MODULES]
    try:
        agent = SimpleNamespace(action_endpoint=None, processor=None)
        prepare(agent, actions := object())
        assert agent.action_endpoint is actions
        rasas = loaded(tmp_path)
        agent.processor = SimpleNamespace(
            action_endpoint="server",
            graph_runner=rasas,
            model_metadata=SimpleNamespace(core_target=None),
            domain=Domain.from_dict({"intents": ["greet"]}),
        )
        monkeypatch.setenv("AFTERGLOW_LIGHT", "no")
        prepare(agent)
        assert agent.processor.graph_runner is rasas
        monkeypatch.delenv("AFTERGLOW_LIGHT")
        prepare(agent)
        assert agent.processor.action_endpoint == "server"
        assert isinstance(agent.processor.graph_runner, StraightRunner)
        assert agent.processor.domain.is_empty() is False
    finally:
        for module, kept in zip(log_copies.MODULES, before):
            module.copy = kept
        assert copy.deepcopy
