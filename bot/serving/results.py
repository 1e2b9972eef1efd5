"""What an action returns is checked as ever, but Rasa's schema for it is checked only once.

For each answer of an action Rasa checks its own constant schema against the schema of schemas: two
thirds of the processor time of a turn. Whether the *result* fits the schema is a hundredth of that.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_rasas = RemoteAction._validate_action_result


def check_schema_once() -> None:
    """Let Rasa accept good results fast. What is not good, Rasa itself looks at and refuses."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def checked(action: RemoteAction, result: dict[str, Any]) -> bool:
        return validator.is_valid(result) or _rasas(action, result)

    RemoteAction._validate_action_result = checked  # type: ignore[method-assign]
