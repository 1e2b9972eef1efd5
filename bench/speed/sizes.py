"""How much of the disk the environment takes, and what of it only TensorFlow's users need."""

from __future__ import annotations

import sysconfig
from pathlib import Path

_HEAVY = ("tensorflow", "keras", "tensorboard", "transformers", "libclang", "clang", "h5py")


def environment() -> dict[str, int]:
    """MB of all packages, and of those that a light start never opens."""
    packages = Path(sysconfig.get_path("purelib"))
    sizes = {entry.name: _size(entry) for entry in packages.iterdir()}
    heavy = sum(size for name, size in sizes.items() if name.lower().startswith(_HEAVY))
    return {"all": round(sum(sizes.values()) / 1e6), "never_opened": round(heavy / 1e6)}


def _size(entry: Path) -> int:
    files = [entry] if entry.is_file() else [f for f in entry.rglob("*") if f.is_file()]
    return sum(file.lstat().st_size for file in files)
