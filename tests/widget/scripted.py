"""What the fake clinic says, unless a test says otherwise. The words are the clinic sheet's."""

from __future__ import annotations

from typing import Any

MAKEUP_QUOTE = (
    "On the next day, you may clean your face as usual and apply makeup, lotions, and other "
    "topical product."
)
DRYNESS_QUOTE = (
    "Within two days following your Micro-Needling procedure you will notice skin dryness and "
    "flaking."
)


def answer(topic: str, verdict: str, label: str, quote: str | None = None) -> dict[str, Any]:
    """One entry of a structured answer."""
    basis = "clinic" if quote else "none"
    return {"topic": topic, "label": label, "verdict": verdict, "basis": basis, "quote": quote}


def bot(text: str, *answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A message of the assistant; `changes` go into its structured answer or the message."""
    whole = {"buttons": changes.pop("buttons", []), "pinned": changes.pop("pinned", False)}
    aftercare = {"kind": "answer", "day": 0, "answers": list(answers), "escalation": None}
    aftercare = {**aftercare, "language": "en", **changes}
    return {"from": changes.get("sender", "bot"), "text": text, "aftercare": aftercare, **whole}


MAKEUP = bot(
    "Makeup: not yet. Leave makeup off on the day of your treatment. You can wear it again from "
    "the next day. It is fine from tomorrow (Thu, Nov 26).\n\n(From your clinic's sheet, Day 1.)",
    answer("makeup", "not_yet", "makeup", MAKEUP_QUOTE),
)
MAQUILLAJE = bot(
    "Maquillaje: todavía no. El día del tratamiento no uses maquillaje. Puedes volver a usarlo "
    "desde el día siguiente.\n\n(De la hoja de tu clínica, Day 1.)",
    answer("makeup", "not_yet", "maquillaje", MAKEUP_QUOTE),
    language="es",
)
SEVERAL = bot(
    "Sunscreen: yes, that is fine.\n\nExercise: please ask the clinic.\n\nDryness: expected.",
    answer("sunscreen", "allowed", "sunscreen", MAKEUP_QUOTE),
    answer("exercise", "ask_clinic", "exercise and sweating"),
    answer("dryness_flaking", "expected", "dryness and flaking", DRYNESS_QUOTE),
)
WHICH = bot(
    "I want to be sure I understand. Which of these do you mean?",
    kind="clarify",
    buttons=[
        {"id": "b-makeup", "title": "Makeup"},
        {"id": "b-sunscreen", "title": "Sunscreen"},
        {"id": "b-person", "title": "Talk to a person"},
    ],
)
EMERGENCY = bot(
    "Call 911 now. Trouble breathing or swallowing, feeling faint, or a swollen face, mouth, "
    "tongue or throat can be signs of a severe allergic reaction. It can get worse fast, so do "
    "not wait.",
    answer("allergic_reaction", "urgent", "possible allergic reaction"),
    kind="red_flag",
    escalation={"level": "emergency", "reference": "E-7QK2"},
    pinned=True,
)
SAME_DAY = bot(
    "Please call the clinic today. A fever or chills after a treatment can be a sign of an "
    "infection. If the clinic is closed, go to urgent care.",
    answer("fever", "urgent", "fever"),
    kind="red_flag",
    escalation={"level": "same_day", "reference": "E-7QK3"},
)
DATE_TAKEN = bot("Thank you. I take Sunday, Nov 22 as your treatment day.", kind="info", day=3)

ANSWERS = {
    "Can I wear makeup today?": MAKEUP,
    "¿Puedo usar maquillaje hoy?": MAQUILLAJE,
    "several": SEVERAL,
    "which": WHICH,
    "my throat is swelling": EMERGENCY,
    "I have a fever": SAME_DAY,
    "three days ago": DATE_TAKEN,
}


def answer_to(text: str) -> list[dict[str, Any]]:
    """The scripted answer, else an echo."""
    return [ANSWERS.get(text) or bot(f"You said: {text}", kind="unknown")]


def entry(first: int, last: int | None, title: str, words: str, day: str) -> dict[str, Any]:
    """A stage of the timeline as the contract has it."""
    return {
        "from_day": first,
        "until_day": last,
        "title": title,
        "date": day,
        "words": [words],
        "quote": DRYNESS_QUOTE,
        "now": False,
    }


TIMELINE: dict[str, Any] = {
    "language": "en",
    "entries": [
        entry(
            0,
            0,
            "Day of treatment",
            "You may wash your face with a gentle cleanser before bed.",
            "2026-11-25",
        ),
        entry(
            1,
            1,
            "Day 1",
            "You may clean your face as usual and apply makeup and lotions.",
            "2026-11-26",
        ),
        entry(
            2,
            6,
            "Days 2 to 6",
            "Dryness and flaking are expected. Use a hydrating moisturizer.",
            "2026-11-27",
        ),
        entry(
            7,
            None,
            "A week later",
            "Most patients note that their skin is smoother and more radiant.",
            "2026-12-02",
        ),
    ],
    "changes": [
        {
            "topic": "makeup",
            "label": "makeup",
            "verdict": "allowed",
            "day": 1,
            "date": "2026-11-26",
        },
        {
            "topic": "sunscreen",
            "label": "sunscreen",
            "verdict": "allowed",
            "day": 1,
            "date": "2026-11-26",
        },
        {
            "topic": "dryness_flaking",
            "label": "dryness and flaking",
            "verdict": "expected",
            "day": 2,
            "date": "2026-11-27",
        },
    ],
}
TIMELINE_WITHOUT_DAY: dict[str, Any] = {
    "day": None,
    "language": "en",
    "entries": [{**stage, "date": None} for stage in TIMELINE["entries"]],
    "changes": [],
}
