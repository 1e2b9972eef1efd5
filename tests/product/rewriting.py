"""Ways in which another patient might have typed the same message; none changes what it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from random import Random

# A mark between two digits belongs to the number: 38.5, 8/10, 101,2.
_MARKS = re.compile(r"(?<!\d)[.,;:/\-–—](?!\d)|(?<=\d)[.,;:/\-–—](?!\d)|(?<!\d)[.,;:/\-–—](?=\d)")
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")

BEFORE = {
    "polite": "Hi there, sorry to bother you. ",
    "polite, one sentence": "hi there, sorry to bother you, ",
    "polite, Spanish": "Buenas tardes, disculpe la molestia. ",
    "thanks": "Thank you all so much for last time! ",
    "story of a trip": "We just got back from visiting my parents in Ohio, the kids had a blast. ",
    "story of a day": "So today was crazy, work was nonstop and I just made it home for dinner. ",
    "story of the visit": "Everyone at the front desk was lovely and parking was easy. Anyway, ",
    "story, Spanish": "Ayer fuimos al cumpleaños de mi sobrina y la pasamos muy bien. Bueno, ",
    "a friend says": "my friend says it's nothing but ",
    "a friend says so": "My friend says it's nothing. ",
    "probably fine": "it's probably fine but ",
    "sure": "I'm sure it's nothing, ",
    "overreacting": "I might be overreacting, but ",
    "minimised, Spanish": "seguro no es nada pero ",
}
AFTER = {
    "thanks": ". Thank you so much",
    "thanks, no stop": " thank you so much",
    "thanks, Spanish": ". Muchas gracias",
    "probably nothing": ". It's probably nothing",
    "sure": ", I'm sure it's nothing",
    "a friend says": ", my friend says it's nothing",
    "minimised, Spanish": ", seguro no es nada",
    "makeup": " and can I wear makeup?",
    "makeup, new sentence": ". Also, can I wear makeup?",
    "gym": ". When can I go back to the gym?",
    "emoji": " 😬🙏",
    "faces": " 😂😂😭",
}


def without_punctuation(text: str) -> str:
    """No marks but those inside numbers; apostrophes close up ("dont")."""
    text = re.sub(r"[!?¡¿…\"“”()*|]", " ", text)
    text = _MARKS.sub(" ", text)
    return " ".join(re.sub(r"['’‘`´]", "", text).split())


def _joined(text: str, after: str) -> str:
    """`after` behind the message; a new sentence needs no second full stop."""
    bare = text.rstrip()
    return bare + after[1:] if after[0] in ".," and bare[-1:] in ".,!?…" else bare + after


TYPING: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "lower case": str.lower,
    "no punctuation": without_punctuation,
    "double spaces": lambda text: text.replace(" ", "  "),
}
MANNERS: dict[str, Callable[[str], str]] = {
    **{
        f"before: {name}": lambda text, words=words: words + text
        for name, words in BEFORE.items()
        if name.startswith(("polite", "thanks"))
    },
    **{
        f"after: {name}": lambda text, words=words: _joined(text, words)
        for name, words in AFTER.items()
        if name.startswith("thanks")
    },
}
REWRITINGS: dict[str, Callable[[str], str]] = {
    **TYPING,
    **{f"before: {name}": lambda text, words=words: words + text for name, words in BEFORE.items()},
    **{
        f"after: {name}": lambda text, words=words: _joined(text, words)
        for name, words in AFTER.items()
    },
}


def misspelt(text: str, seed: int, spared: Collection[tuple[int, int]] = ()) -> str | None:
    """Two neighbouring letters swapped inside one word of six letters or more, not the first.

    Words that touch one of the `spared` places stay as they are; None if no word is left.
    """
    random = Random(f"{seed} {text}")
    words = [
        word
        for word in _LONG_WORD.finditer(text)
        if not any(word.start() < end and start < word.end() for start, end in spared)
    ]
    random.shuffle(words)
    for word in words:
        letters = word.group()
        places = [at for at in range(1, len(letters) - 1) if letters[at] != letters[at + 1]]
        if places:
            at = random.choice(places)
            swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
            return text[: word.start()] + swapped + text[word.end() :]
    return None
