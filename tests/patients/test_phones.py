"""Phone numbers in their one international form."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from bot.patients.errors import FieldError
from bot.patients.phones import e164

good_numbers = st.builds(
    "+1{}{}{:04d}".format,
    st.sampled_from([201, 212, 305, 415, 602]),
    st.integers(200, 999).filter(lambda exchange: exchange % 100 != 11),
    st.integers(0, 9999),
)
FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("212 555 0100", "US", "+12125550100"),
        (" (212) 555-0100 ", "US", "+12125550100"),
        ("1-212-555-0100", "GB", None),
        ("+1 212 555 0100", "GB", "+12125550100"),
        ("07911 123456", "GB", "+447911123456"),
        ("+44 (0)7911 123456", "US", "+447911123456"),
    ],
)
def test_a_number_without_plus_belongs_to_the_region(typed, region, stored):
    """The region decides a national number; a number with + is the same everywhere."""
    if stored is None:
        with pytest.raises(FieldError):
            e164(typed, region)
    else:
        assert e164(typed, region) == stored


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "is empty"),
        ("555-0100", "is too short"),
        ("212 555 0100 0000 00", "is too long"),
        ("1-800-FLOWERS", "has letters in it"),
        ("call me", "has letters in it"),
        ("1.2125550100E+10", "was shortened by a spreadsheet"),
        ("212 555 0100 ext 5", "has an extension"),
        ("212 555 0100 x5", "has an extension"),
        ("+999 123 456 789", "has an unknown country code"),
        ("012 555 0100", "is not in use in its country"),
        ("---", "is not a phone number"),
    ],
)
def test_each_fault_is_named_with_an_example(typed, wrong):
    """The error says what is wrong and shows how to type it, without repeating the number."""
    with pytest.raises(FieldError) as caught:
        e164(typed)
    assert caught.value.wrong == wrong
    assert "(201) 555-0123" in caught.value.fix and "+1 201-555-0123" in caught.value.fix
    assert not typed or typed not in str(caught.value)


def test_an_unknown_region_is_named():
    """A region that is no country is a fault of the setting, not of the number."""
    with pytest.raises(FieldError, match="phone region: is no country"):
        e164("212 555 0100", "USA")


@given(good_numbers, st.sampled_from(FORMATS))
def test_every_way_of_writing_a_number_gives_the_same(number, written):
    """However a good number is written, the same is stored, and storing it again too."""
    parsed = phonenumbers.parse(number, "US")
    assert e164(phonenumbers.format_number(parsed, written)) == number
    assert e164(number) == number


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_clear_error(text):
    """Nothing but E.164 comes out, and nothing but FieldError is raised."""
    try:
        number = e164(text)
    except FieldError as error:
        assert error.wrong and error.fix
    else:
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
