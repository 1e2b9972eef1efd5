"""What is done to a loaded agent, however it came to be: by a server or in a command."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.engine.runner.dask import DaskGraphRunner

from bot.serving.actions_inside import ActionsInside
from bot.serving.decided import runner_for
from bot.serving.event_types import find_event_types_at_once
from bot.serving.log_copies import copy_only_what_is_logged
from bot.serving.results import check_schema_once
from bot.settings import Settings


def prepare(agent: Agent, actions: ActionsInside | None = None) -> None:
    """With `actions`, run those instead of asking a server; then take the idle work out of turns.

    With AFTERGLOW_LIGHT=no the work stays in, and all of Rasa is as it was made.
    """
    if actions is not None:
        # Also for a model that it loads later.
        agent.action_endpoint = actions
        if agent.processor is not None:
            agent.processor.action_endpoint = actions
    if Settings.from_env().light:
        _take_idle_work_out(agent)


def _take_idle_work_out(agent: Agent) -> None:
    check_schema_once()
    copy_only_what_is_logged()
    find_event_types_at_once()
    model = agent.processor
    if model is not None and type(model.graph_runner) is DaskGraphRunner:
        model.graph_runner = runner_for(model.graph_runner, model.model_metadata.core_target)
        # A model's domain never changes; for each message Rasa makes an empty one to compare with.
        empty = model.domain.is_empty()
        model.domain.is_empty = lambda: empty
