"""`afterglow whatsapp codes`, `attachments` and `attachment` as staff type them."""

from __future__ import annotations

import asyncio
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.mailbox import Mailbox, open_mailbox
from bot.mailbox.phone_records import Attached
from bot.patients.book import utc_now
from bot.patients.migrate import migrate
from bot.settings import Settings
from bot.whatsapp.codes import CodeFolder, OneTimeCode
from bot.whatsapp.media_store import MediaStore
from tests.mailbox.phones import message

PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def mailbox(tmp_path, monkeypatch) -> Mailbox:
    """The one that the commands find; it holds a photo that is stored and one that is not."""
    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    url = f"sqlite:///{tmp_path / 'afterglow.db'}"
    migrate(url)
    opened = open_mailbox(url)
    photo = Attached("photo", "media-1", "image/jpeg")
    for name in ("1", "2"):
        opened.accept([message(name, "US.1", kind="photo", files=(photo,))])
    store = MediaStore(tmp_path / "media", Settings(data_dir=tmp_path).signing_secret())
    opened.keep_attachment(1, store.write(1, PHOTO), len(PHOTO))
    yield opened
    opened.close()


def run(*words: str):
    """The command's result."""
    return CliRunner().invoke(app, ["whatsapp", *words])


def test_the_list_shows_what_came(mailbox):
    """The newest first, with what is known of it, and nobody's number."""
    printed = run("attachments").stdout.splitlines()
    assert printed[1].split()[:2] == ["2", "photo"] and "waiting" in printed[1]
    assert "stored" in printed[2] and "1 KB" in printed[2] and "unknown" in printed[2]
    assert "US.1" not in "".join(printed)


def test_one_is_opened_into_a_private_file(mailbox, tmp_path):
    """Whole, for its owner only, and never over another file."""
    out = tmp_path / "photo.jpg"
    done = run("attachment", "1", "--out", str(out))
    assert done.exit_code == 0 and out.read_bytes() == PHOTO
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = run("attachment", "1", "--out", str(out))
    assert again.exit_code == 2 and "exists already" in again.output


def test_what_cannot_be_opened_says_why(mailbox, tmp_path):
    """Unknown, not fetched yet, or changed on the disk: one line and exit code 1."""
    out = str(tmp_path / "x")
    assert "no attachment 9" in run("attachment", "9", "--out", out).output
    assert "not fetched yet" in run("attachment", "2", "--out", out).output
    [file] = (tmp_path / "media").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    done = run("attachment", "1", "--out", out)
    assert done.exit_code == 1 and "was changed" in done.output and not Path(out).exists()


def test_codes_are_shown_while_they_are_good(mailbox, tmp_path, monkeypatch):
    """With the patient's reference; none is said to be none."""
    assert "No code is waited for." in run("codes").stdout
    until = utc_now() + timedelta(minutes=10)
    asyncio.run(
        CodeFolder(tmp_path / "codes", utc_now).send(OneTimeCode("P-K7MXQ4", "012345", until, "en"))
    )
    assert "P-K7MXQ4" in run("codes").stdout and "012345" in run("codes").stdout
    monkeypatch.setenv("AFTERGLOW_CODE_URL", "https://clinic.example/codes")
    assert "012345" not in run("codes").stdout
