"""Channels and stores that nobody configured: known by name, not imported, there when named.

This process has imported all of Rasa, so they are left out in processes of their own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.serving.unconfigured import CHANNELS, EVERYTHING, STORES, unused
from bot.settings import ROOT
from tests.serving.test_left_out import run

_LEAVE_OUT = (
    "import sys\n"
    "from bot.serving.left_out import LeftOut, leave_out\n"
    "from bot.serving.unconfigured import EVERYTHING, leave_out_unconfigured\n"
    "leave_out()\n"
)
_CLIENTS = ("slack_sdk", "aiogram", "twilio", "socketio", "prompt_toolkit", "boto3", "pymongo")


def test_their_names_are_rasas():
    """A newer Rasa that calls a channel or its class otherwise fails here."""
    from rasa.core.channels import BUILTIN_CHANNELS

    for name, kind in CHANNELS.items():
        real = BUILTIN_CHANNELS[name]
        assert f"{real.__module__}.{real.__name__}" == f"rasa.core.channels.{kind}"


def test_rasa_starts_without_their_clients():
    """Server and command line are imported; every channel is known, and named when it is used."""
    said = run(
        f"{_LEAVE_OUT}leave_out_unconfigured(EVERYTHING)\n"
        "import rasa.__main__, rasa.core.run, rasa.server, bot.gateway.rasa_channel\n"
        f"print(*{{name for name in {_CLIENTS} if name in sys.modules}})\n"
        "from rasa.core.channels import BUILTIN_CHANNELS\n"
        "print(*sorted(BUILTIN_CHANNELS))\n"
        "try: BUILTIN_CHANNELS['slack'].from_credentials({})\n"
        "except LeftOut as fault: print(fault)\n"
    ).splitlines()
    assert said[0] == ""
    assert {*CHANNELS, "rest", "rasa"} <= set(said[1].split())
    assert "SlackInput" in said[2] and "AFTERGLOW_LIGHT=no" in said[2]


def test_whoever_else_imports_a_client_gets_it():
    """An action of a clinic's own may store its files with boto3."""
    said = run(
        f"{_LEAVE_OUT}leave_out_unconfigured(EVERYTHING)\n"
        "from boto3.dynamodb.conditions import Key\nimport pymongo\n"
        "print(Key('a').eq(1).__class__.__name__, pymongo.MongoClient.__name__)\n"
    )
    assert said.split() == ["Equals", "MongoClient"]


def test_a_store_is_made_without_the_clients_of_others_and_fails_as_ever():
    """Rasa imports both clients to catch their errors, whichever store it makes."""
    said = run(
        f"{_LEAVE_OUT}leave_out_unconfigured(EVERYTHING)\n"
        "from rasa.core.tracker_store import TrackerStore\n"
        "from rasa.utils.endpoints import EndpointConfig\n"
        "print(type(TrackerStore.create(None)).__name__)\n"
        "away = EndpointConfig('postgresql://nobody@127.0.0.1:1/nothing',\n"
        "    type='bot.serving.history.HistoryStore')\n"
        "try: TrackerStore.create(away)\n"
        "except Exception as fault: print(type(fault).__name__)\n"
        f"print(*{{name for name in {_CLIENTS} if name in sys.modules}})\n"
    ).splitlines()
    assert said == ["InMemoryTrackerStore", "ConnectionException", ""]


def test_what_is_configured_is_there():
    """A channel and a store that are named work as ever; the rest is left out."""
    said = run(
        f"{_LEAVE_OUT}leave_out_unconfigured(EVERYTHING - {{'slack', 'dynamo'}})\n"
        "from rasa.core.channels import BUILTIN_CHANNELS\n"
        "from rasa.core import tracker_store\n"
        "print(BUILTIN_CHANNELS['slack'].from_credentials({'slack_token': 'x',\n"
        "    'slack_signing_secret': 'y'}).slack_token, tracker_store.Key('a').eq(1) is not None)\n"
        "print('aiogram' in sys.modules)\n"
    )
    assert said.split() == ["x", "True", "False"]


@pytest.mark.parametrize(
    ("credentials", "endpoints", "connector", "used"),
    [
        ("rest:\nslack:\n  slack_token: x\n", "", None, {"slack"}),
        ("", "tracker_store:\n  type: Dynamo\n", None, {"dynamo"}),
        ("", "tracker_store:\n  type: mongod\n", "telegram", {"mongod", "telegram"}),
        ("bot.gateway.rasa_channel.AfterglowChannel:\n  key: x\n", "", None, set()),
        ("", "tracker_store:\n  type: bot.serving.history.HistoryStore\n", None, set()),
        ("somebodys.Channel:\n", "", None, EVERYTHING),
        ("", "tracker_store:\n  type: somebodys.Store\n", None, EVERYTHING),
        ("slack: [\n", "", None, EVERYTHING),
        ("- slack\n", "[]", None, EVERYTHING),
        ("", "tracker_store: dynamo\n", None, EVERYTHING),
    ],
)
def test_what_is_used_is_read_from_both_files(tmp_path, credentials, endpoints, connector, used):
    """Classes that are not ours may be made of anything; so may what cannot be read."""
    (tmp_path / "credentials.yml").write_text(credentials)
    (tmp_path / "endpoints.yml").write_text(endpoints)
    files = tmp_path / "credentials.yml", tmp_path / "endpoints.yml"
    assert unused(*files, connector) == EVERYTHING - used


def test_this_installation_uses_none_of_them(monkeypatch):
    """Nor does one whose files are not there."""
    # Rasa, which this process has imported, fills in variables wherever YAML is read.
    for name in ("CHANNEL_KEY", "ACTIONS_URL", "TRACKER_URL"):
        monkeypatch.setenv(f"AFTERGLOW_{name}", "x")
    assert unused(ROOT / "credentials.yml", ROOT / "endpoints.yml") == EVERYTHING
    served = ROOT / "bot" / "supervisor" / "endpoints.yml"
    assert unused(Path("nothing.yml"), served) == EVERYTHING == {*CHANNELS, *STORES}
