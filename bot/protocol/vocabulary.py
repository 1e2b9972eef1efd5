"""The closed lists of words that the content files, the engine and the checks share."""

from __future__ import annotations

from collections.abc import Mapping

AREAS = ("face", "eyes", "neck", "scalp", "body")
EYES = "eyes"

ONLY_EYES = "eyes"
NOT_EYES = "not eyes"
CONDITIONS = (ONLY_EYES, NOT_EYES)

ALLOWING = ("allowed", "allowed_with_care")

# Strictest first: where two personal instructions meet, the earlier word in the list wins.
VERDICTS: Mapping[str, tuple[str, ...]] = {
    "activity": ("avoid", "not_yet", "ask_clinic", "allowed_with_care", "allowed"),
    "symptom": ("unexpected", "ask_clinic", "expected"),
    "info": ("ask_clinic", "info"),
    "flag": ("urgent",),
    "pseudo": ("handoff", "smalltalk", "unknown", "ask_clinic"),
}
KINDS = tuple(VERDICTS)

PSEUDO_VERDICTS: Mapping[str, str] = {
    "human": "handoff",
    "smalltalk": "smalltalk",
    "out_of_scope": "unknown",
    "other": "ask_clinic",
}

# The kinds that are ruled by clinic.yml and general.yml, and those a provider may override.
RULED_KINDS = ("activity", "symptom", "info")
PERSONAL_KINDS = ("activity", "symptom")

LEVELS = ("same_day", "emergency")
FLAG_PLACEHOLDERS = ("emergency_number", "clinic")

# The phrase for what the sheet does not say, or may not say while general guidance is off.
NOT_COVERED = "not_covered"
# The phrase that ends translated answers about care until the clinic has signed the translation.
UNREVIEWED = "unreviewed"
