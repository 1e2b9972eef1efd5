"""What Rasa imports for channels and stores that this installation has not configured.

Rasa imports all of its channels to know their names, and the clients of two databases for an
annotation and a helper: 30 MB. The channels get stand-ins with their names. The clients are only
kept from Rasa's own tracker stores; whoever else imports one gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
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
_Client = Mapping[str, tuple[str, ...]]
STORES: Mapping[str, _Client] = {
    "dynamo": {
        "boto3": (),
        "boto3.dynamodb": (),
        "boto3.dynamodb.conditions": ("Key",),
        "botocore": (),
        "botocore.exceptions": ("BotoCoreError",),
    },
    "mongod": {
        "pymongo": (),
        "pymongo.collection": ("Collection",),
        "pymongo.errors": ("ConnectionFailure", "OperationFailure"),
    },
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
    clients = [STORES[name] for name in names if name in STORES]
    with _absent(clients):
        stores = import_module("rasa.core.tracker_store").TrackerStore
    rasas = stores.create

    def create(*given: Any, **named: Any) -> Any:
        # Here Rasa imports both clients for their errors, whichever store it makes.
        with _absent(clients):
            return rasas(*given, **named)

    stores.create = staticmethod(create)


@contextmanager
def _absent(clients: Iterable[_Client]) -> Iterator[None]:
    # What is there already costs nothing more.
    wanted = {
        module: names
        for client in clients
        for module, names in client.items()
        if module.partition(".")[0] not in sys.modules
    }
    stand_ins = {module: _stand_in(module, names) for module, names in wanted.items()}
    for module, stand_in in stand_ins.items():
        parent, _, child = module.rpartition(".")
        if parent:
            setattr(stand_ins[parent], child, stand_in)
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for module in stand_ins:
            del sys.modules[module]


def _stand_in(module: str, names: Iterable[str]) -> ModuleType:
    if not module.endswith(("errors", "exceptions")):
        return stand_in_module(module, names)
    # Nothing raises them, but Rasa names them where it catches the errors of other stores.
    errors = ModuleType(module)
    for name in names:
        setattr(errors, name, type(name, (Exception,), {}))
    return errors


def _mapping(file: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    if not file.exists():
        return {}
    return dict(YAML(typ="safe", pure=True).load(file.read_text("utf-8")) or {})
