"""An event's class is found by its name at once.

For every event that Rasa reads, from the history or from an action, it walks through all of its
classes and asks each whether it is abstract: half of what reading a conversation costs.
"""

from __future__ import annotations

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

_rasas = Event.resolve_by_type


def find_event_types_at_once() -> None:
    """The classes that exist now are found by name; for every other name Rasa looks itself."""
    # Of two with one name Rasa takes the first.
    known = {kind.type_name: kind for kind in reversed(all_subclasses(Event))}

    def found(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        return known.get(type_name) or _rasas(type_name, default)

    Event.resolve_by_type = staticmethod(found)  # type: ignore[method-assign]
