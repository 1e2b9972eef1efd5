"""What went wrong, from all sides, once each and without whose it was."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.gaps.collecting import collected
from bot.mailbox.exchange_book import Exchange
from bot.patients.records import UnansweredRecord

NOW = datetime(2026, 11, 20, 15, tzinfo=timezone.utc)


def said(words: str, kind: str, minutes: int = 0, thumb=None, topic: str = "makeup", talk="c1"):
    """A question with its answer."""
    answers = [{"topic": topic, "verdict": "allowed"}] if kind == "answer" else []
    aftercare = {"kind": kind, "day": 2, "language": "en", "answers": answers}
    at = NOW + timedelta(minutes=minutes)
    return Exchange(talk, "P-1", "web", words, aftercare, at, thumb)


def noted(words: str, reason: str = "unclear") -> UnansweredRecord:
    """As the desk keeps it."""
    return UnansweredRecord(reason, words, 2, "en", NOW)


def found(notes, exchanges) -> list[tuple[str, str, str | None]]:
    """Reason, words and topic of each."""
    gaps = collected(notes, exchanges, lambda reference: "Ann Lee")
    return sorted((gap.reason, gap.words, gap.topic) for gap in gaps)


def test_what_was_put_in_other_words_is_corrected_and_says_what_it_was_about():
    """Counted once, although it was noted as not understood as well."""
    talk = [said("face decor?", "clarify"), said("can I wear makeup", "answer", 2)]
    assert found([noted("face decor?")], talk) == [("corrected", "face decor?", "makeup")]


def test_asking_something_else_an_hour_later_corrects_nothing():
    """Nor does somebody else's question."""
    later = [said("face decor?", "clarify"), said("can I wear makeup", "answer", 60)]
    other = [said("face decor?", "clarify"), said("can I wear makeup", "answer", 1, talk="c2")]
    for talk in (later, other):
        assert found([noted("face decor?")], talk) == [("clarified", "face decor?", None)]


def test_a_thumb_down_is_a_gap_whatever_was_answered():
    """A thumb up is none."""
    talk = [said("can I run", "answer", thumb="down", topic="exercise"),
            said("can I swim", "answer", thumb="up")]  # fmt: skip
    assert found([], talk) == [("thumbs down", "can I run", "exercise")]


def test_others_who_asked_the_same_still_count():
    """One of three was corrected, two remain."""
    talk = [said("face decor?", "clarify"), said("can I wear makeup", "answer", 2)]
    gaps = found([noted("face decor?")] * 3, talk)
    assert [reason for reason, *_ in gaps] == ["clarified", "clarified", "corrected"]


def test_nothing_tells_whose_it_was():
    """The patient's own name goes, and so do numbers and addresses."""
    words = "Ann Lee here, call 212-555-0123 or ann@example.com, lash lift ok?"
    [(_, shown, _)] = found([], [said(words, "answer", thumb="down")])
    assert shown == "[name] [name] here, call [number] or [address], lash lift ok?"
