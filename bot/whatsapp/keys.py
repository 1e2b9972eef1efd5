"""A key of its own for each purpose, from the installation's one secret."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BYTES = 32


def derived_key(secret: str, purpose: str) -> bytes:
    """Who learns one of these keys learns neither the secret nor another key."""
    info = b"afterglow " + purpose.encode()
    return HKDF(SHA256(), _BYTES, salt=None, info=info).derive(secret.encode())
