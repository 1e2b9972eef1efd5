"""What docs/whatsapp.md tells clinics is what the code does."""

from __future__ import annotations

import json
import re

from bot.mailbox.code_book import LIFETIME, MOST_A_DAY, MOST_GUESSES, MOST_SENT_AN_HOUR
from bot.settings import PREFIX, ROOT, Settings
from bot.whatsapp.linking import SENDING_PAUSES

PAPER = (ROOT / "docs" / "whatsapp.md").read_text(encoding="utf-8")
FIELDS = set(Settings.__dataclass_fields__)


def test_every_setting_in_it_exists_and_none_of_whatsapps_is_missing():
    """A clinic that follows the paper sets what the code reads."""
    named = {name.lower() for name in re.findall(PREFIX + r"([A-Z_]*[A-Z])", PAPER)}
    assert named - FIELDS == set()
    ours = {f for f in FIELDS if f.startswith(("whatsapp", "meta_", "twilio_"))}
    assert (ours | {"public_url", "code_url"}) - named == set()


def test_the_template_is_the_one_that_was_tried():
    """Word for word what the local provider accepts, in both languages, with its button."""
    known = json.loads((ROOT / "bot" / "simulator" / "templates.json").read_text(encoding="utf-8"))
    for template in known:
        if template["name"] == "afterglow_reply":
            assert template["body"] in PAPER and template["buttons"][0] in PAPER


def test_the_limits_are_those_of_the_code():
    """Minutes, guesses, codes a day and an hour, tries."""
    assert (LIFETIME.total_seconds(), MOST_GUESSES, MOST_A_DAY) == (600, 5, 3)
    assert MOST_SENT_AN_HOUR == 30 and len(SENDING_PAUSES) == 3
    for words in ("good for ten minutes, five guesses", "three codes a day each", "thirty an hour"):
        assert words in " ".join(PAPER.split())
    assert "After four failures" in PAPER
