"""Tests of bot/protocol/reading/rules_file.py."""

from __future__ import annotations

from pathlib import Path

from bot.protocol.model import Window
from tests.protocol import small


def test_rules_are_named_by_their_first_day_and_condition(tmp_path: Path) -> None:
    """The id of a rule can be read by a person and quoted in a report."""
    protocol = small.protocol(tmp_path)
    ids = [rule.id for rules in protocol.rules.values() for rule in rules]
    assert ids == [
        "makeup/before",
        "makeup/day-0",
        "makeup/day-1",
        "bruising/before",
        "bruising/day-0-eyes",
        "bruising/day-5-eyes",
        "bruising/day-0-not-eyes",
        "what_is/any",
        "sauna/before",
        "sauna/day-0",
        "sauna/day-4",
    ]


def test_a_rule_carries_everything_its_file_says(tmp_path: Path) -> None:
    """Window, verdict, words and ground arrive unchanged."""
    protocol = small.protocol(tmp_path)
    rule = protocol.rules["bruising"][1]
    assert (rule.topic, rule.window, rule.verdict) == ("bruising", Window(0, 4), "expected")
    assert rule.words == "Words for bruises with the eyes."
    assert (rule.basis, rule.quote, rule.section) == (
        "clinic",
        "Sentence about bruises.",
        "Bruises",
    )
    assert (rule.areas, rule.sources) == ("eyes", ())
    assert protocol.rules["sauna"][2].sources == ("B1", "A5")


def test_an_unknown_key_is_shown_at_its_line(tmp_path: Path) -> None:
    """Each file has its own keys: a source is no key of the clinic's rules."""
    words = 'words: "Words for makeup later."'
    files = small.changed("clinic", words, f"{words}\n      wurds: x\n      sources: [B1]")
    assert small.faults(tmp_path, **files) == [
        f"{small.place(files, 'clinic', 'wurds')} makeup: unknown key 'wurds'. "
        "Did you mean 'words'?",
        f"{small.place(files, 'clinic', 'sources')} makeup: unknown key 'sources'; "
        "use one of days, verdict, words, quote, section, areas",
    ]


def test_a_slip_in_one_key_does_not_hide_the_others(tmp_path: Path) -> None:
    """A rule with an unknown key still has its verdict, its words and its days checked."""
    files = small.changed(
        "general",
        'verdict: not_yet\n      words: "Words for the sauna at first."\n      sources:',
        'verdict: not_jet\n      words: "Words for {x}."\n      sorces:',
    )
    files["general"] = files["general"].replace("0-3", "0-2")
    messages = [fault.partition(" sauna: ")[2] for fault in small.faults(tmp_path, **files)]
    assert [message.split(";")[0] for message in messages] == [
        "no rule for days 3",
        "unknown verdict 'not_jet'. Did you mean 'not_yet'?",
        "unknown placeholder '{x}'",
        "unknown key 'sorces'. Did you mean 'sources'?",
    ]


def test_an_unknown_key_at_the_top_is_shown(tmp_path: Path) -> None:
    """The top of a file has a closed list of keys as well."""
    files = small.changed("general", "status:", "statis:")
    assert small.faults(tmp_path, **files) == [
        "general.yml:2: unknown key 'statis'. Did you mean 'status'?"
    ]


def test_the_file_of_the_other_basis_is_refused(tmp_path: Path) -> None:
    """clinic.yml must not be general guidance in disguise."""
    files = small.changed("clinic", "basis: clinic", "basis: general")
    assert "clinic.yml:1: unknown basis 'general'; use one of clinic" in small.faults(
        tmp_path, **files
    )


def test_a_topic_holds_a_list_of_rules(tmp_path: Path) -> None:
    """A single rule without its dash, or nothing at all, is one fault at the topic."""
    sauna = small.FILES["general"].partition("  sauna:\n")[0]
    for rules in ("  sauna:\n    days: any\n", "  sauna:\n", "  sauna: []\n"):
        assert small.faults(tmp_path, general=sauna + rules) == [
            "general.yml:4: sauna: a list of rules is expected; write '- days: …'"
        ]


def test_rules_that_are_no_table_are_one_fault(tmp_path: Path) -> None:
    """A list where the topics belong."""
    general = "basis: general\nstatus: s\nrules:\n  - sauna\n"
    assert small.faults(tmp_path, general=general) == [
        "general.yml:3: 'rules' must hold names with content; add entries"
    ]


def test_the_overview_and_what_is_no_advice_must_be_whole(tmp_path: Path) -> None:
    """A missing key of either is shown at its entry."""
    files = small.changed("clinic", '    title: "The day"\n', "")
    assert small.faults(tmp_path / "one", **files) == [
        f"{small.place(files, 'clinic', 'days: 0' + chr(10) + '    words')} overview: "
        "the key 'title' is missing; add 'title:'"
    ]
    files = small.changed("clinic", "    why: a heading\n", "")
    assert small.faults(tmp_path / "other", **files) == [
        f"{small.place(files, 'clinic', 'quote: The')} not_advice: the key 'why' is missing; "
        "add 'why:'"
    ]
