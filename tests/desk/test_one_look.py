"""A desk for one turn: the same answers from fewer looks, and nothing kept for the next turn."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from bot.desk import Mention, Turn


def _turn(clinic, days_ago: int) -> Turn:
    today = clinic.settings.today()
    patient = clinic.register.add_patient("Someone", None, today - timedelta(days=days_ago))
    text = "can I wear makeup?"
    return Turn(text, today, "c", patient, "may_i", (Mention("makeup", 11, 17),))


def test_a_turn_reads_the_patient_once(clinic):
    """Looking for danger and answering ask the database no more often than one of them alone."""
    turn = _turn(clinic, 1)
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if "FROM patients" in statement:
            asked.append(statement)

    event.listen(clinic.register._engine, "before_cursor_execute", note)
    desk = clinic.desk.for_one_turn()
    assert not desk.shows_danger(turn)
    reply = desk.answer(turn)
    assert len(asked) == 1
    assert reply.aftercare == clinic.desk.answer(turn).aftercare


def test_the_next_turn_sees_what_changed(clinic):
    """Only within a turn is anything remembered."""
    turn = _turn(clinic, 0)
    before = clinic.desk.for_one_turn().answer(turn).aftercare
    later = Turn(turn.text, turn.today + timedelta(days=1), *list(vars(turn).values())[2:])
    after = clinic.desk.for_one_turn().answer(later).aftercare
    assert (before["day"], after["day"]) == (0, 1)
    assert before["answers"] != after["answers"]
