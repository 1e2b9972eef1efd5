"""STOP, START and HELP: the usual words for them, as whole messages only. Pure."""

from __future__ import annotations

import re

from bot.language import ENGLISH, SPANISH, without_accents

STOP, START, HELP = "stop", "start", "help"

# "Please stop the bleeding" must opt nobody out: only a message that says nothing else counts.
_WORDS = {
    (STOP, ENGLISH): (
        "stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt-out"
    ),
    (STOP, SPANISH): (
        "parar, para, alto, baja, darme de baja, dar de baja, cancelar, salir, detener, no mas, "
        "no mas mensajes, desuscribir, desuscribirme, terminar, fin"
    ),
    (START, ENGLISH): "start, unstop, subscribe, optin, opt in, opt-in",
    (START, SPANISH): (
        "alta, darme de alta, iniciar, inicio, empezar, comenzar, reanudar, suscribir, suscribirme"
    ),
    (HELP, ENGLISH): "help, info, information",
    (HELP, SPANISH): "ayuda, informacion, info por favor",
}
_MEANING = {
    word: kind for kind, words in _WORDS.items() for word in (w.strip() for w in words.split(","))
}
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def keyword_of(text: str) -> tuple[str, str] | None:
    """STOP, START or HELP with the language of the word, if that is all the message says."""
    said = _EDGES.sub("", without_accents(text).lower())
    return _MEANING.get(" ".join(said.split()))
