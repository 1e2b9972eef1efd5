"""Sentence vectors from the installed int8 MiniLM; no network, one thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MAX_TOKENS = 128
MODEL_FILE, TOKENIZER_FILE = "minilm-int8.onnx", "tokenizer.json"


class EncoderMissing(RuntimeError):
    """The encoder was never built here."""


def session(file: Path) -> onnxruntime.InferenceSession:
    """The network of this file, ready to run in one thread."""
    options = onnxruntime.SessionOptions()
    # One thread without spinning: otherwise ONNX and TensorFlow fight over two cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # A plan of the memory for each length of sentence would be kept for good.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class Encoder:
    """Sentence to unit vector of 384 numbers."""

    def __init__(self, folder: Path) -> None:
        """Load from `folder`, where `afterglow train` (or `make install`) has put it."""
        if not (folder / MODEL_FILE).exists():
            raise EncoderMissing(f"No sentence encoder in {folder}. Run `make install` once.")
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._session = session(folder / MODEL_FILE)

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (len(sentences), 384), float32.

        Sentences go through one by one: int8 scales depend on the whole batch, and a message must
        get the same vector whoever else is writing.
        """
        vectors = np.empty((len(sentences), 384), np.float32)
        for row, sentence in enumerate(sentences):
            ids = np.array([self._tokenizer.encode(sentence).ids], np.int64)
            vectors[row] = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return vectors
