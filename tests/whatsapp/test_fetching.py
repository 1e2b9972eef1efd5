"""Files come into our own store whatever happens on the way, or the patient is told."""

from __future__ import annotations

import asyncio
import base64
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.mailbox import Outgoing, open_mailbox
from bot.mailbox.contact_tables import AttachmentRow
from bot.mailbox.phone_records import Attached
from bot.whatsapp.fetching import PAUSES, Fetcher
from bot.whatsapp.media_store import MediaStore
from bot.whatsapp.records import SendFault, TooBig
from tests.mailbox.conftest import Clock
from tests.mailbox.phones import message
from tests.patients.databases import migrated_database
from tests.whatsapp.street import ANA, INBOX, served, street

THANKS = "a person will look at it"
LOST = Outgoing("it is lost")


class Giving:
    """A provider that answers each fetch with the next of these."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    async def fetch(self, media, most_bytes):
        """The next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox(tmp_path, clock):
    """With one photo that waits."""
    opened = open_mailbox(migrated_database("sqlite", tmp_path), clock)
    photo = Attached("photo", "media-1", "image/jpeg")
    opened.accept([message("1", "US.1", kind="photo", files=(photo,))])
    assert opened.claim_attachment() is None
    opened.answer(opened.claim("w"), Outgoing(THANKS))
    yield opened
    opened.close()


def fetcher(mailbox, folder: Path, *answers: object) -> Fetcher:
    """A fetcher that gets these answers."""
    store = MediaStore(folder / "media", "s" * 40)
    return Fetcher(mailbox, Giving(*answers), store, lambda _: LOST)


def told(mailbox) -> list[str]:
    """What the patient was sent."""
    talk = mailbox.attachment(1).conversation
    return [entry.text for entry in mailbox.entries_after(talk, 0) if entry.author != "patient"]


def test_what_comes_late_is_stored(mailbox, tmp_path, clock):
    """The provider is down, then the token is wrong, then it works: nothing was given up."""
    faults = SendFault("down"), SendFault("unauthorised", 190), SendFault("rate")
    fetching = fetcher(mailbox, tmp_path, *faults, b"photo")
    for pause in PAUSES[:3]:
        assert asyncio.run(fetching.step()) is True
        assert asyncio.run(fetching.step()) is False
        clock.pass_seconds(pause.total_seconds() + 0.1)
    assert asyncio.run(fetching.step()) is True
    stored = mailbox.attachment(1)
    assert (stored.state, stored.size, stored.tries) == ("stored", 5, 4)
    assert MediaStore(tmp_path / "media", "s" * 40).read(1) == b"photo"
    assert asyncio.run(fetching.step()) is False and told(mailbox) == [THANKS]


@pytest.mark.parametrize("fault", [TooBig(), SendFault("invalid", 100), SendFault("undeliverable")])
def test_what_will_never_come_is_told_once(mailbox, tmp_path, clock, fault):
    """Too big, gone at the provider: the patient can send it again."""
    fetching = fetcher(mailbox, tmp_path, fault)
    assert asyncio.run(fetching.step()) is True
    assert mailbox.attachment(1).state == "failed" and told(mailbox) == [THANKS, "it is lost"]
    clock.pass_seconds(86_400)
    assert asyncio.run(fetching.step()) is False


def test_after_a_day_of_trying_it_is_given_up(mailbox, tmp_path, clock):
    """Nothing is tried for ever."""
    fetching = fetcher(mailbox, tmp_path, *[SendFault("down")] * len(PAUSES))
    for _ in range(len(PAUSES) + 1):
        assert asyncio.run(fetching.step()) is True
        clock.pass_seconds(timedelta(hours=1, seconds=1).total_seconds())
    assert mailbox.attachment(1).state == "failed" and told(mailbox) == [THANKS, "it is lost"]


def test_who_died_while_fetching_is_followed_by_another(mailbox, tmp_path, clock):
    """Nobody else takes the file at the same time, and it is not forgotten."""
    assert mailbox.claim_attachment().id == 1
    assert mailbox.claim_attachment() is None
    clock.pass_seconds(121)
    assert asyncio.run(fetcher(mailbox, tmp_path, b"photo").step()) is True
    assert mailbox.attachment(1).state == "stored"


def test_a_photo_comes_whole_through_the_real_wire(tmp_path, rasa, both):
    """Through the provider's cut connections and short-lived addresses, byte for byte."""
    content = bytes(range(256)) * 400
    file = {"data": base64.b64encode(content).decode(), "mime": "image/jpeg"}
    with street(tmp_path, rasa, both) as opened:
        opened.phone.fault("media", "server_error", times=1)
        opened.phone.send(ANA, "photo", file=file)
        with served(opened):
            mailbox = opened.town.mailbox
            opened.wait(lambda: (f := mailbox.attachment(1)) and f.state == "stored", 30)
    secret = opened.town.settings.signing_secret()
    assert MediaStore(tmp_path / "media", secret).read(1) == content


def test_a_photo_that_the_provider_has_lost_is_told_and_a_task(tmp_path, rasa):
    """The staff's task and the patient's sentence both say so; nobody waits for it in vain."""
    with street(tmp_path, rasa, "meta") as opened, served(opened):
        files = AttachmentRow.__table__
        opened.town.mailbox.accept(
            [message("x", "US.7", kind="photo", files=(Attached("photo", "404", "image/jpeg"),))]
        )
        opened.wait(lambda: [f for f in opened.rows(select(files)) if f.state == "failed"])
        # Nobody at the provider has this id either, which is a task of its own.
        assert {task.understood for task in opened.tasks()} >= {"photo: 1", "photo lost: 1"}
        said = opened.town.mailbox.entries_after(opened.rows(select(INBOX))[0].conversation, 1)
        assert said[1].text == opened.phrase("file_lost")
