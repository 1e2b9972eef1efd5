"""Spanish and English patients get the same rulings, each in their own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import DangerSign, Mention
from bot.protocol.loader import load
from tests.desk.clinic import TODAY, Clinic, only_answer, open_clinic, turn
from tests.desk.contract import faults

RULED = sorted(load().rules)
ASKED = {"en": "is the thing ok for me?", "es": "¿está bien eso para mí?"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """One clinic for all examples; none of them looks at what another wrote."""
    clinic = open_clinic(tmp_path_factory.mktemp("clinic"), clinic_phone="+12125550100")
    yield clinic
    clinic.register.close()


@pytest.fixture(scope="module")
def patients(shared: Clinic) -> dict[tuple[str, ...], str]:
    """A patient treated on TODAY for each of two sets of areas."""
    return {areas: shared.patient(0, areas) for areas in (("face",), ("face", "eyes"))}


@given(
    topics=st.lists(st.sampled_from(RULED), min_size=1, max_size=4, unique=True),
    day=st.sampled_from([-3, 0, 1, 3, 8, 20]),
    areas=st.sampled_from([("face",), ("face", "eyes"), None]),
)
@settings(max_examples=250, deadline=None)
def test_the_verdicts_are_the_english_ones(shared, patients, topics, day, areas):
    """Whatever is asked by whomever, both languages get the same rulings in their own words."""
    replies = {}
    for language, text in ASKED.items():
        mentions = tuple(Mention(topic, n, n + 1) for n, topic in enumerate(topics))
        asked = turn(
            text,
            patient=patients[areas] if areas else None,
            today=TODAY + timedelta(days=day),
        )
        reply = shared.desk.answer(replace(asked, mentions=mentions))
        assert reply.aftercare["language"] == language
        assert faults(reply.aftercare, shared.protocol) == []
        assert "{" not in reply.text and "}" not in reply.text
        replies[language] = reply
    english, spanish = replies["en"].aftercare, replies["es"].aftercare
    labels = ("language", "answers")
    assert {k: v for k, v in english.items() if k not in labels} == {
        k: v for k, v in spanish.items() if k not in labels
    }
    assert [_ruling(a) for a in english["answers"]] == [_ruling(a) for a in spanish["answers"]]
    note = shared.desk.wording_in("es").phrase("unreviewed")
    assert replies["es"].text.count(note) == (1 if spanish["answers"] else 0)
    assert note not in replies["en"].text


def test_every_topic_on_every_sampled_day(shared, patients):
    """One by one, no topic is left out of the comparison of the two languages."""
    for day in (-3, 0, 1, 3, 8, 20):
        for topic in RULED:
            found = {}
            for text in ASKED.values():
                asked = turn(text, patients["face",], today=TODAY + timedelta(days=day))
                reply = shared.desk.answer(replace(asked, mentions=(Mention(topic, 0, 1),)))
                found[reply.aftercare["language"]] = only_answer(reply)
            assert _ruling(found["en"]) == _ruling(found["es"])


@pytest.mark.parametrize("level", ["same_day", "emergency"])
def test_every_flag_has_its_spanish_text(shared, level):
    """Whatever the sign, nothing is left to fill in, and the numbers are the clinic's."""
    for flag in shared.protocol.flags:
        sign = DangerSign(flag, level, "eso")
        reply = shared.desk.red_flag(turn(ASKED["es"], signs=(sign,)))
        assert reply.text.startswith(
            shared.desk.wording_in("es").fill(shared.protocol.translations["es"].flags[flag][level])
        )
        assert "{" not in reply.text
        assert "911" in reply.text


def _ruling(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "label"}
