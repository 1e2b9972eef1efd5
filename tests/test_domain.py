"""The papers Rasa reads agree with the code and with each other."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action
from ruamel.yaml import YAML

import actions
from bot.protocol.loader import load
from bot.protocol.reading.files import CONTENT

ROOT = Path(__file__).resolve().parent.parent
# The referee settles these from other things than examples; nobody can write examples of them.
WITHOUT_EXAMPLES = {"unsure", "staff_command"}
NO_TOPIC = "none"


def paper(name: str) -> dict[str, Any]:
    """One of the YAML files that Rasa reads."""
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def action_classes() -> list[type[Action]]:
    """Every action that the action server would find."""
    found = []
    for module in pkgutil.iter_modules(actions.__path__, "actions."):
        members = vars(importlib.import_module(module.name)).values()
        found += [
            member
            for member in members
            if inspect.isclass(member)
            and issubclass(member, Action)
            and member.__module__ == module.name
            and not inspect.isabstract(member)
        ]
    return found


def entity_names(domain: dict[str, Any]) -> set[str]:
    """The names of the domain's entities, with options or without."""
    return {next(iter(e)) if isinstance(e, dict) else e for e in domain["entities"]}


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    return paper("domain.yml")


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    return [entry for entry in paper("data/nlu.yml")["nlu"] if "intent" in entry]


@pytest.fixture(scope="module")
def rules() -> list[dict[str, Any]]:
    return paper("data/stories.yml")["rules"]


@pytest.fixture(scope="module")
def stories() -> list[dict[str, Any]]:
    return paper("data/stories.yml")["stories"]


def test_every_action_has_its_class_and_every_class_its_action(domain):
    """The domain's actions and the classes are the same names, each once."""
    names = Counter(action().name() for action in action_classes())
    assert names == Counter(domain["actions"])
    assert set(names.values()) == {1}


def test_an_action_is_named_after_its_class():
    """`ActionTakeDate` is `action_take_date`, so that one can be found from the other."""
    for action in action_classes():
        words = action().name().split("_")
        assert action.__name__ == "".join(word.capitalize() for word in words)


def test_every_intent_that_is_taught_is_in_the_domain(domain, examples):
    """Examples teach intents of the domain only, and all but those the referee sets."""
    taught = {entry["intent"] for entry in examples}
    assert len(domain["intents"]) == len(set(domain["intents"]))
    assert taught | WITHOUT_EXAMPLES == set(domain["intents"])
    assert not taught & WITHOUT_EXAMPLES


def test_every_intent_has_one_rule(domain, rules):
    """Whatever is understood, exactly one rule says which action follows."""
    first = [rule["steps"][0]["intent"] for rule in rules]
    assert Counter(first) == Counter(domain["intents"])


def test_rules_and_stories_name_only_what_exists(domain, rules, stories):
    """Each step is an intent or an action of the domain."""
    steps = [step for told in (*rules, *stories) for step in told["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} <= set(domain["intents"])
    assert {step["action"] for step in steps if "action" in step} <= set(domain["actions"])
    assert all(set(step) in ({"intent"}, {"action"}) for step in steps)


def test_a_story_never_contradicts_a_rule(rules, stories):
    """In every story an intent is followed by the action that its rule says."""
    follows = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}
    for story in stories:
        steps = story["steps"]
        for step, after in zip(steps, steps[1:]):
            if "intent" in step:
                assert after == {"action": follows[step["intent"]]}, story["story"]


def test_every_action_is_reached(domain, rules):
    """No action is left that no rule leads to."""
    assert {rule["steps"][1]["action"] for rule in rules} == set(domain["actions"])


def test_every_topic_that_is_taught_exists(examples):
    """The examples' topics are the protocol's, or `none`."""
    known = {*load(CONTENT, general_on=True).topics, NO_TOPIC}
    for entry in examples:
        assert entry["metadata"]["topic"] in known, entry["intent"]


def test_every_ruled_topic_is_taught(examples):
    """A topic with a rule has examples, so that it is found without its name too."""
    taught = {entry["metadata"]["topic"] for entry in examples}
    assert set(load(CONTENT, general_on=True).rules) <= taught


def test_no_example_teaches_two_things(examples):
    """The same words never stand under two intents or two topics."""
    places: dict[str, set[tuple[str, str]]] = {}
    for entry in examples:
        for line in entry["examples"].splitlines():
            words = " ".join(line.removeprefix("-").lower().split())
            places.setdefault(words, set()).add((entry["intent"], entry["metadata"]["topic"]))
    assert {words: where for words, where in places.items() if len(where) > 1} == {}


def test_the_fallback_is_an_action_of_the_domain(domain):
    """What is done when no rule fits exists."""
    names = [p.get("core_fallback_action_name") for p in paper("config.yml")["policies"]]
    assert [name for name in names if name] == ["action_unsure"]
    assert "action_unsure" in domain["actions"]


def test_no_slot_or_entity_could_name_a_patient(domain):
    """Who speaks comes from the channel; nothing in a conversation has a place for it."""
    names = {*domain["slots"], *entity_names(domain)}
    assert not {n for n in names if any(w in n for w in ("patient", "name", "phone", "refer"))}


def test_no_slot_is_filled_from_the_text(domain):
    """Slots are set by actions alone, and none of them sways the dialogue."""
    for slot in domain["slots"].values():
        assert slot["mappings"] == [{"type": "custom"}]
        assert slot["influence_conversation"] is False
