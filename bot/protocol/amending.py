"""The clinic's changes made to what was read from the files, before all of it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.language import ENGLISH, without_accents
from bot.protocol.changes import Change, NewTopic, RuleChange, SynonymChange, english
from bot.protocol.days import GRAMMAR, parse_window
from bot.protocol.faults import Place, Report, choice, nearest, shorten
from bot.protocol.model import ANY_DAY, Rule, Topic, Window
from bot.protocol.reading.draft import Draft, Entry, Placed, TopicRules
from bot.protocol.reading.rules_file import rule_id
from bot.protocol.vocabulary import NOT_COVERED, PERSONAL_KINDS, RULED_KINDS

# The topic of what patients ask about and no rule covers.
UNCOVERED = "other"
_HERE = {"": 1}


def amend(draft: Draft, changes: Sequence[Change], report: Report) -> None:
    """Make the changes, one after the other; one that cannot be made is a fault of its own."""
    for change in changes:
        place = report.at(change.name, change.topic)
        if isinstance(change, SynonymChange):
            _add_name(draft, change, place)
        else:
            _change_rule(draft, change, place)


def _add_name(draft: Draft, change: SynonymChange, place: Place) -> None:
    if not _is_ruled(draft, change.topic, place):
        return
    if change.language == ENGLISH:
        topics = draft.topics
    elif change.language in draft.translations:
        topics = draft.translations[change.language].topics
    else:
        languages = (ENGLISH, *draft.translations)
        fix = choice(change.language, languages)
        place.fault(1, f"unknown language '{shorten(change.language)}'", fix)
        return
    entry = topics.get(change.topic)
    if entry is None or entry.placed is None:
        return  # the files' own fault, which is reported as such
    _no_longer_uncovered(topics, (change.synonym,))
    _rename(topics, change.topic, (*entry.placed.value.names, change.synonym))


def _no_longer_uncovered(topics: dict[str, Entry[Topic]], names: Sequence[str]) -> None:
    """Names that were listed as covered by no rule are now taken out of that list."""
    entry = topics.get(UNCOVERED)
    if entry is not None and entry.placed is not None:
        gone = {without_accents(name) for name in names}
        left = [name for name in entry.placed.value.names if without_accents(name) not in gone]
        _rename(topics, UNCOVERED, left)


def _rename(topics: dict[str, Entry[Topic]], name: str, names: Sequence[str]) -> None:
    entry = topics[name]
    assert entry.placed is not None
    topic = replace(entry.placed.value, names=tuple(names))
    topics[name] = replace(entry, placed=replace(entry.placed, value=topic))


def _change_rule(draft: Draft, change: RuleChange, place: Place) -> None:
    if change.new_topic is not None:
        if not _add_topic(draft, change, change.new_topic, place):
            return
    elif not _is_ruled(draft, change.topic, place):
        return
    try:
        window = parse_window(change.days)
    except ValueError as error:
        place.fault(1, str(error), GRAMMAR)
        return
    role = "general" if change.topic in draft.rules.get("general", {}) else "clinic"
    held = draft.rules.get(role, {}).get(change.topic)
    if held is None or not held.sound:
        return  # as above
    new = Rule(
        id=rule_id(change.topic, window, None),
        topic=change.topic,
        window=window,
        verdict=change.verdict,
        words=english(change.words),
        basis="clinic",
        quote=change.quote or None,
        section=change.section,
        signed_by=change.signed_by,
    )
    kept = [(placed, piece) for placed in held.rules for piece in _without(placed.value, window)]
    rules = [replace(placed, value=piece) for placed, piece in kept]
    rules.append(Placed(new, change.name, _HERE))
    rules.sort(key=lambda placed: _beginning(placed.value.window))
    draft.rules[role][change.topic] = replace(held, rules=tuple(rules))
    _translate(draft, held, kept, new, change)


def _beginning(window: Window) -> tuple[bool, int]:
    return (window.first is not None, window.first or 0)


def _without(rule: Rule, window: Window) -> Iterator[Rule]:
    """What is left of a rule when these days are taken out of it: the rule, one part, or two."""
    own = rule.window
    if not own.overlaps(window):
        yield rule
        return
    if window.first is not None and (own.first is None or own.first < window.first):
        yield _in_window(rule, Window(own.first, window.first - 1))
    if window.last is not None and (own.last is None or own.last > window.last):
        yield _in_window(rule, Window(window.last + 1, own.last))


def _in_window(rule: Rule, window: Window) -> Rule:
    return replace(rule, id=rule_id(rule.topic, window, rule.areas), window=window)


def _translate(
    draft: Draft,
    held: TopicRules,
    kept: Sequence[tuple[Placed[Rule], Rule]],
    new: Rule,
    change: RuleChange,
) -> None:
    """What is left of a rule keeps its translated words under its new name."""
    for language, translation in draft.translations.items():
        words = {
            piece.id: replace(entry, name=piece.id)
            for placed, piece in kept
            if (entry := translation.rules.get(placed.value.id)) is not None
        }
        if change.words.get(language):
            placed = Placed(change.words[language], change.name, _HERE)
            words[new.id] = Entry(new.id, change.name, 1, placed)
        for placed in held.rules:
            translation.rules.pop(placed.value.id, None)
        translation.rules |= words


def _add_topic(draft: Draft, change: RuleChange, new: NewTopic, place: Place) -> bool:
    """The topic itself, and a rule for all days that says that the sheet does not speak of it."""
    if change.topic in draft.topics:
        other = draft.topics[change.topic]
        at = f"{other.file}:{other.line}"
        place.fault(1, f"the topic is already at {at}", "change its rules instead")
        return False
    if new.kind not in PERSONAL_KINDS:
        wrong = f"a new topic cannot be of the kind '{new.kind}'"
        place.fault(1, wrong, choice(new.kind, PERSONAL_KINDS))
        return False
    unsaid = {name: translation.phrases for name, translation in draft.translations.items()}
    unsaid[ENGLISH] = draft.phrases
    words = {
        language: entry.placed.value
        for language, phrases in unsaid.items()
        if (entry := phrases.get(NOT_COVERED)) is not None and entry.placed is not None
    }
    rest = Rule(
        id=rule_id(change.topic, ANY_DAY, None),
        topic=change.topic,
        window=ANY_DAY,
        verdict="ask_clinic",
        words=english(words),
        basis="none",
    )
    held = TopicRules(change.topic, change.name, 1, (Placed(rest, change.name, _HERE),), True)
    draft.rules.setdefault("clinic", {})[change.topic] = held
    _no_longer_uncovered(draft.topics, new.names.get(ENGLISH, ()))
    draft.topics[change.topic] = _topic_entry(change, new, ENGLISH, new.kind)
    for language, translation in draft.translations.items():
        _no_longer_uncovered(translation.topics, new.names.get(language, ()))
        translation.topics[change.topic] = _topic_entry(change, new, language, "")
        placed = Placed(words.get(language, ""), change.name, _HERE)
        translation.rules[rest.id] = Entry(rest.id, change.name, 1, placed)
    return True


def _topic_entry(change: RuleChange, new: NewTopic, language: str, kind: str) -> Entry[Topic]:
    label, names = new.labels.get(language, ""), new.names.get(language, ())
    topic = Topic(change.topic, kind, label, names)
    return Entry(change.topic, change.name, 1, Placed(topic, change.name, _HERE))


def _is_ruled(draft: Draft, name: str, place: Place) -> bool:
    entry = draft.topics.get(name)
    if entry is None:
        guess = nearest(name, draft.topics)
        fix = f"Did you mean '{guess}'?" if guess else "choose one of the topics there are"
        place.fault(1, f"unknown topic '{shorten(name)}'", fix)
        return False
    kind = entry.placed.value.kind if entry.placed is not None else RULED_KINDS[0]
    if kind not in RULED_KINDS:
        place.fault(1, f"a topic of the kind '{kind}' cannot be changed here", "choose another")
        return False
    return True
