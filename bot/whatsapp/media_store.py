"""Patients' photos and recordings on our disk: encrypted, and under names that tell nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.whatsapp.keys import derived_key

_MARK = b"AG1"
_NONCE_BYTES = 12


class Damaged(ValueError):
    """The file is missing, was changed, belongs elsewhere, or the secret is another by now."""


class MediaStore:
    """AES-256-GCM; the attachment's number is bound in, so that files cannot change places."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = folder
        self._cipher = AESGCM(derived_key(secret, "media"))
        self._name_key = derived_key(secret, "media names")

    def write(self, number: int, content: bytes) -> str:
        """Store it, whole or not at all, and return its name. Writing again replaces it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = _MARK + nonce + self._cipher.encrypt(nonce, content, _bound_to(number))
        name = self._name(number)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as fresh:
            try:
                fresh.write(sealed)
                fresh.flush()
                os.fsync(fresh.fileno())
                os.replace(fresh.name, self._folder / name)
            except OSError:
                os.unlink(fresh.name)
                raise
        _make_durable(self._folder)
        return name

    def read(self, number: int) -> bytes:
        """The content of this attachment. Raises Damaged."""
        try:
            sealed = (self._folder / self._name(number)).read_bytes()
        except FileNotFoundError:
            raise Damaged("the stored file is missing, or the secret is another by now") from None
        start = len(_MARK) + _NONCE_BYTES
        if not sealed.startswith(_MARK) or len(sealed) < start:
            raise Damaged("the stored file is not one of ours")
        nonce = sealed[len(_MARK) : start]
        try:
            return self._cipher.decrypt(nonce, sealed[start:], _bound_to(number))
        except InvalidTag:
            raise Damaged("the stored file was changed, or the secret is another by now") from None

    def _name(self, number: int) -> str:
        return hmac.new(self._name_key, _bound_to(number), hashlib.sha256).hexdigest()[:40]


def _bound_to(number: int) -> bytes:
    return f"attachment {number}".encode()


def _make_durable(folder: Path) -> None:
    # Without this the name could be gone after a power cut, and the provider keeps it no longer.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
