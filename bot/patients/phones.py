"""Phone numbers, kept in the one international form (E.164)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from bot.patients.errors import FieldError

_FIELD = "phone"
_SPREADSHEET_NUMBER = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


def e164(text: str, region: str = "US") -> str:
    """The number as +12125550100. A number without + belongs to `region` (two letters).

    Raises FieldError; its words never repeat the number.
    """
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise FieldError("phone region", "is no country", "write two capital letters, like US")
    typed = text.strip()
    if not typed:
        raise _error("is empty", region)
    if _SPREADSHEET_NUMBER.fullmatch(typed):
        raise _error("was shortened by a spreadsheet", region, "format the column as text and ")
    if any(character.isalpha() for character in re.sub(r"(?i)(ext\.?|x)\s*\d+$", "", typed)):
        raise _error("has letters in it", region)
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException as error:
        unknown_country = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        wrong = "has an unknown country code" if unknown_country else "is not a phone number"
        raise _error(wrong, region) from None
    if number.extension:
        raise _error("has an extension", region)
    _refuse_impossible(number, region)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _refuse_impossible(number: phonenumbers.PhoneNumber, region: str) -> None:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        raise _error("is too short", region)
    if reason == ValidationResult.TOO_LONG:
        raise _error("is too long", region)
    if not phonenumbers.is_valid_number(number):
        raise _error("is not in use in its country", region)


def _error(wrong: str, region: str, first: str = "") -> FieldError:
    example = phonenumbers.example_number(region)
    national = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    abroad = phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL)
    return FieldError(
        _FIELD, wrong, f"{first}type it like {national}, or from abroad like {abroad}"
    )
