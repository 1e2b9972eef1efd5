"""What Rasa imports for channels and stores that this installation has not configured.

Rasa imports all of its channels to know their names, and the clients of two databases for an
annotation and a helper: 30 MB. The channels get stand-ins with their names. The clients are only
kept from Rasa's own tracker stores; whoever else imports one gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.serving.left_out import stand_in_module

# By the names that credentials use; the others need nothing that is not there anyway.
CHANNELS = {
    "botframework": "botframework.BotFrameworkInput",
    "cmdline": "console.CmdlineInput",
    "facebook": "facebook.FacebookInput",
    "hangouts": "hangouts.HangoutsInput",
    "mattermost": "mattermost.MattermostInput",
    "rocketchat": "rocketchat.RocketChatInput",
    "slack": "slack.SlackInput",
    "socketio": "socketio.SocketIOInput",
    "telegram": "telegram.TelegramInput",
    "twilio": "twilio.TwilioInput",
    "twilio_voice": "twilio_voice.TwilioVoiceInput",
    "webexteams": "webexteams.WebexTeamsInput",
}
# By the types that endpoints use: modules of the client, and what Rasa takes from them.
STORES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dynamo": {"boto3": (), "boto3.dynamodb": (), "boto3.dynamodb.conditions": ("Key",)},
    "mongod": {"pymongo": (), "pymongo.collection": ("Collection",)},
}
EVERYTHING = frozenset({*CHANNELS, *STORES})


def unused(credentials: Path, endpoints: Path, connector: str | None = None) -> frozenset[str]:
    """Which of them neither file names; none where a file cannot be read, or names a class that
    may be made of one of them. A file that is not there names nothing."""
    from ruamel.yaml import YAMLError

    try:
        channels = {connector, *_mapping(credentials)}
        store = _mapping(endpoints).get("tracker_store") or {}
        used = channels | {str(store.get("type")).lower()}
    except (OSError, YAMLError, ValueError, TypeError, AttributeError):
        return frozenset()
    classes = (str(name) for name in used if "." in str(name))
    if not all(name.startswith("bot.") for name in classes):
        return frozenset()
    return EVERYTHING - used


def leave_out_unconfigured(names: Collection[str]) -> None:
    """Import Rasa's channels and stores without these."""
    for name in names:
        if name in CHANNELS:
            module, _, kind = f"rasa.core.channels.{CHANNELS[name]}".rpartition(".")
            named = {"name": classmethod(lambda _, name=name: name)}
            sys.modules[module] = stand_in_module(module, (kind,), named)
    with _absent(*(STORES[name] for name in names if name in STORES)):
        import_module("rasa.core.tracker_store")


@contextmanager
def _absent(*clients: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
    wanted = {module: names for client in clients for module, names in client.items()}
    # What is there already costs nothing more.
    wanted = {module: names for module, names in wanted.items() if module not in sys.modules}
    stand_ins: dict[str, ModuleType] = {m: stand_in_module(m, n) for m, n in wanted.items()}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for module in stand_ins:
            del sys.modules[module]


def _mapping(file: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    if not file.exists():
        return {}
    return dict(YAML(typ="safe", pure=True).load(file.read_text("utf-8")) or {})
