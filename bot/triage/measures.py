"""What numbers tell: a temperature of 38 C or 100.4 F and more, pain of 7 of 10, years past."""

from __future__ import annotations

import re
from bisect import bisect_right

from bot.triage.matching import Found, Mention

_FEVER_C, _HIGHEST_C = 38.0, 43.0
_FEVER_F, _HIGHEST_F = 100.4, 110.0
_HIGH_PAIN = 7
_NEAR = 6  # words between a number and what it measures
_WEATHER_NEAR = 5

# Bare whole numbers are too common to be a temperature without one of these before them.
_SAYS_TEMPERATURE = frozenset(
    "temp temps temperature thermometer fever reading reads read running spiked spiking fiebre "
    "temperatura termometro calentura feverish temperatures".split()
)
_AT = frozenset("im am its it was at hit reached got showed shows says said tengo marca".split())
_UNIT_F = frozenset("f fahrenheit farenheit fahreheit".split())
_UNIT_C = frozenset("c celsius centigrade celcius centigrados".split())
_DEGREES = frozenset("degrees degree deg grados grado".split())
_OTHER_UNITS = frozenset(
    "dollars dollar usd bucks euros percent years year yrs yr old weeks week wks days day hours "
    "hour hrs minutes mins min seconds lbs lb pounds kg kilos mg ml oz mm cm inches miles km mph "
    "am pm st nd rd th spf am people times needles steps units cc street ave avenue anos ano dias "
    "semanas horas minutos pesos dolares percentile calories k grams reps sessions tall".split()
)
_NOT_AFTER = frozenset(
    "spf age aged day days dia room apt suite page number week level".split()
)
_MONEY = frozenset(
    "bill price cost costs paid pay charge charged fee total invoice deposit tip balance precio "
    "cuesta pague weigh weight dollars".split()
)
# "it's 101 degrees in Dallas"
_WEATHER_BEFORE = frozenset("its it be was hit".split())
_WEATHER_AFTER = frozenset("in out here outside".split())
# "pulse peaks at 104"
_OF_THE_HEART = frozenset("pulse bpm heart hr cadence".split())
_BELOW = frozenset("below under less beneath menos".split())
_SCORE = re.compile(
    r"\b(\d{1,2})\+?\s*(?:/\s*|out\s+of\s+|outta\s+|over\s+|de\s+|sobre\s+)(?:a\s+)?(?:10|ten|diez)\b"
)
_LEVEL = re.compile(
    r"\b(?:pains?|dolor|hurts?|pain level|pain scale)\b[^.!?\n\d]{0,24}?\b(10|[789])\b"
    r"(?!\s*[:/.,]?\d)"
    r"(?!\s*(?:days?|hours?|weeks?|am|pm|dias|horas|min|minutes|years?|%))"
)
_NOW = re.compile(
    r"\b(?:now|like|it'?s|is|say|ahora)\s+(?:it'?s\s+|at\s+)?(?:like\s+)?(?:an?\s+)(?:solid\s+)?(10|[789])\b"
    r"(?!\s*[:/.,]?\d|\s*(?:am|pm|days?|hours?))"
)
# A year, or "hace 20 años": what stands beside it is not of now. This clinic's own year is no past.
_LONG_AGO = re.compile(
    r"(?<![\d.,$#/-])\b(?:19[4-9]\d|20[01]\d|202[0-4])\b"
    r"(?![\d.,]?\d|\s*(?:calories|dollars|mg|ml))"
    r"|\bhace (?:como |unos |ya |casi )*"
    r"(?:\d+|un|una|dos|tres|cuatro|cinco|diez|veinte|muchos|varios) (?:anos?|meses)\b"
)
_LEVEL_BEFORE = re.compile(r"\blevel (10|[789]) (?:pain|discomfort)\b")


def measure(found: Found) -> list[Mention]:
    """Temperatures, pain scores and years past of the message as mentions."""
    return [*_temperatures(found), *_scores(found), *_years(found)]


def _years(found: Found) -> list[Mention]:
    folded, reading = found.reading.folded, found.reading
    if len(folded) != len(reading.text):
        return []
    mentions = []
    for match in _LONG_AGO.finditer(folded):
        first = max(0, bisect_right(reading.starts, match.start()) - 1)
        last = max(first, bisect_right(reading.starts, match.end() - 1) - 1)
        mentions.append(Mention(first, last, "past"))
    return mentions


