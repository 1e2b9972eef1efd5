"""Tests of bot/protocol/checks/links.py."""

from __future__ import annotations

from pathlib import Path

from tests.protocol import small


def test_an_unknown_topic_offers_what_was_meant(tmp_path: Path) -> None:
    """The topic that was meant is not reported as unruled as well."""
    files = small.changed("clinic", "  makeup:\n", "  makup:\n")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'makup:')} makup: unknown topic 'makup'. "
        "Did you mean 'makeup'?"
    ]


def test_a_topic_without_rules_is_a_fault(tmp_path: Path) -> None:
    """Whatever can be asked must have an answer."""
    added = "topics:\n  juggling: {kind: activity, label: juggling, names: [juggling]}\n"
    files = small.changed("topics", "topics:\n", added)
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', 'juggling')} juggling: the topic has no rules; "
        "add them to clinic.yml or general.yml"
    ]


def test_a_topic_lives_in_one_file(tmp_path: Path) -> None:
    """Two files that rule one topic are shown with both places."""
    files = small.changed("general", "  sauna:\n", "  makeup:\n")
    faults = small.faults(tmp_path, **files)
    where = small.place(files, "clinic", "  makeup:").rstrip(":")
    assert (
        f"{small.place(files, 'general', '  makeup:')} makeup: the topic already has rules "
        f"at {where}; keep it in one of the two files; what the sheet covers stays with the clinic"
    ) in faults


def test_flags_and_pseudo_topics_have_no_rules(tmp_path: Path) -> None:
    """Their answers are fixed elsewhere."""
    files = small.changed("topics", "    kind: info\n", "    kind: flag\n")
    faults = small.faults(tmp_path / "flag", **files)
    assert (
        f"{small.place(files, 'clinic', 'what_is:')} what_is: a topic of the kind 'flag' has no "
        "rules; write it in flags.yml"
    ) in faults
    files = small.changed("clinic", "  what_is:\n", "  other:\n")
    faults = small.faults(tmp_path / "pseudo", **files)
    assert (
        f"{small.place(files, 'clinic', 'other:')} other: a topic of the kind 'pseudo' has no "
        "rules; delete the rules"
    ) in faults


def test_a_red_flag_without_a_reply_is_a_fault(tmp_path: Path) -> None:
    """Every flag has its fixed words."""
    added = "topics:\n  rash: {kind: flag, label: a rash}\n"
    files = small.changed("topics", "topics:\n", added)
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'topics', 'rash')} rash: the red flag has no reply; "
        "add it to flags.yml"
    ]


def test_a_reply_for_an_unknown_flag_is_a_fault(tmp_path: Path) -> None:
    """A misspelt flag offers what was meant, once."""
    files = small.changed("flags", "  fever:\n", "  fevre:\n")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'flags', 'fevre')} fevre: unknown topic 'fevre'. "
        "Did you mean 'fever'?"
    ]


def test_a_reply_for_what_is_no_flag_is_a_fault(tmp_path: Path) -> None:
    """An activity cannot be a warning sign."""
    reply = '  makeup:\n    label: l\n    words: {same_day: "W.", emergency: "W."}\n'
    files = small.changed("flags", "flags:\n", f"flags:\n{reply}")
    where = small.place(files, "topics", "makeup:").rstrip(":")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'flags', 'makeup')} makeup: the topic is of the kind 'activity', "
        f"not 'flag'; change it here or at {where}"
    ]


def test_an_unknown_source_offers_what_was_meant(tmp_path: Path) -> None:
    """Sources are looked up for rules and for flags."""
    files = small.changed("general", "[B1, A5]", "[B1,\n        B11]")
    assert small.faults(tmp_path / "rule", **files) == [
        f"{small.place(files, 'general', 'B11')} sauna: unknown source 'B11'. Did you mean 'B1'?"
    ]
    files = small.changed("flags", "[A5]", "[Z9]")
    assert small.faults(tmp_path / "flag", **files) == [
        f"{small.place(files, 'flags', 'Z9')} fever: unknown source 'Z9'; use one of A5, B1"
    ]


def test_the_engine_s_own_phrase_must_be_there(tmp_path: Path) -> None:
    """Without it there would be no words for what is not covered."""
    files = small.changed("phrases", "not_covered", "not_coverd")
    assert small.faults(tmp_path, **files) == [
        "phrases.yml:1: not_covered: the phrase 'not_covered' is missing; add it under 'phrases:'"
    ]


def test_what_an_unreadable_file_would_hold_is_not_missed(tmp_path: Path) -> None:
    """Broken topics do not make every rule one for an unknown topic."""
    assert small.faults(tmp_path, topics="topics: [") == [
        "topics.yml:1: this is not YAML: did not find expected node content; "
        "look at the quotes, colons, brackets and indentation here"
    ]
