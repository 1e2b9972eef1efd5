"""Property: our cutting of a text is scikit-learn's, piece for piece and in its order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.grams import pieces_of, words_of
from bot.understanding.ngrams import _ANALYZERS, _KINDS

_LETTERS = st.sampled_from("abéñ Z9 \t\n'-_ß…")


@given(st.one_of(st.text(), st.text(_LETTERS)))
def test_texts_are_cut_as_scikit_learn_cuts_them(text):
    """The order counts as well: sums of rounded numbers depend on it."""
    for name, how in _KINDS.items():
        theirs = TfidfVectorizer(**how).build_analyzer()
        assert _ANALYZERS[name](text) == theirs(text)


def test_each_kind_has_its_own():
    """Words are cut into words, pieces into pieces."""
    assert (_ANALYZERS["words"], _ANALYZERS["pieces"]) == (words_of, pieces_of)
