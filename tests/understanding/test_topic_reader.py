"""Names, the trained head, and how each corrects the other; real encoders, a small head."""

from __future__ import annotations

import pytest

from bot.understanding.head import NONE, Head
from bot.understanding.topic_reader import Thresholds, TopicReader
from bot.understanding.vectors import sentence_vectors

LEARNT = {
    "makeup": ["how do i hide this", "what can i cover up the marks with", "can i conceal it"],
    "redness": ["my cheeks look red", "is it normal to be pink", "i look sunburnt"],
    "exercise": ["can i go for a run", "is the gym ok", "can i work out"],
    "infection": ["yellow pus is oozing", "it smells and is weeping", "my skin has pus and crust"],
    NONE: ["hello there", "what time is the game", "thank you so much"],
}


@pytest.fixture(scope="module")
def reader() -> TopicReader:
    """Knows four topics, three sentences each."""
    pairs = [(sentence, topic) for topic, some in LEARNT.items() for sentence in some]
    texts = [sentence for sentence, _ in pairs]
    head = Head.train(texts, sentence_vectors(texts), [topic for _, topic in pairs])
    # So small a head is never as sure as the real one, and never finds anything impossible.
    thresholds = Thresholds(topic=0.35, beside_name=0.35, doubt=0.15, sure=0.4)
    return TopicReader(head, {"infection"}, {"makeup", "redness", "exercise"}, thresholds)


def found(reader: TopicReader, text: str, share: float = 1.0) -> dict[str, str]:
    """Each topic found, and by which means."""
    return {e["value"]: e["source"] for e in reader.read(text, share) if e["entity"] == "topic"}


def test_a_name_out_of_place_was_only_a_word(reader):
    """Who wants to hide the redness asks about makeup."""
    assert found(reader, "how do i hide the redness") == {"makeup": "model"}
    assert found(reader, "my cheeks have redness") == {"redness": "exact"}


def test_meaning_counts_beside_a_name(reader):
    """A clause may name one thing and ask about another as well."""
    assert set(found(reader, "is the redness ok and can i go for a run")) == {
        "redness",
        "exercise",
    }


def test_a_name_is_as_sure_as_it_fits(reader):
    """An exact name in a clause that means it is surer than in one that hardly does."""

    def sure(text: str) -> float:
        return max(e["confidence_entity"] for e in reader.read(text, 1.0))

    assert 0.5 <= sure("what about redness on the invoice") < sure("my cheeks have redness") <= 1


def test_danger_is_heard_in_what_is_not_denied(reader):
    """The head would take "no pus" for pus."""
    flags = [e["entity"] for e in reader.read("yellow pus is oozing", 1.0)]
    assert "red_flag" in flags
    assert "red_flag" not in [e["entity"] for e in reader.read("no pus, i look sunburnt", 1.0)]


def test_what_has_nothing_to_do_with_aftercare_has_no_topic(reader):
    """The share of aftercare scales every guess."""
    assert found(reader, "can i cover up the marks", share=0.1) == {}
