"""Every message of cases.yml, and what must stay true however it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.triage import asks_about_signs, find_signs, signs, without_denials
from bot.triage.lexicon import lexicon
from bot.triage.rule_entries import LEVELS

CASES = YAML(typ="safe").load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
FLAGGED = [
    (text, day, *kind.split())
    for kind, messages in CASES["flagged"].items()
    for day, text in messages
]
ORDINARY = [(text, day) for day, text in CASES["ordinary"]]
REMARKS = (
    "Hope you had a lovely weekend, we went to the lake with the kids and the dog. ",
    "My friend says it's nothing but ",
    "Probably fine but ",
    "I'm sure I'm overreacting, sorry to bother you. ",
    "seguro no es nada pero ",
    "My hair appointment was moved to Thursday. Anyway, ",
)


def levels(text: str, day: int | None) -> dict[str, str]:
    return {sign.flag: sign.level for sign in find_signs(text, day)}


@pytest.mark.parametrize(("text", "day", "flag", "level"), FLAGGED)
def test_a_sign_is_heard(text, day, flag, level):
    """The message raises its flag at its level."""
    assert levels(text, day).get(flag) == level


@pytest.mark.parametrize(("text", "day"), ORDINARY)
def test_an_ordinary_message_is_left_alone(text, day):
    """The message raises no flag."""
    assert levels(text, day) == {}


def test_there_are_enough_cases():
    """The table is at least as large as was agreed, and no message stands in it twice."""
    texts = [case[0] for case in FLAGGED + ORDINARY]
    assert len(FLAGGED) >= 150
    assert len(ORDINARY) >= 200
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(("text", "day", "flag", "level"), FLAGGED)
def test_friendly_words_before_it_hide_nothing(text, day, flag, level):
    """A story or a minimising remark before a sign never lowers its level."""
    for remark in REMARKS:
        found = levels(remark + text, day).get(flag)
        assert found is not None, remark
        assert LEVELS.index(found) <= LEVELS.index(level), remark


@pytest.mark.parametrize(("text", "day", "flag", "level"), FLAGGED)
def test_the_way_of_typing_hides_nothing(text, day, flag, level):
    """Capitals, spaces and typographic apostrophes never lose a sign."""
    for written in (text.upper(), re.sub(" ", "   ", f"  {text}\t"), text.replace("'", "’"),
                    text + " 😭🙏", text.replace("'", "")):
        assert flag in levels(written, day), written


@pytest.mark.parametrize(("text", "day", "flag", "level"), FLAGGED)
def test_missing_punctuation_hides_nothing(text, day, flag, level):
    """Without full stops, commas and question marks there is still a flag."""
    written = re.sub(r"[.,!?;:](?!\d)", "", text)
    assert flag in levels(written, day), written


@given(st.text(max_size=10_000), st.none() | st.integers(-400, 400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text, day):
    """Whatever is typed, reading it never fails and the evidence is a part of it."""
    for sign in find_signs(text, day):
        assert 0 <= sign.start < sign.end <= len(text)
        assert sign.evidence == text[sign.start:sign.end]
    asks_about_signs(text)


def every_sign(text: str, day: int | None) -> set[str]:
    """The flags of the rules, each rule asked, also those that are passed over."""
    case = signs._case(text)
    return {r.flag for r in lexicon().rules if any(True for _ in case.judge.matches(r, day))}


@pytest.mark.parametrize("text", [*(case[0] for case in FLAGGED), *(case[0] for case in ORDINARY)])
def test_no_rule_that_matches_is_passed_over(text):
    """Rules whose concepts are not all mentioned are not asked; that hides nothing on any day."""
    for day in (None, 0, 3, 9):
        assert set(levels(text, day)) == every_sign(text, day)


WORDS = sorted({word for text, *_ in FLAGGED for word in text.split()})


@given(st.lists(st.sampled_from(WORDS), max_size=80), st.none() | st.integers(-3, 15))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_alarming_words_is_read(words, day):
    """Words of real messages in any order are read as well, most urgent sign first, once each."""
    text = " ".join(words)
    found = find_signs(text, day)
    assert all(sign.evidence == text[sign.start:sign.end] for sign in found)
    assert [s.level for s in found] == sorted((s.level for s in found), key=LEVELS.index)
    assert len({sign.flag for sign in found}) == len(found)
    assert {sign.flag for sign in found} == every_sign(text, day)


@pytest.mark.parametrize(
    "piece",
    ["no ", "pus ", "a", "can ", "fever had last month ", "10/10 ", "38,", "not pus, or ", "no no",
     "my friend ", "what if i get ", "pain was ", "swelling hot pain ", "😭", "\x00", "had "],
)
def test_long_messages_end(piece):
    """10 000 characters of the same thing are read to the end."""
    assert isinstance(find_signs((piece * 10_000)[:10_000], 3), tuple)


@pytest.mark.parametrize(
    ("text", "day", "flagged"),
    [
        ("my face is red and warm and a bit swollen", 0, False),
        ("the redness is getting worse", 1, False),
        ("the redness is getting worse", 3, True),
        ("the redness is getting worse", None, True),
        ("the redness is spreading", 1, True),
        ("redness is so much worse and it is spreading fast", 1, True),
        ("my cheek is hot to the touch", 1, False),
        ("my cheek is hot to the touch", 4, True),
        ("the pain is worse than yesterday", 0, False),
        ("the pain is worse than yesterday", 4, True),
        ("the flaking is getting worse", 4, False),
    ],
)
def test_the_day_decides(text, day, flagged):
    """What belongs to the first days is a sign later, and when the day is unknown."""
    assert bool(find_signs(text, day)) is flagged


def test_signs_in_the_original_letters():
    """Evidence is what was typed, accents, capitals and all."""
    (sign,) = find_signs("Hola, tengo FIÉBRE desde ayer", 2)
    assert sign.evidence == "FIÉBRE"


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("what would an infection look like?", True),
        ("how do I know if it's infected", True),
        ("can this cause a cold sore?", True),
        ("what are the chances of blisters", True),
        ("can I wear makeup tomorrow", False),
        ("there is pus on my cheek", False),
    ],
)
def test_general_questions_are_recognised(text, general):
    """Asking what a sign would be like is told from having it."""
    assert asks_about_signs(text) is general


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("no pus, no fever, just flaking", ("pus", "fever"), "just flaking"),
        ("roja pero sin fiebre ni ampollas", ("fiebre", "ampollas"), "roja"),
        ("my sister got hives, my own face only itches", ("hives",), "my own face only itches"),
        ("not just red: it's oozing", (), "oozing"),
    ],
)
def test_what_is_denied_can_be_left_out(text, gone, left):
    """A reader who does not understand denial is given the text without it."""
    kept = without_denials(text)
    assert not any(word in kept for word in gone)
    assert left in kept


@pytest.mark.parametrize(("text", "day", "flag", "level"), FLAGGED[::7])
def test_leaving_out_denials_keeps_what_raises_a_flag(text, day, flag, level):
    """What the rules hear as a present sign is still in the text that is left."""
    sign = next(s for s in find_signs(text, day) if s.flag == flag)
    words = re.findall(r"\w+", sign.evidence)
    assert any(word in without_denials(text) for word in words)
