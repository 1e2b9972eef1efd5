"""Tests of bot/understanding/ngrams.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.ngrams import Ngrams

TEXTS = ["No pus, no fever", "there is pus", "puedo ponerme hielo en la cara", "ice on my face"]


def test_a_row_for_each_text() -> None:
    """Unit rows over words and pieces, also for a text without a known word."""
    ngrams = Ngrams.learn(TEXTS)
    rows = ngrams.rows([*TEXTS, "", "xyzzy"])
    assert rows.shape[0] == 6
    assert rows[4].nnz == rows[5].nnz == 0


def test_a_denial_reads_otherwise() -> None:
    """ "No pus" has a pair of words that "pus" has not."""
    ngrams = Ngrams.learn(TEXTS)
    assert ngrams.rows(["no pus"]).nnz > ngrams.rows(["pus"]).nnz


def test_case_and_accents_do_not_matter() -> None:
    """A shout is the same text."""
    ngrams = Ngrams.learn(TEXTS)
    shouted, said = ngrams.rows(["THERE IS PUS"]), ngrams.rows(["there is pus"])
    np.testing.assert_array_equal(shouted.toarray(), said.toarray())


def test_spanish_is_read_as_it_sounds() -> None:
    """Ice is ice however a Spanish speaker spells it."""
    ngrams = Ngrams.learn(TEXTS)
    right, heard = ngrams.rows(["puedo ponerme hielo"]), ngrams.rows(["puedo ponerme ielo"])
    np.testing.assert_allclose(right.toarray(), heard.toarray())


def test_saved_and_loaded_it_counts_the_same(tmp_path: Path) -> None:
    """Vocabulary and weights come back as they were."""
    ngrams = Ngrams.learn(TEXTS)
    ngrams.save(tmp_path)
    again = Ngrams.load(tmp_path).rows(TEXTS)
    np.testing.assert_allclose(again.toarray(), ngrams.rows(TEXTS).toarray(), rtol=1e-6)


def test_heads_that_learnt_from_the_same_texts_share_their_ngrams(tmp_path: Path) -> None:
    """The vocabulary is in the memory once, and each text is counted once."""
    folders = [tmp_path / name for name in ("intents", "topics", "other")]
    for folder, texts in zip(folders, (TEXTS, TEXTS, TEXTS[:2])):
        folder.mkdir()
        Ngrams.learn(texts).save(folder)
    intents, topics, other = map(Ngrams.load, folders)
    assert intents is topics
    assert other is not intents


def test_the_values_are_those_of_scikit_learn() -> None:
    """Our short way gives what the library's long way gives."""
    plain = [text.lower() for text in TEXTS if "puedo" not in text]
    library = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(plain)
    ours = Ngrams.learn(plain)
    words = ours.rows(plain)[:, : library.shape[1]]
    np.testing.assert_allclose(words.toarray(), library.toarray(), rtol=1e-5)
