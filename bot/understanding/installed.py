"""What the components of one process share, loaded once: encoder, protocol, names, speller."""

from __future__ import annotations

from functools import lru_cache

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


@lru_cache(maxsize=1)
def names() -> NameIndex:
    """The names of every topic but the danger signs, which triage finds."""
    topics = protocol().topics.values()
    return NameIndex({t.name: t.names for t in topics if t.kind != "flag"})


@lru_cache(maxsize=1)
def speller() -> Speller:
    """Spelling put right towards the protocol's words."""
    return Speller(names().words())
