"""A conversation of which only the last turns are at hand, and what was known before them.

Rasa works out a conversation's state by replaying its events, again and again in every turn, and
its copies of a tracker begin with empty slots. So a tracker that holds a part of the events must
bring along what the events before that part had set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

# Policies look at the last two turns (`max_history: 4` in config.yml: a turn is two states).
KEPT_TURNS = 5
# The window grows up to here and is then cut back, so that most turns need not move its start.
MOST_TURNS = 10


@dataclass(frozen=True)
class Start:
    """Where a window begins: the last event before it, and the slots that were set by then."""

    after: int = 0
    slots: Mapping[str, Any] = field(default_factory=dict)


class WindowedTracker(DialogueStateTracker):
    """The events since `start`; in every other way the tracker of the whole conversation.

    `ids` are the numbers of the events that are stored already, in the order of `events`.
    """

    def __init__(
        self,
        sender_id: str,
        slots: Iterable[Slot] | None,
        start: Start = Start(),  # noqa: B008 - frozen
        max_event_history: int | None = None,
        is_rule_tracker: bool = False,
    ) -> None:
        super().__init__(sender_id, slots, max_event_history, None, is_rule_tracker)
        self.start = start
        self.ids: tuple[int, ...] = ()
        # How many of the events the store has.
        self.stored = 0
        for name, value in start.slots.items():
            # A slot that a newer domain no longer has is forgotten, as in a replay.
            if name in self.slots:
                self.slots[name].value = value

    @classmethod
    def replayed(
        cls,
        sender_id: str,
        slots: Iterable[Slot],
        start: Start,
        events: Sequence[Event],
        ids: Sequence[int],
    ) -> WindowedTracker:
        """The conversation as it stands after these stored events."""
        tracker = cls(sender_id, slots, start)
        for event in events:
            tracker.update(event)
        tracker.ids, tracker.stored = tuple(ids), len(events)
        return tracker

    def init_copy(self) -> WindowedTracker:
        """What Rasa's copies are replayed onto."""
        return WindowedTracker(
            self.sender_id,
            self.slots.values(),
            self.start,
            self._max_event_history,
            self.is_rule_tracker,
        )

    def copy(self) -> WindowedTracker:
        """As Rasa's, which replays all events again to come to the same state."""
        twin = copy(self)
        twin.events = self.events.copy()
        twin.slots = copy(self.slots)
        twin.slots.update({name: copy(slot) for name, slot in self.slots.items()})
        twin.active_loop = copy(self.active_loop)
        # The events of a copy get their marks when they are told to the tracker itself.
        twin.model_id = twin.assistant_id = None
        return twin

    def unstored(self) -> list[Event]:
        """The events that the store has not seen."""
        return list(islice(self.events, self.stored, None))

    def next_start(self) -> Start | None:
        """Where the window should begin from now on; None while it may stay as it is.

        Only between two turns, and never while a form is active or the bot is silent: what those
        mean is in the events themselves.
        """
        turns = [place for place, event in enumerate(self.events) if isinstance(event, UserUttered)]
        if len(turns) <= MOST_TURNS:
            return None
        first = turns[-KEPT_TURNS]
        if not 0 < first <= len(self.ids):
            return None
        before = self.init_copy()
        for event in islice(self.events, first):
            before.update(event)
        if (
            before.latest_action_name != ACTION_LISTEN_NAME
            or before.followup_action is not None
            or before.active_loop is not None
            or before.is_paused()
        ):
            return None
        slots = {slot.name: slot.value for slot in before.slots.values() if slot.has_been_set}
        return Start(self.ids[first - 1], slots)
