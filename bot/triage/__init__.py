"""Red flags in a patient's own words, before anything else is understood.

Pure: the text and the day go in, the signs come out. The words and rules are data (signs.yml,
speech.yml); the code knows how to read them, and numbers.
"""

from bot.triage.signs import Sign, asks_about_signs, find_signs, negated, without_denials

__all__ = ["Sign", "asks_about_signs", "find_signs", "negated", "without_denials"]
