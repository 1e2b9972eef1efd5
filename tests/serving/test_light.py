"""The decision before a start: from the model's own schema, from a configuration, by the switch."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.serving.components import Unreadable, heavy, of_config, of_model, own
from bot.settings import ROOT, Settings
from bot.training import NotTrained, trained_model

DIET = "rasa.nlu.classifiers.diet_classifier.DIETClassifier"
OURS = "bot.understanding.intents.IntentFinder"
TOKENS = "rasa.nlu.tokenizers.whitespace_tokenizer.WhitespaceTokenizer"


def archive(folder: Path, *components: str, name: str = "metadata.json") -> Path:
    """A model archive that has only its metadata."""
    nodes = {str(number): {"uses": component} for number, component in enumerate(components)}
    content = json.dumps({"predict_schema": {"nodes": nodes}}).encode()
    file = folder / "model.tar.gz"
    with tarfile.open(file, "w:gz") as files:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        files.addfile(member, io.BytesIO(content))
    return file


def config(folder: Path, text: str) -> Path:
    """A configuration file."""
    file = folder / "config.yml"
    file.write_text(text)
    return file


def test_a_model_says_itself_what_it_runs(tmp_path):
    """Each component once, in the order of the schema."""
    assert of_model(archive(tmp_path, TOKENS, OURS, TOKENS)) == (TOKENS, OURS)


def test_the_heavy_ones_are_known_by_module_and_by_short_name():
    """Rasa's that need TensorFlow; ours and Rasa's others are not among them."""
    assert heavy((TOKENS, OURS, DIET)) == (DIET,)
    assert heavy(("WhitespaceTokenizer", "TEDPolicy")) == ("TEDPolicy",)
    assert own((TOKENS, OURS, DIET, "WhitespaceTokenizer")) == (OURS,)


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_model_that_cannot_be_read_is_not_guessed_at(tmp_path, content):
    """No archive, no metadata, no schema in it."""
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(content)
    for file in (broken, tmp_path / "nothing.tar.gz", archive(tmp_path, name="other.json")):
        with pytest.raises(Unreadable):
            of_model(file)


@pytest.mark.parametrize(
    "text",
    [
        "pipeline:\npolicies:\n",
        "pipeline: [{name: WhitespaceTokenizer}]\n",
        "recipe: graph.v1\npipeline: [{name: a}]\npolicies: [{name: b}]\n",
        "pipeline: [a\n",
        "[]",
        "",
    ],
)
def test_what_a_configuration_leaves_to_rasa_may_need_anything(tmp_path, text):
    """Rasa's defaults are DIET and TED; another recipe has no pipeline."""
    with pytest.raises(Unreadable):
        of_config(config(tmp_path, text))


def test_our_own_configuration_trains_light():
    """Nothing that config.yml names needs TensorFlow."""
    components = of_config(ROOT / "config.yml")
    assert OURS in components and "RulePolicy" in components and heavy(components) == ()


def started(tmp_path: Path, code: str, **env: str) -> str:
    """The output of a process that decides, and says whether TensorFlow was left out."""
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom bot.serving import light\n"
        "from bot.serving.left_out import is_left_out\n"
        "again = (sys.executable, '-c', 'import os; print(\"again\", os.environ[\"AFTERGLOW_LIGHT\""
        "])')\n"
        f"{code}\nprint('light' if is_left_out() else 'full')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": "", "PYTHONPATH": f"{tmp_path}:{ROOT}", **env},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_switch_and_the_schema_decide(tmp_path):
    """Light for ours; with TensorFlow for DIET, for what cannot be read, and by the switch."""
    for component, switch, expected in (
        (TOKENS, "yes", "light"),
        (DIET, "yes", "full"),
        (TOKENS, "no", "full"),
    ):
        model = archive(tmp_path, component)
        said = started(
            tmp_path,
            f"light.for_model(Path({str(model)!r}), again, print)",
            AFTERGLOW_LIGHT=switch,
        )
        assert said.splitlines()[-1] == expected
    said = started(tmp_path, "light.for_model(Path('nothing.tar.gz'), again, print)")
    assert "With TensorFlow: nothing.tar.gz" in said and said.splitlines()[-1] == "full"


def test_a_component_that_is_made_of_a_heavy_one_starts_anew_with_tensorflow(tmp_path):
    """What the schema cannot show, importing shows; the new process is told by the switch."""
    (tmp_path / "clever.py").write_text(
        "from rasa.nlu.classifiers.diet_classifier import DIETClassifier\n"
        "class Clever(DIETClassifier):\n    pass\n"
    )
    model = archive(tmp_path, TOKENS, "clever.Clever")
    said = started(tmp_path, f"light.for_model(Path({str(model)!r}), again, print)")
    assert "clever.Clever is made of what needs it" in said
    assert said.splitlines()[-1] == "again no"


@pytest.mark.slow
def test_answers_are_the_same_with_and_without(tmp_path):
    """A sample of the evaluation sets; `bench.same_answers` compares all of them."""
    from bench.same_answers import compare, questions

    try:
        trained_model(Settings.from_env())
    except NotTrained as missing:
        pytest.skip(str(missing))
    asked = questions()[::120]
    assert len(asked) > 12
    assert compare(asked, tmp_path, lambda line: None) == []
