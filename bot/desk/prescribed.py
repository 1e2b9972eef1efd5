"""Medicines that somebody prescribed: never advised on, whatever the rule for the topic says."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language import without_accents
from bot.protocol.engine import Ruling

MEDICINE_TOPICS = {
    "acetaminophen",
    "acne_treatment",
    "anti_inflammatory",
    "arnica",
    "other",
    "retinoid",
}
_PRESCRIBER = (
    r"doctor|dr|gp|physician|dermatologist|derm|cardiologist|dentist|surgeon|psychiatrist|"
    r"rheumatologist|neurologist|oncologist|obgyn|specialist|pcp|pharmacist"
)
_CUES = re.compile(
    r"\b(prescri\w+|rx"
    rf"|(my|the) ({_PRESCRIBER}) (gave|told|put|said|says|has|had|wants|started|ordered)"
    rf"|from (my|the) ({_PRESCRIBER})|(my|the) ({_PRESCRIBER})'s orders"
    r"|blood ?thinners?|anticoagulants?|warfarin|coumadin|eliquis|apixaban|xarelto|rivaroxaban"
    r"|plavix|clopidogrel|(baby|daily|low[- ]dose|cardiac|heart) aspirin|aspirin (every day|daily)"
    r"|heart (meds?|medicines?|medication|pills?)|accutane|isotretinoin|spironolactone"
    r"|antibiotics?|doxycycline|minocycline|valtrex|valacyclovir|acyclovir|prednisone|steroids?"
    r"|methotrexate|humira|immunosuppress\w+|insulin|antidepressants?|minoxidil|finasteride)\b",
    re.IGNORECASE,
)
# Spanish, without its accents.
_SPANISH_PRESCRIBER = (
    r"doctora?|dra?|medic[oa]|dermatolog[oa]|cardiolog[oa]|dentista|cirujan[oa]|psiquiatra|"
    r"reumatolog[oa]|neurolog[oa]|oncolog[oa]|ginecolog[oa]|especialista|internista|farmaceutic[oa]"
)
_ORDERED = r"mando|mandaron|dio|dieron|puso|dijo|dice|indico|dejo|quiere|tiene|ordeno|cambio|empezo"
_SPANISH_CUES = re.compile(
    r"\b(receta(?! (casera|de cocina))|recet(o|an|aron|ad[oa]s?)|(indicacion|orden) medica"
    rf"|(mi|mis|la|el|una?) ({_SPANISH_PRESCRIBER})( \w+){{0,2}}? ({_ORDERED})"
    rf"|me( l[oa]s?)? ({_ORDERED}) (mi|la|el|una?) ({_SPANISH_PRESCRIBER})"
    rf"|(de (mi|la)|del) ({_SPANISH_PRESCRIBER})"
    r"|anticoagulantes?|warfarina|clopidogrel|heparina|adelgaza\w* la sangre"
    r"|aspirin(a|ita)s?( \w+)? (diaria|infantil|de bebe|todos los dias|cada dia)"
    r"|((pastill|medicin|aspirin)\w*|medicament\w+|remedios?)"
    r" ((del|(para|de) (el|mi)) corazon|(de|para) la (presion|sangre))"
    r"|isotretinoina|roacc?utan\w*|espironolactona|antibioticos?|doxiciclina|minociclina"
    r"|azitromicina|amoxicilina|valaciclovir|aciclovir|prednisona|cortisona|esteroides?"
    r"|metotrexat\w+|inmunosupresor\w*|insulina|antidepresiv\w+|finasterida)\b"
)


def speaks_of_prescription(text: str) -> bool:
    """Whether a medicine in the message is, or may well be, a prescribed one."""
    return bool(_CUES.search(text) or _SPANISH_CUES.search(without_accents(text).lower()))


def left_to_prescriber(ruling: Ruling, words: str) -> Ruling:
    """The ruling on a medicine turned into `ask_clinic` with the protocol's fixed `words`."""
    return replace(
        ruling,
        verdict="ask_clinic",
        words=words,
        basis="none",
        quote=None,
        section=None,
        rule="prescribed",
        from_day=None,
        until_day=None,
        next_day=None,
        next_verdict=None,
    )
