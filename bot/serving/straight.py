"""Runs a model's graph node after node, without building and scheduling it anew each time.

Rasa's own runner works out which nodes a target needs, and hands them to a scheduler, three times
in every turn. The order never changes, so here it is found once for each target. The nodes, and
what they are called with, are the same.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

_Steps = list[tuple[str, tuple[str, ...]]]


class StraightRunner(DaskGraphRunner):
    """Rasa's runner with the nodes it has loaded, in a fixed order."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        # Loading the model a second time would cost seconds; so its parts are taken over.
        vars(self).update(vars(loaded))
        self._orders: dict[tuple[str, ...], _Steps] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """As Rasa's: the results of the targets, each with its node's name."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = _order(self._graph_schema.minimal_graph_schema(list(wanted)))
        # An input is what a node would return: its name and its value.
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, needs in self._orders[wanted]:
                node = self._instantiated_nodes[name]
                results[name] = node(*(results[need] for need in needs))
        except RuntimeError as fault:
            raise GraphRunError("Error running runner.") from fault
        return dict(results[name] for name in wanted)


def _order(schema: GraphSchema) -> _Steps:
    needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
    order = TopologicalSorter(needs).static_order()
    return [(name, needs[name]) for name in order if name in needs]
