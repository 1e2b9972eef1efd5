"""nginx with the configuration that is deployed, in front of gateways on loopback."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.rolling.part import ROOT, Part

CONFIGURATION = ROOT / "deploy" / "nginx"
# Debian keeps it where only root's PATH looks.
_PLACES = "/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin"


def find_nginx() -> str | None:
    """Its path, or None."""
    return shutil.which("nginx") or shutil.which("nginx", path=_PLACES)


def configured(folder: Path, port: int, gateways: Sequence[int]) -> Path:
    """The deployed configuration; only where to listen and where the gateways are is our own."""
    folder.mkdir()
    deployed = (CONFIGURATION / "nginx.conf").read_text(encoding="utf-8")
    # Another nginx may run on this machine.
    (folder / "nginx.conf").write_text(deployed.replace("/tmp/nginx", str(folder / "nginx")))
    (folder / "listen.conf").write_text(f"listen 127.0.0.1:{port} backlog=2048;\n")
    servers = [f"server 127.0.0.1:{one} max_fails=1 fail_timeout=1s;" for one in gateways]
    upstream = ["upstream gateways {", "least_conn;", *servers, "keepalive 64;", "}", ""]
    (folder / "upstream.conf").write_text("\n".join(upstream))
    return folder / "nginx.conf"


def faults_of(nginx: str, configuration: Path) -> str:
    """What `nginx -t` says against it; empty if nothing."""
    asked = (nginx, "-t", "-q", "-e", "stderr", "-c", str(configuration))
    done = subprocess.run(asked, capture_output=True, text=True, timeout=30)
    return done.stderr if done.returncode else ""


def proxy(nginx: str, folder: Path, port: int, gateways: Sequence[int]) -> Part:
    """A proxy that is asked for a page of the gateways behind it."""
    configuration = configured(folder / "nginx", port, gateways)
    argv = (nginx, "-e", "stderr", "-g", "daemon off;", "-c", str(configuration))
    return Part("nginx", argv, port, "/ready", folder / "nginx.log", {})
