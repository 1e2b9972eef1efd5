"""Property: our cutting of a text is scikit-learn's, piece for piece and in its order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.grams import pieces_of, spaced, words_of
from bot.understanding.ngrams import _KINDS, _PLACED

_LETTERS = st.sampled_from("abéñ Z9 \t\n'-_ß…")
_TEXTS = st.one_of(st.text(), st.text(_LETTERS))
_CUT = {
    "words": words_of,
    "pieces": lambda text: [piece for word in spaced(text) for piece in pieces_of(word)],
}


@given(_TEXTS)
def test_texts_are_cut_as_scikit_learn_cuts_them(text):
    """The order counts as well: sums of rounded numbers depend on it."""
    for name, how in _KINDS.items():
        theirs = TfidfVectorizer(**how).build_analyzer()
        assert _CUT[name](text) == theirs(text)


@given(_TEXTS, st.randoms())
def test_every_known_gram_is_placed(text, chance):
    """Remembered words or not, the places are those of the grams of the vocabulary, in order."""
    for name, cut in _CUT.items():
        grams = cut(text)
        known = chance.sample(sorted(set(grams)), len(set(grams)) // 2)
        places = {gram: place for place, gram in enumerate(known)}
        placed = _PLACED[name](places)
        expected = [places[gram] for gram in grams if gram in places]
        assert list(placed(text)) == list(placed(text)) == expected
