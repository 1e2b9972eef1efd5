"""What is left out of a light start: named rightly, never needed, and clear about it when used.

This process has imported all of Rasa, so the stand-ins are tried in processes of their own.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from bot.serving.left_out import MODULES, is_left_out, is_too_late
from bot.settings import ROOT

RASA = Path(find_spec("rasa").submodule_search_locations[0])


def run(script: str, **env: str) -> str:
    """What this program printed; it must end well."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": "", "RASA_TELEMETRY_ENABLED": "false", **env},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_all_of_rasa_is_imported_and_no_tensorflow():
    """Server, command line, every component by name: nobody asks for TensorFlow or Keras."""
    loaded = run(
        "import sys\n"
        "from bot.serving.left_out import leave_out\n"
        "leave_out()\n"
        "import rasa.__main__, rasa.core.run, rasa.model_training\n"
        "import rasa.engine.recipes.default_components, bot.understanding.topics\n"
        "print(*{name.split('.')[0] for name in sys.modules})\n"
    ).split()
    assert {"rasa", "numpy"} <= set(loaded)
    assert not {"tensorflow", "keras", "tensorflow_hub", "transformers", "matplotlib"} & set(loaded)


def test_a_stand_in_can_be_compared_with_and_nothing_else():
    """Made, inherited from, asked for anything: LeftOut, which names the switch."""
    said = run(
        "from bot.serving.left_out import LeftOut, leave_out\n"
        "leave_out()\n"
        "import rasa.nlu.classifiers.diet_classifier as diet\n"
        "from rasa.engine.graph import GraphComponent\n"
        "assert not issubclass(GraphComponent, diet.DIETClassifier)\n"
        "assert not isinstance(1, diet.DIETClassifier) and diet.DIETClassifier in {diet."
        "DIETClassifier}\n"
        "def heir():\n    class Heir(diet.DIETClassifier): pass\n"
        "for use in (diet.DIETClassifier, heir, lambda: diet.DIETClassifier.load,\n"
        "            lambda: diet.DIET):\n"
        "    try: use()\n"
        "    except LeftOut as fault: print(fault)\n"
    ).splitlines()
    assert len(said) == 4
    for line in said:
        assert "DIET" in line and "AFTERGLOW_LIGHT=no" in line


def test_it_is_too_late_once_rasa_is_there():
    """In this process, whose tests have imported Rasa, nothing is taken away any more."""
    import rasa.nlu.classifiers.diet_classifier  # noqa: F401

    assert is_too_late() and not is_left_out()


def _imports_of(file: Path) -> list[tuple[str, list[str]]]:
    return [
        (node.module, [alias.name for alias in node.names])
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
    ]


def test_every_name_that_rasa_imports_from_them_is_there():
    """A newer Rasa that imports another name from one of these modules fails here, not at night."""
    for file in RASA.rglob("*.py"):
        module = ".".join(("rasa", *file.relative_to(RASA).with_suffix("").parts))
        # TensorFlow's users among themselves, and the commands that test a model and draw: those
        # are never part of a light start.
        apart = module.startswith(("rasa.utils.tensorflow.", "rasa.nlu.test", "rasa.core.test"))
        if module in MODULES or apart:
            continue
        for wanted, names in _imports_of(file):
            assert set(names) <= set(MODULES[wanted]), f"{module} imports {names} from {wanted}"


def test_each_of_them_really_needs_what_is_heavy():
    """The table holds no module that could just as well be imported."""
    for name in MODULES:
        text = (RASA.parent / (name.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        heavy = ("import tensorflow", "from tensorflow", "sklearn", "model_data", "matplotlib")
        assert any(word in text for word in heavy), name
