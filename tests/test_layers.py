"""The arrows of the design: which room may import what, read from the files themselves."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Arrow:
    """What a room may import besides itself: rooms of ours, and packages of others.

    `packages` of None leaves the packages free except `never`. `exempt` are files (by pattern)
    with the names that they may import in addition.
    """

    rooms: tuple[str, ...] = ()
    packages: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    exempt: tuple[tuple[str, tuple[str, ...]], ...] = ()


RASA = ("rasa", "rasa_sdk")
SQL = ("sqlalchemy", "alembic", "sqlite3", "psycopg2")
WEB = ("starlette", "uvicorn", "sanic", "httpx", "aiohttp", "requests", "urllib", "http", "socket")
YAML = ("yaml", "ruamel")
PURE = (*RASA, *SQL, *WEB, "subprocess", "structlog")

ARROWS = {
    "bot/protocol": Arrow(rooms=("bot/language.py",), packages=("ruamel",), never=PURE),
    "bot/triage": Arrow(packages=("ruamel", "rapidfuzz"), never=PURE),
    "bot/dates": Arrow(packages=(), never=PURE),
    "bot/language.py": Arrow(packages=(), never=PURE),
    "bot/text.py": Arrow(packages=(), never=PURE),
    "bot/scrubbing.py": Arrow(packages=(), never=PURE),
    "bot/numbers": Arrow(rooms=("bot/mailbox", "bot/patients"), packages=(), never=PURE),
    "bot/gaps": Arrow(
        rooms=("bot/mailbox", "bot/patients", "bot/scrubbing.py"),
        packages=("numpy", "scipy"),
        never=PURE,
    ),
    "bot/settings.py": Arrow(rooms=("bot/setting_values.py",), packages=(), never=PURE),
    "bot/setting_values.py": Arrow(packages=(), never=PURE),
    "bot/understanding": Arrow(
        rooms=(
            "bot/protocol",
            "bot/triage",
            "bot/dates",
            "bot/language.py",
            "bot/settings.py",
            "bot/text.py",
        ),
        never=("rasa_sdk", *SQL, "starlette", "uvicorn", "sanic"),
    ),
    "bot/patients": Arrow(never=(*RASA, *WEB)),
    "bot/desk": Arrow(
        rooms=(
            "bot/protocol",
            "bot/triage",
            "bot/dates",
            "bot/patients",
            "bot/hours",
            "bot/language.py",
            "bot/settings.py",
            "bot/scrubbing.py",
            "bot/text.py",
        ),
        packages=(),
        never=PURE,
    ),
    "actions": Arrow(
        rooms=("bot/desk", "bot/journal.py", "bot/settings.py", "bot/text.py"),
        packages=("rasa_sdk", "structlog"),
        never=("rasa", *SQL, *WEB, *YAML),
    ),
    "bot/mailbox": Arrow(rooms=("bot/patients",), packages=("sqlalchemy",), never=(*RASA, *WEB)),
    "bot/gateway": Arrow(
        rooms=(
            "bot/desk",
            "bot/mailbox",
            "bot/serving",
            "bot/wakeups",
            "bot/journal.py",
            "bot/settings.py",
            "bot/text.py",
        ),
        never=(*RASA, *SQL, *YAML, "sanic"),
        exempt=(("rasa_channel.py", ("rasa", "sanic")),),
    ),
    "bot/serving": Arrow(rooms=("bot/patients", "bot/settings.py"), never=WEB),
    "bot/worker": Arrow(
        rooms=("bot/desk", "bot/gateway", "bot/mailbox", "bot/wakeups", "bot/journal.py"),
        packages=("structlog",),
        never=(*RASA, *SQL, *YAML, *WEB),
    ),
    "bot/whatsapp": Arrow(
        rooms=(
            "bot/desk",
            "bot/gateway",
            "bot/mailbox",
            "bot/patients",
            "bot/worker",
            "bot/journal.py",
            "bot/language.py",
            "bot/settings.py",
            "bot/text.py",
        ),
        never=(*RASA, *SQL, *YAML, "sanic", "httpx", "aiohttp", "requests", "socket"),
        exempt=(("*client.py", ("httpx",)), ("codes.py", ("httpx",))),
    ),
    # What is told and decided of a message, apart from how it travels.
    **{
        f"bot/whatsapp/{name}.py": Arrow(rooms=("bot/whatsapp",), packages=(), never=PURE)
        for name in ("records", "shapes", "options", "headers")
    },
    "bot/simulator": Arrow(rooms=("bot/journal.py",), never=(*RASA, *SQL, *YAML, "sanic")),
    "bot/wakeups": Arrow(
        rooms=("bot/patients", "bot/settings.py"),
        packages=("redis", "sqlalchemy", "structlog"),
        never=(*RASA, *WEB),
    ),
    "bot/widget": Arrow(packages=(), never=PURE),
    "bot/journal.py": Arrow(packages=("structlog",), never=(*RASA, *SQL, *WEB)),
    "bot/staff": Arrow(
        rooms=(
            "bot/desk",
            "bot/mailbox",
            "bot/patients",
            "bot/numbers",
            "bot/gaps",
            "bot/journal.py",
            "bot/language.py",
            "bot/settings.py",
            "bot/text.py",
        ),
        never=(*RASA, *SQL, *YAML),
    ),
    # The reading of settings files, with lines and advice, is the protocol's.
    "bot/hours": Arrow(rooms=("bot/protocol",), packages=(), never=PURE),
    "bot/escalations": Arrow(
        rooms=("bot/hours", "bot/patients", "bot/protocol", "bot/journal.py"),
        packages=("structlog",),
        never=(*RASA, *SQL, *YAML, "starlette", "uvicorn", "sanic"),
        exempt=(("webhook.py", ("httpx",)),),
    ),
    "bot/supervisor": Arrow(rooms=("bot/settings.py",), never=(*RASA, *SQL, *YAML)),
    "bot/evaluation": Arrow(rooms=("bot/protocol",), never=(*RASA, *SQL, "starlette")),
}
# The outermost layer: it puts the rooms together and may therefore know them all.
OUTERMOST = ("bot/commands", "bot/cli.py", "bot/training.py", "bot/asking.py")

CLOCKLESS = (
    "bot/numbers",
    "bot/gaps",
    "bot/scrubbing.py",
    "bot/protocol",
    "bot/triage",
    "bot/dates",
    "bot/language.py",
    "bot/text.py",
    "bot/understanding",
    "bot/desk",
    "bot/hours",
    "bot/escalations",
    "bot/evaluation",
    "actions",
)
CLOCKS = {
    "datetime": ("now", "utcnow", "today"),
    "date": ("today",),
    "time": ("time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter", "ctime"),
}


def broken_arrows(root: Path) -> list[str]:
    """Every import below `root` that its room may not have, as `file:line: import`."""
    broken = []
    for room, arrow in ARROWS.items():
        for file in _files(root, room):
            extra = [names for pattern, names in arrow.exempt if fnmatch(file.name, pattern)]
            exempt = tuple(name for names in extra for name in names)
            for line, module in _imports(file, root):
                if not _allowed(root, room, arrow, exempt, module):
                    broken.append(f"{file.relative_to(root)}:{line}: {module}")
    return broken


def clock_readings(root: Path) -> list[str]:
    """Every place in a room without a clock that reads one, as `file:line: name`."""
    return [
        f"{file.relative_to(root)}:{line}: {name}"
        for room in CLOCKLESS
        for file in _files(root, room)
        for line, name in _clocks(file)
    ]


def rooms_without_a_row(root: Path) -> list[str]:
    """Folders and modules of `bot` that no row of the table speaks of."""
    rooms = {f"bot/{path.name}" for path in (root / "bot").iterdir()}
    rooms = {room for room in rooms if room.endswith(".py") or _files(root, room)}
    return sorted(rooms - {*ARROWS, *OUTERMOST, "bot/__init__.py"})


def _files(root: Path, room: str) -> list[Path]:
    place = root / room
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def _imports(file: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, also inside functions and by name."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            whole = module in ("bot", "")
            names = [f"{module}.{alias.name}" if whole else module for alias in node.names]
            yield from ((node.lineno, name) for name in names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "__import__",
            "import_module",
            "importlib.import_module",
        ):
            named = node.args[0] if node.args else None
            known = isinstance(named, ast.Constant) and isinstance(named.value, str)
            yield node.lineno, named.value if known else "a module that only the run will name"


def _allowed(root: Path, room: str, arrow: Arrow, exempt: tuple[str, ...], module: str) -> bool:
    top = module.split(".")[0]
    if top in ("bot", "actions"):
        target = _room_of(root, module)
        return target in (room, "bot/__init__.py") or target in arrow.rooms
    if top in exempt:
        return True
    if top in arrow.never:
        return False
    return arrow.packages is None or top in sys.stdlib_module_names or top in arrow.packages


def _room_of(root: Path, module: str) -> str:
    parts = module.split(".")
    if parts[0] == "actions":
        return "actions"
    if len(parts) == 1:
        return "bot/__init__.py"
    module_file = f"bot/{parts[1]}.py"
    return module_file if (root / module_file).is_file() else f"bot/{parts[1]}"


def _clocks(file: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if node.attr in CLOCKS.get(owner, ()):
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if alias.name in CLOCKS["time"]:
                    yield node.lineno, f"time.{alias.name}"


def test_every_arrow_holds():
    """No file imports what the design says its room must never know."""
    assert broken_arrows(ROOT) == []


def test_no_inner_room_reads_the_clock():
    """Time comes in as an argument everywhere but in the outermost layer."""
    assert clock_readings(ROOT) == []


def test_every_room_is_in_the_table():
    """A new room needs a row that says what it may import."""
    assert rooms_without_a_row(ROOT) == []


BREAKING = {
    "bot/protocol/engine.py": "import rasa",
    "bot/triage/signs.py": "from bot.desk import Desk",
    "bot/dates/asked.py": "import rapidfuzz",
    "bot/patients/register.py": "from bot.protocol.engine import rule_for",
    "bot/patients/links.py": "import rasa_sdk.events",
    "bot/desk/desk.py": "from sqlalchemy import select",
    "bot/desk/turn.py": "def f():\n    import starlette.requests",
    "bot/desk/person.py": "import importlib\nimportlib.import_module('rasa_sdk')",
    "bot/desk/alarm.py": "import importlib\nname = 'rasa'\nimportlib.import_module(name)",
    "bot/understanding/topics.py": "from bot.patients.register import Register",
    "bot/understanding/head.py": "from bot import desk",
    "bot/gateway/app.py": "from rasa.core.agent import Agent",
    "bot/gateway/hub.py": "from ..protocol import loader",
    "bot/worker/worker.py": "import httpx",
    "bot/mailbox/book.py": "from bot.desk import Desk",
    "actions/base.py": "import yaml",
    "actions/questions.py": "from bot.gateway.app import create_app",
    "bot/evaluation/labels.py": "from actions.base import open_desk",
    "bot/text.py": "import numpy",
    "bot/whatsapp/webhook.py": "import httpx",
    "bot/whatsapp/meta/reading.py": "from sqlalchemy import select",
    "bot/whatsapp/records.py": "from urllib.parse import quote",
}
HOLDING = {
    "bot/protocol/loader.py": "from ruamel.yaml import YAML\nimport re",
    "bot/triage/spelling.py": "import rapidfuzz\nfrom bot.triage.signs import x",
    "bot/dates/asked.py": "from .model import When\nfrom datetime import date",
    "bot/patients/register.py": "import sqlalchemy\nimport phonenumbers",
    "bot/desk/desk.py": "from bot.protocol.engine import rule_for\nfrom bot.text import clean",
    "bot/understanding/topics.py": "import rasa\nimport numpy",
    "bot/gateway/rasa_channel.py": "import rasa\nimport sanic",
    "actions/base.py": "from bot.desk import Desk\nimport rasa_sdk",
    "bot/whatsapp/meta/client.py": "import httpx",
    "bot/commands/serve.py": "import rasa, sqlalchemy\nfrom bot.desk import Desk",
    "bot/text.py": "import unicodedata",
}


def made_up(root: Path, files: dict[str, str]) -> Path:
    """A tree with the modules that the made-up imports name."""
    for name, text in {"bot/text.py": "", **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", BREAKING)
def test_a_broken_arrow_is_found(tmp_path, name):
    """Each kind of forbidden import is found, in the file and on the line where it stands."""
    [found] = broken_arrows(made_up(tmp_path, {name: BREAKING[name]}))
    line = len(BREAKING[name].splitlines())
    assert found.startswith(f"{name}:{line}: ")


def test_arrows_that_hold_are_left_alone(tmp_path):
    """What the design allows raises nothing."""
    assert broken_arrows(made_up(tmp_path, HOLDING)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.utcnow()",
        "from datetime import date\nx = date.today",
        "import time\nx = time.time()",
        "import re\nfrom time import time",
    ],
)
def test_a_clock_is_found(tmp_path, text):
    """Called, passed on or imported by name: a clock in an inner room is found."""
    [found] = clock_readings(made_up(tmp_path, {"bot/desk/desk.py": text}))
    assert found.startswith("bot/desk/desk.py:2: ")


def test_the_outermost_layer_may_read_the_clock(tmp_path):
    """A command, and a calendar that only computes, are left alone."""
    files = {
        "bot/commands/ask.py": "from datetime import date\nx = date.today()",
        "bot/dates/asked.py": "from datetime import date\nx = date.fromisoformat('2026-11-20')",
    }
    assert clock_readings(made_up(tmp_path, files)) == []


def test_a_room_without_a_row_is_found(tmp_path):
    """A folder or module that the table does not name is reported."""
    made_up(tmp_path, {"bot/novelty/x.py": "", "bot/helpers.py": "", "bot/desk/desk.py": ""})
    assert rooms_without_a_row(tmp_path) == ["bot/helpers.py", "bot/novelty"]
