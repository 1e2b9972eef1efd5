"""Which of the two languages a message is written in, by its commonest little words."""

from __future__ import annotations

import re
import unicodedata

ENGLISH, SPANISH = "en", "es"

# Words that one language uses all the time and the other never. No word of both ("no", "me", "a").
_SPANISH_WORDS = frozenset(
    "que q qué el la los las un una unos unas de del al en es está esta estoy están son soy ser "
    "pero por para con sin se te mi mis su lo le les ya muy más mas hoy ayer mañana cuando "
    "cuándo como cómo cual cuál donde puedo puede debo tengo tiene hace hacer siento sale salió "
    "normal cara piel ojo ojos dolor gracias hola buenas buenos dias noches si sí porque xq pq "
    "esto eso ese esa este cuanto cuánto cuantos días día después antes todavía todavia también "
    "tambien quiero necesito doctora ayuda fiebre roja rojo tratamiento usar ponerme "
    "maquillaje maquillarme crema ibuprofeno hinchada hinchado pica duele arde sangre nomas nomás "
    "parezco aguanto acuesto tomar verdad hay voy vamos gracias sangra sale veo yo nos".split()
)
_ENGLISH_WORDS = frozenset(
    "the is are am was i i'm im it it's its my you your can could may should what when how why "
    "do does did have has had this that these and or but of to in on for with without after "
    "before today tomorrow yesterday yes not skin face makeup day days ok normal really still "
    "just been be will would there they we put use using get got from at an so if about".split()
)
_SPANISH_ALONE = _SPANISH_WORDS - _ENGLISH_WORDS
_ENGLISH_ALONE = _ENGLISH_WORDS - _SPANISH_WORDS
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ONLY_SPANISH = re.compile("[ñ¿¡]")
# One word may be borrowed or mistyped; two of them tell.
_ENOUGH = 2


def language_of(text: str) -> str:
    """`"es"` where Spanish words outweigh English ones, else `"en"` (also for no words at all)."""
    spanish, english = _telling(text)
    return SPANISH if spanish > english else ENGLISH


def clearly(text: str) -> str | None:
    """The language where at least two words tell it and it outweighs the other; else None."""
    spanish, english = _telling(text)
    if spanish == english or max(spanish, english) < _ENOUGH:
        return None
    return SPANISH if spanish > english else ENGLISH


def _telling(text: str) -> tuple[int, int]:
    """How many words are Spanish alone, and how many English alone."""
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    spanish = sum(word in _SPANISH_ALONE for word in words)
    english = sum(word in _ENGLISH_ALONE for word in words)
    if _ONLY_SPANISH.search(text.lower()):
        spanish += 2
    return spanish, english


def without_accents(text: str) -> str:
    """Letters without their accents, so that "maquillaje" matches however it is typed."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFD", text)
    return "".join(c for c in split if unicodedata.category(c) != "Mn")


# Letters that sound alike, in this order; "#" keeps "ch" apart from the "h" that is not heard.
_SOUNDS_LIKE = (
    ("qu", "k"), ("gue", "ge"), ("gui", "gi"), ("ll", "y"), ("ch", "#"), ("h", ""), ("v", "b"),
    ("z", "s"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("#", "ch"), ("x", "s"), ("w", "gu"),
    ("je", "ge"), ("ji", "gi"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
# "alde" is "arde" in the Caribbean, where a last s is not heard either.
_L_FOR_R, _LAST_S = re.compile(r"l(?=[bdfgkmnpst])"), re.compile(r"s\b")


def as_heard(spanish: str) -> str:
    """Spanish as it sounds, so that "yelo", "ase" and "alde" meet their right spelling."""
    text = without_accents(spanish.lower())
    for written, heard in _SOUNDS_LIKE:
        text = text.replace(written, heard)
    text = _TWICE.sub(r"\1", text)
    return _LAST_S.sub("", _L_FOR_R.sub("r", text))


def word_as_heard(word: str) -> str:
    """One word as it sounds; what would be too short to tell anything stays ("AHA")."""
    heard = as_heard(word)
    return heard if len(heard) > 2 else word
