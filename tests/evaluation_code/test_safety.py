"""The gate before a rule: what makes answers less safe, and what a clinician may answer anew."""

from __future__ import annotations

import pytest

from bot.evaluation import labels
from bot.evaluation.labels import CLINIC_MESSAGES, Label
from bot.evaluation.outcomes import judge
from bot.evaluation.relabel import is_replaceable, relabelled
from bot.evaluation.safety import LOST, MISSED, UNSAFE, as_result, compared
from bot.evaluation.score import score
from bot.evaluation.transposing import transposed
from bot.protocol.changes import RuleChange, SynonymChange, Version
from bot.protocol.loader import load
from tests.test_layers import ROOT

PROTOCOL = load()


def label(name: str, topic: str = "exercise", day: int = 1, verdicts=("not_yet",)) -> Label:
    """A message about one topic; to allow it is unsafe."""
    accept = {topic: frozenset(verdicts)}
    unsafe = {topic: {None: frozenset({"allowed"})}}
    readings = ((frozenset({topic}),),)
    return Label(name, (f"{topic}?",), day, ("face",), None, (topic,), accept, unsafe, readings,
                 "may_i", "en")  # fmt: skip


def answer(name: str, topic: str = "exercise", verdict: str = "not_yet", day: int = 1) -> dict:
    """What the bot said to it."""
    said = {"topic": topic, "verdict": verdict, "day": day}
    kind = "red_flag" if verdict == "urgent" else "answer"
    return {"id": name, "turns": [{"messages": [], "aftercare": {"kind": kind, "answers": [said]}}]}


def change(topic: str, days: str, verdict: str) -> RuleChange:
    """A statement of the clinic."""
    return RuleChange("rule change 1", topic, days, verdict, {}, "We say so.", None, "Dr Vega")


def whys(asked, before, after) -> list[tuple[str, str]]:
    """Why and which, of everything that speaks against the change."""
    found = compared(score(asked, before), score(asked, after)).failing
    return [(why, outcome.label.id) for why, outcome in found]


def test_one_message_that_becomes_unsafe_is_one_too_many():
    """Even where another one is mended by the same change."""
    asked = [label("a"), label("b")]
    before = [answer("a"), answer("b", verdict="allowed")]
    after = [answer("a", verdict="allowed"), answer("b")]
    assert whys(asked, before, after) == [(UNSAFE, "a")]


def test_a_danger_sign_that_is_no_longer_seen_speaks_against_it():
    """It counts as unsafe at once, and is listed once."""
    asked = [label("a", "fever", verdicts=("urgent",))]
    before, after = [answer("a", "fever", "urgent")], [answer("a", "fever", "ask_clinic")]
    assert whys(asked, before, after) in ([(UNSAFE, "a")], [(MISSED, "a")])


@pytest.mark.parametrize(("lost", "passed"), [(1, True), (2, False)])
def test_right_answers_may_fall_by_half_a_point(lost, passed):
    """One of 200 may, two may not; then all that are lost are shown."""
    asked = [label(str(n)) for n in range(200)]
    before = [answer(str(n)) for n in range(200)]
    after = [answer(str(n), verdict="ask_clinic" if n < lost else "not_yet") for n in range(200)]
    found = whys(asked, before, after)
    assert found == ([] if passed else [(LOST, "0"), (LOST, "1")])


def test_the_result_shows_figures_and_failing_messages():
    """Plain values, with what was said, expected and answered."""
    asked = [label("a")]
    before, after = [answer("a")], [answer("a", verdict="allowed")]
    comparison = compared(score(asked, before), score(asked, after))
    result = as_result(comparison, lambda outcome: True)
    assert (result["before"]["unsafe"], result["after"]["unsafe"]) == (0, 1)
    [failing] = result["failing"]
    assert (failing["why"], failing["turns"]) == (UNSAFE, ["exercise?"])
    assert failing["replaceable"] is True


@pytest.mark.parametrize(
    ("topic", "day", "expected"),
    [("exercise", 1, True), ("makeup", 0, False), ("exfoliant", 2, False),
     ("anti_inflammatory", 3, False)],
)  # fmt: skip
def test_only_where_the_sheet_is_silent_may_the_clinic_answer_anew(topic, day, expected):
    """What stands in the sheet is changed in the sheet."""
    outcome = judge(label("a", topic, day), answer("a", topic, "allowed", day))
    assert is_replaceable(outcome, change(topic, str(day), "allowed"), PROTOCOL) is expected


def test_names_and_other_topics_are_never_answered_anew():
    """Nor are danger signs."""
    outcome = judge(label("a"), answer("a", verdict="allowed"))
    synonym = SynonymChange("rule change 1", "exercise", "en", "zorbing")
    assert not is_replaceable(outcome, synonym, PROTOCOL)
    assert not is_replaceable(outcome, change("sauna_steam", "1", "allowed"), PROTOCOL)


def test_a_message_that_was_answered_anew_expects_the_new_answer():
    """It is safe and right from then on; all others stay."""
    version = Version(1, change("exercise", "1", "allowed"), ("a",))
    new, old = relabelled([label("a"), label("b")], [version])
    assert judge(new, answer("a", verdict="allowed")).right
    assert judge(old, answer("b", verdict="allowed")).unsafe


def test_a_permission_is_asked_about_on_its_own_days():
    """Exfoliants on day 2, of which no message of the set speaks: asked and found unsafe."""
    known = labels.load(CLINIC_MESSAGES)
    asked = transposed(known, change("exfoliant", "2", "allowed"), PROTOCOL)
    assert {one.day for one in asked} == {2} and len(asked) > 3
    for one in asked:
        assert judge(one, answer(one.id, "exfoliant", "allowed", 2)).unsafe
        assert judge(one, answer(one.id, "exfoliant", "ask_clinic", 2)).right


def test_what_permits_nothing_new_is_not_asked_twice():
    """A caution, a name, or a permission that was there before."""
    for one in (change("exercise", "3-5", "avoid"),
                SynonymChange("rule change 1", "exercise", "en", "zorbing")):  # fmt: skip
        assert transposed([label("a")], one, PROTOCOL) == []
    again = transposed([label("a", "makeup")], change("makeup", "3", "allowed"), PROTOCOL)
    for one in again:
        assert not judge(one, answer(one.id, "makeup", "allowed", 3)).unsafe


def test_the_shipped_messages_are_the_tuning_half_and_nothing_of_the_other():
    """The half that is tested with never serves as a gate."""
    folder = ROOT / "tests" / "evaluation"
    assert CLINIC_MESSAGES.read_bytes() == (folder / "train.jsonl").read_bytes()
    shipped = {one.turns for one in labels.load(CLINIC_MESSAGES)}
    for half in ("test.jsonl", "later/test.jsonl"):
        assert not shipped & {one.turns for one in labels.load(folder / half)}
