"""Our channel inside a real Rasa server with a tiny model, and the files that configure it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import httpx
import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_config_file

from bot.gateway.rasa_channel import KEY_HEADER, AfterglowChannel
from bot.gateway.rasa_client import Question, RasaClient
from bot.gateway.turns import BadTurn, read_turn
from bot.supervisor.ports import free_port

ROOT = Path(__file__).parents[2]
CHANNEL = "bot.gateway.rasa_channel.AfterglowChannel"
KEY = "the-key-of-this-test"
GOOD = {
    "conversation": "c",
    "text": "hello",
    "message": "m1",
    "metadata": {"patient": None, "today": "2026-11-20"},
}

TINY_BOT = {
    "config.yml": """
        assistant_id: tiny
        recipe: default.v1
        language: en
        pipeline: [{name: KeywordIntentClassifier}]
        policies: [{name: RulePolicy}]
    """,
    "domain.yml": """
        version: "3.1"
        intents: [greet, remember, break, count]
        actions: [action_remember, action_break, action_count]
        slots:
          turns: {type: any, influence_conversation: false, mappings: [{type: custom}]}
        responses:
          utter_greet:
          - text: "Hello.\\n\\nHow are you?"
            buttons: [{title: Fine, payload: /greet}]
            custom: {aftercare: {kind: smalltalk}}
    """,
    "data.yml": """
        version: "3.1"
        nlu:
        - {intent: greet, examples: "- hello"}
        - {intent: remember, examples: "- remember"}
        - {intent: break, examples: "- break"}
        - {intent: count, examples: "- count"}
        rules:
        - {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}
        - {rule: remember, steps: [{intent: remember}, {action: action_remember}]}
        - {rule: break, steps: [{intent: break}, {action: action_break}]}
        - {rule: count, steps: [{intent: count}, {action: action_count}]}
    """,
    "actions.py": """
        import asyncio
        from rasa_sdk import Action
        from rasa_sdk.events import SlotSet

        class Count(Action):
            def name(self):
                return "action_count"
            async def run(self, dispatcher, tracker, domain):
                if "slowly" in tracker.latest_message["text"]:
                    await asyncio.sleep(1)
                turns = (tracker.get_slot("turns") or 0) + 1
                dispatcher.utter_message(text=f"Turn {turns}.")
                return [SlotSet("turns", turns)]

        class Remember(Action):
            def name(self):
                return "action_remember"
            def run(self, dispatcher, tracker, domain):
                said = {"metadata": tracker.latest_message["metadata"],
                        "channel": tracker.get_latest_input_channel(),
                        "conversation": tracker.sender_id}
                dispatcher.utter_message(text="One.", json_message=said)
                dispatcher.utter_message(text="Two.")
                return []

        class Break(Action):
            def name(self):
                return "action_break"
            def run(self, dispatcher, tracker, domain):
                raise RuntimeError(tracker.latest_message["text"])
    """,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"conversation": ""}, "conversation"),
        ({"conversation": 7}, "conversation"),
        ({"text": " "}, "text"),
        ({"text": None}, "text"),
        ({"message": None}, "message"),
        ({"message": 7}, "message"),
        ({"metadata": None}, "metadata"),
        ({"metadata": {"patient": 7, "today": "2026-11-20"}}, "metadata.patient"),
        ({"metadata": {"patient": None}}, "metadata.today"),
        ({"metadata": {"patient": None, "today": "tomorrow"}}, "metadata.today"),
        ({"metadata": {"patient": None, "today": 20261120}}, "metadata.today"),
    ],
)
def test_a_turn_that_is_not_ours_is_refused_by_the_name_of_its_field(change, field):
    """Each wrong field is named in the refusal."""
    with pytest.raises(BadTurn, match=f"`{field}`"):
        read_turn(json.dumps({**GOOD, **change}).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body):
    """Broken and misshapen JSON is a BadTurn, nothing else."""
    with pytest.raises(BadTurn):
        read_turn(body)


@pytest.mark.parametrize("given", [None, {}, {"key": ""}, {"key": None}, {"key": "${NO_SUCH_KEY}"}])
def test_the_channel_refuses_to_start_without_a_key(given, monkeypatch):
    """No key, an empty one or a variable that is not set stop the start with what to do."""
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    with pytest.raises(RasaException, match="AFTERGLOW_CHANNEL_KEY"):
        AfterglowChannel.from_credentials(given)


def test_plain_rasa_shell_can_read_our_files_with_no_variable_set(monkeypatch):
    """`rasa shell` reads both files although it needs only one; neither may ask for a variable."""
    for variable in ("AFTERGLOW_CHANNEL_KEY", "AFTERGLOW_ACTIONS_URL"):
        monkeypatch.delenv(variable, raising=False)
    assert list(read_config_file(ROOT / "credentials.yml")) == [CHANNEL]
    endpoints = read_config_file(ROOT / "endpoints.yml")
    assert endpoints["action_endpoint"] == {"url": "http://127.0.0.1:5055/webhook"}


def test_the_service_hands_its_port_to_rasa(monkeypatch):
    """The supervisor's endpoints file takes the address from the environment."""
    monkeypatch.setenv("AFTERGLOW_ACTIONS_URL", "http://127.0.0.1:21234")
    monkeypatch.setenv("AFTERGLOW_TRACKER_URL", "sqlite:////data/conversations.db")
    endpoints = read_config_file(ROOT / "bot" / "supervisor" / "endpoints.yml")
    assert endpoints["tracker_store"]["url"] == "sqlite:////data/conversations.db"
    assert endpoints["action_endpoint"]["url"] == "http://127.0.0.1:21234/webhook"


