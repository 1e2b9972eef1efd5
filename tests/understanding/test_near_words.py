"""The packed index answers as symspellpy's own does, whatever is asked and however it was kept."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest
from symspellpy import SymSpell, Verbosity

from bot.understanding.near_words import NearWords
from bot.understanding.words import common_words

# Some twice, with other counts; some longer than the bins' keys; one with letters of two bytes.
WORDS = [
    *list(common_words().items())[:3000],
    ("moisturizer", 10**12),
    ("people", 10**12),
    ("ñandúñandú", 5),
]


def symspell() -> SymSpell:
    """The index as its own package makes it."""
    index = SymSpell(max_dictionary_edit_distance=2, prefix_length=6)
    for word, count in WORDS:
        index.create_dictionary_entry(word, count)
    return index


def misspelt(chance: random.Random) -> str:
    """A word with up to three slips, or one that is none."""
    letters = list(chance.choice(WORDS)[0])
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(letters) + 1)
        letters[place : place + chance.randrange(2)] = chance.choice(string.ascii_lowercase + "ñ")
    return "".join(letters)


@pytest.mark.parametrize("folder", ["none", "new", "kept", "read-only"])
def test_what_is_near_is_what_symspellpy_finds(tmp_path: Path, folder):
    """Word, distance and count, for short and long reach."""
    where = None if folder == "none" else tmp_path
    if folder == "kept":
        NearWords(WORDS, tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
    if folder == "read-only":
        where = tmp_path / "nothing" / "here"
    ours, theirs, chance = NearWords(WORDS, where), symspell(), random.Random(folder)
    for _ in range(400):
        word = misspelt(chance)
        for reach in (1, 2):
            found = theirs.lookup(word, Verbosity.TOP, max_edit_distance=reach)
            mine = ours.nearest(word, reach)
            assert (mine and vars_of(mine)) == (found and vars_of(found[0])) or not (mine or found)


def vars_of(item) -> tuple[str, int, int]:
    """All that a suggestion says."""
    return item.term, item.distance, item.count


def test_other_words_are_another_index(tmp_path):
    """A changed vocabulary is never looked up in the old one's bins, which are removed."""
    NearWords(WORDS, tmp_path)
    [old] = tmp_path.iterdir()
    other = NearWords([("makeup", 1)], tmp_path)
    assert other.nearest("makup", 1).term == "makeup" and other.nearest("peple", 1) is None
    assert not old.exists() and len(list(tmp_path.iterdir())) == 1
