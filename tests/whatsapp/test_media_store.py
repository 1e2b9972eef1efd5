"""Patients' photos on the disk: nobody reads, changes or exchanges them unseen."""

from __future__ import annotations

import stat

import pytest

from bot.whatsapp.media_store import Damaged, MediaStore

SECRET = "s" * 40
PHOTO = b"\xff\xd8 a canary photo " * 50


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore(tmp_path / "media", SECRET)


def files(tmp_path) -> list:
    """What lies in the folder."""
    return sorted((tmp_path / "media").iterdir())


def test_what_is_stored_comes_back(store):
    """Also nothing at all, and a newer copy in place of an older one."""
    for content in (PHOTO, b"", b"\x00" * 100_000):
        store.write(7, content)
        assert store.read(7) == content


def test_names_and_bytes_tell_nothing(store, tmp_path):
    """No kind, number or content shows; the same photo twice looks different; owner only."""
    names = [store.write(number, PHOTO) for number in (1, 2)]
    one, two = files(tmp_path)
    assert sorted(names) == [one.name, two.name] and all(len(name) == 40 for name in names)
    assert b"canary" not in one.read_bytes() and one.read_bytes() != two.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert stat.S_IMODE(one.parent.stat().st_mode) == 0o700
    assert MediaStore(tmp_path / "x", "t" * 40).write(1, PHOTO) != names[0]


def test_every_changed_byte_is_noticed(store, tmp_path):
    """Anywhere in the file, cut off, or empty."""
    store.write(7, PHOTO)
    [file] = files(tmp_path)
    whole = file.read_bytes()
    for place in (0, 3, 14, 15, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            store.read(7)
    for cut in (b"", whole[:10], whole[:-1], whole + b"x"):
        file.write_bytes(cut)
        with pytest.raises(Damaged):
            store.read(7)


def test_files_cannot_change_places(store, tmp_path):
    """One patient's photo under another's number is not shown."""
    first, second = store.write(1, b"Ana's"), store.write(2, b"Ben's")
    folder = tmp_path / "media"
    (folder / first).write_bytes((folder / second).read_bytes())
    with pytest.raises(Damaged):
        store.read(1)


def test_another_secret_opens_nothing(store, tmp_path):
    """Neither by its name nor by its key."""
    store.write(1, PHOTO)
    with pytest.raises(Damaged, match="missing, or the secret is another"):
        MediaStore(tmp_path / "media", "t" * 40).read(1)


def test_a_full_disk_leaves_nothing_half(store, tmp_path, monkeypatch):
    """What could not be written is not there at all, and the fault is told."""
    import os

    store.write(1, PHOTO)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write(2, PHOTO)
    assert len(files(tmp_path)) == 1 and store.read(1) == PHOTO
