"""Keys for what the staff desk seals, each derived from the installation's one secret. Pure."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Unsealable(ValueError):
    """What was stored was changed, or sealed under another secret."""


def audit_key(secret: str) -> bytes:
    """Seals the rows of the audit."""
    return _derived(secret, "afterglow audit 1")


def form_key(secret: str) -> bytes:
    """Proves that a form came from a page of ours."""
    return _derived(secret, "afterglow staff forms 1")


def code_key(secret: str) -> bytes:
    """Hashes recovery codes."""
    return _derived(secret, "afterglow staff recovery codes 1")


class Box:
    """Seals a short text for one owner: moved to another account, it does not open."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_derived(secret, "afterglow staff second factor 1"))

    def seal(self, text: str, owner: str) -> str:
        """Never the same twice."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, text.encode(), owner.encode())
        return b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner: str) -> str:
        """The text. Raises Unsealable."""
        try:
            raw = b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            raise Unsealable("what was stored for this account cannot be opened") from None


def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
