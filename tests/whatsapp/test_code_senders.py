"""Codes on their way to the patient: a private folder for the staff, or the clinic's own system."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import stat
from datetime import datetime, timedelta, timezone

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.whatsapp.code_client import CodeCaller
from bot.whatsapp.codes import CodeFolder, CodeNotSent, OneTimeCode
from tests.gateway.loopback import closed_address, serving

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)


def code(number: int, minutes: int = 10) -> OneTimeCode:
    """A code for a patient."""
    return OneTimeCode("P-K7MXQ4", f"{number:06d}", NOW + timedelta(minutes=minutes), "es")


def test_the_folder_shows_what_is_still_good(tmp_path):
    """Only its owner can read it; what is over is removed whenever somebody looks or writes."""
    now = [NOW]
    folder = CodeFolder(tmp_path / "codes", lambda: now[0])
    asyncio.run(folder.send(code(1, minutes=5)))
    asyncio.run(folder.send(code(2, minutes=9)))
    assert [one.code for one in folder.codes()] == ["000001", "000002"]
    files = list((tmp_path / "codes").iterdir())
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE((tmp_path / "codes").stat().st_mode) == 0o700
    now[0] += timedelta(minutes=6)
    assert [one.code for one in folder.codes()] == ["000002"]
    assert len(list((tmp_path / "codes").iterdir())) == 1


def test_the_clinics_system_gets_a_signed_request():
    """Reference, code, language and end, with a signature that anybody can compute."""
    got = []

    async def take(request: Request) -> Response:
        got.append((dict(request.headers), await request.body()))
        return Response(status_code=202)

    with serving(Starlette(routes=[Route("/codes", take, methods=["POST"])])) as address:

        async def send() -> None:
            caller = CodeCaller(address + "/codes", "secret", lambda: NOW)
            await caller.send(code(42))
            await caller.close()

        asyncio.run(send())
    [(headers, body)] = got
    assert json.loads(body) == {
        "reference": "P-K7MXQ4",
        "code": "000042",
        "expires_at": "2026-11-20T15:40:00+00:00",
        "language": "es",
    }
    stamp = headers["x-afterglow-timestamp"]
    expected = hmac.new(b"secret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-afterglow-signature"] == f"sha256={expected}"
    assert int(stamp) == int(NOW.timestamp())


@pytest.mark.parametrize("status", [301, 403, 500])
def test_a_refusal_is_a_failure_and_no_address_is_followed(status):
    """A code must not wander off to where a redirect points; the error holds nothing private."""

    async def refuse(_: Request) -> Response:
        return Response(status_code=status, headers={"Location": "https://elsewhere.example/"})

    app = Starlette(routes=[Route("/", refuse, methods=["POST"])])
    failing = pytest.raises(CodeNotSent, match=str(status))
    with serving(app) as address, failing as failed:
        asyncio.run(CodeCaller(address, "secret", lambda: NOW).send(code(42)))
    assert "000042" not in str(failed.value) and "P-K7MXQ4" not in repr(failed.value)


def test_nobody_there_is_a_failure():
    """The reason is its kind alone."""
    with pytest.raises(CodeNotSent, match="ConnectError"):
        asyncio.run(CodeCaller(closed_address(), "secret", lambda: NOW).send(code(42)))


def test_a_code_shows_nothing_of_itself():
    """It may end up in a log."""
    assert "000042" not in repr(code(42)) and "K7MXQ4" not in repr(code(42))