def _temperatures(found: Found) -> list[Mention]:
    words = found.reading.words
    weather = sorted(m.first for m in found.of("weather"))
    mentions = []
    for place, word in enumerate(words):
        if not word[0].isdigit():
            continue
        value = float(word.replace(",", "."))
        if not (_FEVER_C <= value <= _HIGHEST_C or _FEVER_F <= value <= _HIGHEST_F):
            continue
        last = _is_temperature(found, place, word, value, weather)
        if last is not None:
            mentions.append(Mention(place, last, "temperature"))
    return mentions


def _is_temperature(
    found: Found, place: int, word: str, value: float, weather: list[int]
) -> int | None:
    """The last word of the measurement, or None when the number measures something else."""
    words = found.reading.words
    before = words[max(0, place - _NEAR):place]
    after = words[place + 1:place + 3]
    last = place
    unit = ""
    for step, text in enumerate(after, start=1):
        if text in _DEGREES and not unit:
            unit, last = "degrees", place + step
        elif text in _UNIT_F or text in _UNIT_C:
            unit, last = ("f" if text in _UNIT_F else "c"), place + step
            break
        else:
            break
    if before and (before[-1] in _NOT_AFTER or before[-1] in _BELOW):
        return None
    if len(before) > 1 and before[-2] in _BELOW and before[-1] in ("than", "de"):
        return None
    if not unit and after and after[0] in _OTHER_UNITS:
        return None
    if _part_of_more(found, place):
        return None
    if _OF_THE_HEART & set(before[-4:]) and not _SAYS_TEMPERATURE & set(before[-3:]):
        return None
    if any(text in _MONEY for text in words[max(0, place - 4):place + 5]):
        return None
    said = any(text in _SAYS_TEMPERATURE for text in before) or any(
        text in _SAYS_TEMPERATURE for text in words[last + 1:last + 5]
    )
    if not said and (_close(weather, place) or _of_a_place(words, place, last)):
        return None
    fahrenheit = value >= _FEVER_F
    if unit == "c" and fahrenheit or unit == "f" and not fahrenheit:
        return None
    decimal = not word.isdigit()
    at = bool(before) and before[-1] in _AT
    exact = unit in ("c", "f") or _degree_sign(found, place)
    return last if exact or unit or said or decimal or (at and value > 100) else None


def _of_a_place(words: tuple[str, ...], place: int, last: int) -> bool:
    before, after = words[max(0, place - 1):place], words[last + 1:last + 2]
    return bool(_WEATHER_BEFORE & set(before) and _WEATHER_AFTER & set(after))


def _close(places: list[int], place: int) -> bool:
    index = bisect_right(places, place - _WEATHER_NEAR - 1)
    return index < len(places) and places[index] <= place + _WEATHER_NEAR


def _part_of_more(found: Found, place: int) -> bool:
    """A price or a part of a longer number ("$39.20", "#101", "1,038.50", "12/38")."""
    text, start = found.reading.text, found.reading.starts[place]
    end = found.reading.ends[place]
    return (start > 0 and text[start - 1] in "$€£#+-/.,:") or text[end:end + 1] in (
        "%", "$", "€", "£", "/") or (text[end:end + 1] in (".", ",", ":", "-")
                                     and text[end + 1:end + 2].isdigit())


def _degree_sign(found: Found, place: int) -> bool:
    end = found.reading.ends[place]
    return found.reading.text[end:end + 2].strip()[:1] in ("°", "º", "℃", "℉", "˚")


def _scores(found: Found) -> list[Mention]:
    folded, reading = found.reading.folded, found.reading
    if not any(letter.isdigit() for letter in folded):
        return []
    if len(folded) != len(reading.text):
        return []
    mentions = []
    for pattern in (_SCORE, _LEVEL, _NOW, _LEVEL_BEFORE):
        for match in pattern.finditer(folded):
            if _HIGH_PAIN <= int(match.group(1)) <= 10:
                word = max(0, bisect_right(reading.starts, match.start(1)) - 1)
                mentions.append(Mention(word, word, "score_high"))
    return mentions