@pytest.fixture(scope="module", params=["stock", "ours"])
def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A trained tiny bot: served as Rasa alone would, and as `afterglow serve` does it."""
    tiny = TinyBot(tmp_path_factory.mktemp("tiny"), request.param == "ours")
    try:
        yield tiny.started()
    finally:
        tiny.stop()


class TinyBot:
    """Real Rasa and a real action server; `ours` is light, with our store and actions inside."""

    def __init__(self, folder: Path, ours: bool = False) -> None:
        self.folder = folder
        self.ours = ours
        self.rasa = "bot.serving" if ours else "rasa"
        self.address = f"http://127.0.0.1:{free_port()}"
        self.actions = f"http://127.0.0.1:{free_port()}"
        self.processes: dict[str, subprocess.Popen] = {}
        for name, text in TINY_BOT.items():
            (folder / name).write_text(dedent(text))
        endpoints = f"action_endpoint:\n  url: {self.actions}/webhook\n"
        store = "bot.serving.history.HistoryStore" if ours else "SQL"
        url = f"sqlite:///{folder}/conversations.db"
        endpoints += f"tracker_store:\n  type: {store}\n  url: {url}\n"
        (folder / "endpoints.yml").write_text(endpoints)
        (folder / "credentials.yml").write_text((ROOT / "credentials.yml").read_text())

    def started(self) -> TinyBot:
        """Trained, and Rasa has said that it is up."""
        train = "train -d domain.yml -c config.yml --data data.yml --out models"
        self._start("train", self.rasa, train).wait(120)
        port = self.actions.rpartition(":")[2]
        if not self.ours:
            self._start("actions", "rasa_sdk", f"--actions actions --port {port}")
        return self.rasa_started()

    def rasa_started(self) -> TinyBot:
        """Rasa, for the first time or again."""
        model = next((self.folder / "models").glob("*.tar.gz"))
        run = f"run --model {model} -i 127.0.0.1 --credentials credentials.yml"
        run += f" --endpoints endpoints.yml -p {self.address.rpartition(':')[2]}"
        rasa = self._start("run", self.rasa, run)
        said = []
        for line in rasa.stdout:
            said.append(line)
            if "Rasa server is up and running" in line:
                return self
        raise AssertionError("".join(["Rasa did not start:\n", *said]))

    def say(
        self,
        text: str,
        key: str | None = KEY,
        body: bytes | None = None,
        seconds: float = 60,
        **changes: object,
    ) -> httpx.Response:
        """One message over the wire."""
        given = {**GOOD, "message": uuid4().hex, "text": text, **changes}
        content = body if body is not None else json.dumps(given).encode()
        headers = {} if key is None else {KEY_HEADER: key}
        url = f"{self.address}/webhooks/afterglow/message"
        # Rasa says it is up a moment before it listens.
        transport = httpx.HTTPTransport(retries=5)
        with httpx.Client(transport=transport, trust_env=False) as client:
            return client.post(url, content=content, headers=headers, timeout=seconds)

    def stop(self) -> str:
        """End all; returns the rest of Rasa's log. Nothing to do the second time."""
        for process in self.processes.values():
            process.terminate()
        rest = ""
        while self.processes:
            name, process = self.processes.popitem()
            output, _ = process.communicate(timeout=20)
            rest = output if name == "run" else rest
        return rest

    def _start(self, name: str, module: str, arguments: str) -> subprocess.Popen:
        environment = {
            **os.environ,
            "AFTERGLOW_CHANNEL_KEY": KEY,
            "AFTERGLOW_ACTIONS": "inside" if self.ours else "server",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": "127.0.0.1",
        }
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", module, *arguments.split()],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.processes[name]


