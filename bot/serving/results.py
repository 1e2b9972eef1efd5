"""What an action returns is checked as ever, but Rasa's schema for it is read only once.

For each answer of an action Rasa checks its own constant schema against the schema of schemas: two
thirds of the processor time of a turn. Then it holds every event against the schemas of all kinds
of events, of which exactly one must fit. Each of those demands a name of its own, so it is enough
to ask that of the kind which the event says it is.
"""

from __future__ import annotations

from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_rasas = RemoteAction._validate_action_result


def check_schema_once() -> None:
    """Let Rasa accept good results fast. What is not good, Rasa itself looks at and refuses."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    parts = schema["properties"]
    around = kind({**schema, "properties": {**parts, "events": {"type": "array"}}})
    known = _by_name(parts["events"]["items"], kind)

    def is_good(event: Any) -> bool:
        name = event.get("event") if isinstance(event, dict) else None
        return isinstance(name, str) and name in known and known[name].is_valid(event)

    def checked(action: RemoteAction, result: dict[str, Any]) -> bool:
        good = around.is_valid(result) and all(map(is_good, result.get("events", ())))
        return good or _rasas(action, result)

    RemoteAction._validate_action_result = checked  # type: ignore[method-assign]


def _by_name(event: dict[str, Any], kind: type[Validator]) -> dict[str, Validator]:
    """What is asked of each kind of event alone; empty if Rasa no longer tells them by name."""
    every = {name: demand for name, demand in event.items() if name != "oneOf"}
    kinds = event.get("oneOf", ())
    names = [one.get("properties", {}).get("event", {}).get("const") for one in kinds]
    if None in names or len(set(names)) < len(names):
        return {}
    return {name: kind({**every, "allOf": [one]}) for name, one in zip(names, kinds)}
