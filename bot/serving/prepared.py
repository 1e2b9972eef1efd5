"""What is done to a loaded agent, however it came to be: by a server or in a command."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.engine.runner.dask import DaskGraphRunner

from bot.serving.actions_inside import ActionsInside
from bot.serving.log_copies import copy_only_what_is_logged
from bot.serving.results import check_schema_once
from bot.serving.straight import StraightRunner


def prepare(agent: Agent, actions: ActionsInside | None = None) -> None:
    """Take the idle work out of its turns; with `actions`, run those instead of asking a server."""
    check_schema_once()
    copy_only_what_is_logged()
    if actions is not None:
        # Also for a model that it loads later.
        agent.action_endpoint = actions
    if agent.processor is None:
        return
    if actions is not None:
        agent.processor.action_endpoint = actions
    if type(agent.processor.graph_runner) is DaskGraphRunner:
        agent.processor.graph_runner = StraightRunner(agent.processor.graph_runner)