@pytest.mark.slow
def test_messages_of_a_turn_come_back_whole(bot):
    """Text with blank lines, buttons and the structured answer stay one message."""
    response = bot.say("hello")
    assert response.status_code == 200
    assert response.json()["messages"] == [
        {
            "text": "Hello.\n\nHow are you?",
            "buttons": [{"title": "Fine", "payload": "/greet"}],
            "custom": {"aftercare": {"kind": "smalltalk"}},
        }
    ]


@pytest.mark.slow
def test_actions_see_who_is_speaking(bot):
    """Conversation, channel name and metadata reach the action; each of its messages comes back."""
    one, two = bot.say("remember", message="m7").json()["messages"]
    assert one["text"] == "One." and two == {"text": "Two.", "buttons": [], "custom": {}}
    assert one["custom"] == {
        "metadata": {**GOOD["metadata"], "message": "m7"},
        "channel": "afterglow",
        "conversation": "c",
    }


@pytest.mark.slow
def test_a_message_delivered_again_is_not_taken_again(bot):
    """The same words come back from the conversation; the action does not run a second time."""
    told = [bot.say("count", conversation="twice", message="m1", again=n > 0) for n in range(3)]
    assert [answer.json() for answer in told] == [told[0].json()] * 3
    later = bot.say("count", conversation="twice", message="m2").json()["messages"]
    assert later[0]["text"] == "Turn 2." and told[0].json()["messages"][0]["text"] == "Turn 1."
    elsewhere = bot.say("count", conversation="other", message="m1", again=True).json()
    assert elsewhere["messages"][0]["text"] == "Turn 1."


@pytest.mark.slow
def test_a_second_delivery_waits_for_the_first(bot):
    """Nobody waits for the first answer any more, and the second delivery comes in its middle."""
    with pytest.raises(httpx.ReadTimeout):
        bot.say("slowly count", conversation="slow", message="m1", seconds=0.3)
    again = bot.say("slowly count", conversation="slow", message="m1", again=True).json()
    assert again["messages"][0]["text"] == "Turn 1."
    assert bot.say("count", conversation="slow").json()["messages"][0]["text"] == "Turn 2."


@pytest.mark.slow
def test_a_killed_rasa_remembers(bot):
    """Conversations are on the disk: what was said is found, and the count goes on."""
    first = bot.say("count", conversation="kept", message="m1").json()
    bot.processes["run"].kill()
    bot.processes["run"].wait(20)
    bot.rasa_started()
    assert bot.say("count", conversation="kept", message="m1", again=True).json() == first
    assert bot.say("count", conversation="kept").json()["messages"][0]["text"] == "Turn 2."


@pytest.mark.slow
def test_only_the_gateway_is_let_in(bot):
    """No key, a wrong one and an odd one: 403, for messages and for health."""
    for key in (None, "", "wrong", KEY + "x", "\u00e9".encode("latin-1")):
        assert bot.say("hello", key=key).status_code == 403
    assert httpx.get(f"{bot.address}/webhooks/afterglow/health").status_code == 403
    for path in ("/webhooks/rest/webhook", "/conversations/c/tracker", "/model/parse"):
        assert httpx.post(bot.address + path, json={}).status_code == 404


@pytest.mark.slow
def test_bad_bodies_get_a_sentence(bot):
    """What is not one of our turns is a 400 that says why."""
    for body in (b"", b"{", b"[]", b'{"conversation": "c"}', b"\xff"):
        response = bot.say("", body=body)
        assert response.status_code == 400 and response.json()["error"]


@pytest.mark.slow
def test_the_client_of_the_gateway_understands_the_channel(bot):
    """Both ends of the wire are ours and agree, also about what is ready."""

    async def talk() -> tuple[tuple[str, ...], list[dict]]:
        client = RasaClient(bot.address, "" if bot.ours else bot.actions, KEY)
        question = Question("c2", "hello", "m1", "P-1")
        try:
            while await client.starting():
                await asyncio.sleep(0.1)
            return await client.starting(), await client.say(question, date.today())
        finally:
            await client.close()

    starting, (message,) = asyncio.run(talk())
    assert starting == ()
    assert message["buttons"] == [{"title": "Fine", "payload": "/greet"}]


@pytest.mark.slow
def test_a_failing_action_says_nothing_and_its_log_quotes_nobody(bot):
    """An action that breaks, or has no server, gives an empty turn and a log without the text."""
    assert bot.say("break CANARY1").json() == {"messages": []}
    if not bot.ours:
        bot.processes["actions"].terminate()
        bot.processes["actions"].wait(20)
        assert bot.say("remember CANARY2").json() == {"messages": []}
    log = bot.stop()
    assert "RasaException" in log
    assert "CANARY" not in log
