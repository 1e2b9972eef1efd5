"""Files that people and the clinic send, and addresses for them that expire."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

SAMPLES = Path(__file__).with_name("samples")
# What a kind of message carries when nothing else is given: file and type.
SAMPLE_FILES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.ogg", "audio/ogg; codecs=opus"),
    "audio": ("voice.ogg", "audio/ogg"),
    "video": ("video.mp4", "video/mp4"),
    "sticker": ("sticker.webp", "image/webp"),
    "document": ("note.pdf", "application/pdf"),
    "contact": ("contact.vcf", "text/vcard"),
}


@dataclass(frozen=True)
class File:
    """One file as it is kept."""

    id: str
    mime: str
    data: bytes
    name: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class MediaStore:
    """Files by id, and the addresses that were given out for them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._files: dict[str, File] = {}
        self._keys: dict[str, tuple[str, datetime]] = {}

    def put(self, data: bytes, mime: str, name: str = "", file_id: str = "") -> File:
        file = File(file_id or str(secrets.randbelow(10**15) + 10**15), mime, data, name)
        self._files[file.id] = file
        return file

    def sample(self, kind: str, file_id: str) -> File:
        """A new copy of the sample for this kind of message."""
        name, mime = SAMPLE_FILES[kind]
        return self.put((SAMPLES / name).read_bytes(), mime, name, file_id)

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def remove(self, file_id: str) -> bool:
        return self._files.pop(file_id, None) is not None

    def key(self, file_id: str, seconds: float) -> tuple[str, datetime]:
        """A secret that opens the file until then."""
        key = secrets.token_urlsafe(16)
        self._keys[key] = (file_id, self._now() + timedelta(seconds=seconds))
        return key, self._keys[key][1]

    def opened(self, key: str) -> File | None:
        """The file that this key opens now."""
        file_id, until = self._keys.get(key, ("", self._now()))
        return self.get(file_id) if self._now() < until else None

    def age(self, by: timedelta) -> None:
        """Let time pass."""
        self._keys = {key: (file, until - by) for key, (file, until) in self._keys.items()}
