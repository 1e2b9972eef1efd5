"""Which components a Rasa model or configuration has, read without importing any of them."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

from bot.serving.left_out import COMPONENTS

_METADATA = "metadata.json"
_HEAVY_NAMES = {name: module for module, names in COMPONENTS.items() for name in names}


class Unreadable(ValueError):
    """What a model or configuration consists of cannot be told from its file."""


def of_model(archive: Path) -> tuple[str, ...]:
    """Full names of what the model runs to answer, from the schema in its own metadata.

    Raises Unreadable.
    """
    try:
        with tarfile.open(archive) as files:
            member = next((m for m in files if Path(m.name).name == _METADATA), None)
            content = files.extractfile(member) if member else None
            if content is None:
                raise Unreadable(f"{archive.name} has no {_METADATA}")
            nodes = json.load(content)["predict_schema"]["nodes"]
            return tuple(dict.fromkeys(node["uses"] for node in nodes.values()))
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Unreadable(f"{archive.name}: {type(fault).__name__}") from fault


def of_config(file: Path) -> tuple[str, ...]:
    """Full names, or Rasa's short ones, of what a configuration trains. Raises Unreadable.

    Where pipeline or policies are left open Rasa fills in its own, which need TensorFlow.
    """
    from ruamel.yaml import YAML, YAMLError

    try:
        config: dict[str, Any] = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
        if config.get("recipe", "default.v1") != "default.v1":
            raise Unreadable(f"{file.name} has the recipe {config['recipe']}")
        parts = [*(config["pipeline"] or ()), *(config["policies"] or ())]
        if not config["pipeline"] or not config["policies"]:
            raise Unreadable(f"{file.name} leaves pipeline or policies to Rasa")
        return tuple(dict.fromkeys(part["name"] for part in parts))
    except (OSError, YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise Unreadable(f"{file.name}: {type(fault).__name__}") from fault


def heavy(components: tuple[str, ...]) -> tuple[str, ...]:
    """Those that need a module that would be left out."""
    return tuple(
        name
        for name in components
        if name in _HEAVY_NAMES or name.rpartition(".")[0] in COMPONENTS
    )


def own(components: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are not Rasa's: only importing them shows what they are made of."""
    return tuple(name for name in components if "." in name and not name.startswith("rasa."))
