"""The systems that run in Python, each behind the same four steps.

`prepare` imports and loads what is there before any data is, `train` learns, `ready` loads what
was learnt, `read` says what one message is. Only `train` and `read` are timed. Heavy imports stand
inside the steps: a system's memory must not hold another system's packages.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

PIPELINE = Path(__file__).with_name("quickstart.yml")


class System(Protocol):
    """What the worker does with a system, in this order."""

    def prepare(self) -> None:
        """Import and load."""

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from a label for each text."""

    def ready(self) -> None:
        """Load what was learnt."""

    def read(self, text: str) -> str:
        """The label of one message."""


class Ours:
    """The product's sentence vectors and the product's head; topics' names are no examples here."""

    def prepare(self) -> None:
        from bot.understanding.head import Head
        from bot.understanding.vectors import sentence_vectors

        self._vectors, self._head = sentence_vectors, Head
        sentence_vectors(["the encoders are loaded by the first sentence"])

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._trained = self._head.train(texts, self._vectors(texts), labels)

    def ready(self) -> None:
        """Trained is loaded."""

    def read(self, text: str) -> str:
        chances = self._trained.probabilities([text], self._vectors([text]))[0]
        return self._trained.classes[int(chances.argmax())]


class TfIdf:
    """Words and letters counted, and a logistic regression: what scikit-learn does out of hand."""

    def prepare(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2)),
            TfidfVectorizer(analyzer="char", ngram_range=(2, 5)),
        )
        self._model = make_pipeline(features, LogisticRegression(C=30, max_iter=1000))

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._model.fit(texts, labels)

    def ready(self) -> None:
        """Trained is loaded."""

    def read(self, text: str) -> str:
        return str(self._model.predict([text])[0])


class _RasaModel:
    """A Rasa model, read through an Agent as a server would."""

    _loop: asyncio.AbstractEventLoop
    _model: Path

    def prepare(self) -> None:
        import rasa.model_training  # noqa: F401
        from rasa.core.agent import Agent
        from rasa.utils.tensorflow.environment import setup_tf_environment

        from bot.training import quiet_rasa

        setup_tf_environment()
        quiet_rasa()
        self._agent_of = Agent.load
        self._loop = asyncio.new_event_loop()

    def ready(self) -> None:
        self._agent = self._agent_of(str(self._model))

    def parse(self, text: str) -> dict[str, Any]:
        """Everything that the model says of a message."""
        return self._loop.run_until_complete(self._agent.parse_message(text))

    def read(self, text: str) -> str:
        return self.parse(text)["intent"]["name"] or ""


class Quickstart(_RasaModel):
    """What `rasa init` gives a newcomer: sparse features and DIET."""

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        from rasa.model_training import train_nlu
        from rasa.shared.nlu.training_data.message import Message
        from rasa.shared.nlu.training_data.training_data import TrainingData

        folder = Path(tempfile.mkdtemp(dir=os.environ["BENCH_SCRATCH"]))
        examples = [Message.build(text=text, intent=label) for text, label in zip(texts, labels)]
        data = folder / "nlu.yml"
        data.write_text(TrainingData(examples).nlu_as_yaml(), encoding="utf-8")
        config = shutil.copy(PIPELINE, folder / "config.yml")
        made = train_nlu(str(config), str(data), str(folder), fixed_model_name="quickstart")
        if made is None:
            raise RuntimeError("Rasa made no model of the ten-shot examples.")
        self._model = Path(made)


class Product(_RasaModel):
    """The whole of our understanding, with the model of this installation; only timed."""

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """It was trained at install, on all examples."""
        from bot.settings import Settings
        from bot.training import trained_model

        self._model = trained_model(Settings.from_env())


SYSTEMS: dict[str, type[System]] = {
    "ours": Ours,
    "quickstart": Quickstart,
    "tfidf": TfIdf,
    "product": Product,
}
