"""Finds the Chromium for the widget's tests, or fetches one: `python -m tests.widget.browser`.

In this order: $CHROMIUM, one of the system, one fetched before, npm's @sparticuz/chromium (its
package holds the program itself), Debian's package. A machine where none of these works is told so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).parent / "chromium"
FETCHED = ROOT / ".tools" / "chromium"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Node comes with npm and undoes Brotli, which Python's library does not.
UNPACK = """
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
const [from, to] = process.argv.slice(1);
await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
"""
MISSING = (
    "the widget's tests need a Chromium, and there is none here that starts. Install one (on "
    "Debian or Ubuntu: apt-get install chromium), or set CHROMIUM to its path, or install node "
    "and npm and run this again."
)


@dataclass(frozen=True)
class Program:
    """A Chromium that starts, and what its environment needs on top of ours."""

    path: str
    env: dict[str, str] = field(default_factory=dict)


def find() -> Program | None:
    """The first Chromium that really starts, without fetching anything."""
    if named := os.environ.get("CHROMIUM"):
        return Program(named) if starts(Program(named)) else None
    of_the_system = [Program(path) for path in map(shutil.which, NAMES) if path]
    libraries = {"LD_LIBRARY_PATH": str(FETCHED / "al2023" / "lib")}
    fetched = Program(str(FETCHED / "chromium"), libraries)
    return next(filter(starts, [*of_the_system, fetched]), None)


def starts(program: Program) -> bool:
    """Whether the program is there and runs on this machine."""
    try:
        command = [program.path, "--no-sandbox", "--headless", "--version"]
        environment = {**os.environ, **program.env}
        shown = subprocess.run(command, env=environment, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0


def fetch() -> None:
    """Try npm, then Debian's package; leaves it to `find` to say whether that helped."""
    if shutil.which("npm") and shutil.which("node"):
        print("• fetching a Chromium for the widget's tests by npm", flush=True)
        fetch_by_npm()
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("• installing Debian's Chromium for the widget's tests", flush=True)
        quiet("apt-get", "update")
        install = ("apt-get", "install", "-y", "--no-install-recommends")
        quiet(*install, "chromium-headless-shell") or quiet(*install, "chromium")


def fetch_by_npm() -> None:
    """Unpacks the program and the libraries that it brings into .tools."""
    shutil.rmtree(FETCHED, ignore_errors=True)
    shutil.copytree(LOCK, FETCHED)
    install = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    packed = FETCHED / "node_modules" / "@sparticuz" / "chromium" / "bin"
    if not quiet(*install, "--prefix", str(FETCHED)):
        return
    program, libraries = FETCHED / "chromium", FETCHED / "al2023.tar"
    unpack = ("node", "--input-type=module", "--eval", UNPACK)
    if not quiet(*unpack, str(packed / "chromium.br"), str(program)):
        return
    program.chmod(0o755)
    if quiet(*unpack, str(packed / "al2023.tar.br"), str(libraries)):
        with tarfile.open(libraries) as archive:
            archive.extractall(FETCHED / "al2023")
    shutil.rmtree(FETCHED / "node_modules")


def quiet(*command: str) -> bool:
    """Run a command; its output is shown only if it failed."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        print(f"{command[0]} {command[1]} failed:\n{done.stdout}{done.stderr}", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """0 if there is a Chromium now."""
    if find() is None and "CHROMIUM" not in os.environ:
        fetch()
    if find() is None:
        print(f"setup: {MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
