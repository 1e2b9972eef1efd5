"""What the components of one process share, loaded once: encoder, protocol, names, speller."""

from __future__ import annotations

from functools import lru_cache

from bot.language import ENGLISH, SPANISH, word_as_heard
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.settings import Settings
from bot.understanding.encoder import Encoder
from bot.understanding.names import NameIndex
from bot.understanding.words import Speller


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The sentence encoder. Raises EncoderMissing."""
    return Encoder(Settings.from_env().encoder_dir)


@lru_cache(maxsize=1)
def protocol() -> Protocol:
    """The protocol as it was when the process began. Raises ProtocolError."""
    settings = Settings.from_env()
    return load(settings.protocol_dir, general_on=settings.general_guidance)


@lru_cache(maxsize=2)
def names(language: str = ENGLISH) -> NameIndex:
    """The names of every topic but the danger signs, which triage finds; Spanish as it sounds."""
    listed = names_by_topic(language)
    if language == SPANISH:
        listed = {
            topic: tuple(" ".join(map(word_as_heard, name.split())) for name in group)
            for topic, group in listed.items()
        }
    return NameIndex(listed)


def names_by_topic(language: str) -> dict[str, tuple[str, ...]]:
    """Topic -> what people call it in this language; danger signs left out."""
    topics = [topic for topic in protocol().topics.values() if topic.kind != "flag"]
    if language == ENGLISH:
        return {topic.name: topic.names for topic in topics}
    translation = protocol().translations.get(language)
    listed = translation.names if translation else {}
    return {topic.name: tuple(listed.get(topic.name, ())) for topic in topics}


@lru_cache(maxsize=1)
def speller() -> Speller:
    """Spelling put right towards the protocol's words."""
    return Speller(names().words(), Settings.from_env().encoder_dir)
