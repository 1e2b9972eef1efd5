"""The small protocol with a made-up translation, for a test that then breaks one thing."""

from __future__ import annotations

from pathlib import Path

from bot.protocol.lint import check
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.protocol.reading.files import PARTS
from tests.protocol import small

FILES = {
    "topics": """\
language: es
topics:
  makeup: {label: maquillaje, names: [maquillaje, base de maquillaje]}
  sauna: {label: la sauna, names: [sauna, cuarto caliente]}
  bruising: {label: moretones, names: [moretón]}
  what_is: {label: qué es, names: [definición]}
  fever:
    label: fiebre
  human:
    label: una persona
  other:
    label: otra cosa
""",
    "rules": """\
language: es
reviewed: no
rules:
  makeup/before: "Palabras de maquillaje antes."
  makeup/day-0: "Palabras de maquillaje el día 0."
  makeup/day-1: "Palabras de maquillaje después."
  bruising/before: "Palabras de moretones antes."
  bruising/day-0-eyes: "Palabras de moretones en los ojos."
  bruising/day-5-eyes: "Palabras de moretones tardíos en los ojos."
  bruising/day-0-not-eyes: "Palabras de moretones en otra parte."
  what_is/any: "¿Qué es? Palabras de qué es."
  sauna/before: "Palabras de la sauna antes."
  sauna/day-0: "Palabras de la sauna al principio."
  sauna/day-4: "Palabras de la sauna después."
overview:
  "0": {title: "El día", words: "Palabras del día."}
  "1+": {title: "Después", words: "Palabras de después."}
sections:
  Makeup: Maquillaje
  Bruises: Moretones
""",
    "flags": """\
language: es
reviewed: no
flags:
  fever:
    label: posible fiebre
    words:
      same_day: "Palabras de fiebre: {clinic}."
      emergency: "Palabras de una fiebre peor: {emergency_number}."
""",
    "phrases": """\
language: es
reviewed: no
phrases:
  not_covered: "Palabras de lo que no se dice."
  info: ""
  unreviewed: "Palabras de la traducción."
""",
}
ENGLISH = {"phrases": small.FILES["phrases"] + '  unreviewed: ""\n'}


def write(folder: Path, **parts: str) -> Path:
    """Write the small protocol with its translation; a part given takes the small one's place."""
    small.write(folder, **ENGLISH)
    (folder / "es").mkdir(exist_ok=True)
    for part, text in (FILES | parts).items():
        (folder / "es" / PARTS[part]).write_text(text, encoding="utf-8")
    return folder


def protocol(folder: Path, **parts: str) -> Protocol:
    """The small protocol with its translation, loaded."""
    return load(write(folder, **parts))


def changed(part: str, old: str, new: str) -> dict[str, str]:
    """The small part with one place changed, ready for `write`."""
    assert FILES[part].count(old) == 1, f"{old!r} must be in {part} exactly once"
    return {part: FILES[part].replace(old, new)}


def faults(folder: Path, **parts: str) -> list[str]:
    """The faults of protocol and translation as printed, each file by its name below `folder`."""
    written = write(folder, **parts)
    return [str(fault).replace(f"{written}/", "") for fault in check(written)]


def line(part: str, fragment: str, parts: dict[str, str] | None = None) -> str:
    """Where the fragment first stands in a part, as "es/file:line:"."""
    text = (FILES | (parts or {}))[part]
    return f"es/{PARTS[part]}:{text.count(chr(10), 0, text.index(fragment)) + 1}:"
