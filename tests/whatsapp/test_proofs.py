"""A reference or a code as people type them, and words that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import language_of
from bot.patients.references import new_reference
from bot.whatsapp.proofs import around_proof, code_in, may_prove, reference_in


@pytest.mark.parametrize(
    "text",
    ["P-K7MXQ4", "p-k7mxq4", "P K7MXQ4", "PK7MXQ4", "P – K7MXQ4", "My reference is P-K7MXQ4.",
     "it's p-K7mxQ4, thanks", "(P-K7MXQ4) P-K7MXQ4"],
)  # fmt: skip
def test_a_reference_however_typed(text):
    """In any case, with any dash or none, inside a sentence."""
    assert reference_in(text) == "P-K7MXQ4"


@pytest.mark.parametrize(
    "text",
    ["package", "P-K7MXQ4 or P-K7MXQ6?", "P-K7MXQ", "P-K7MXQ44", "P-K0MXQ4", "XP-K7MXQ4",
     "step-K7MXQ4", ""],
)  # fmt: skip
def test_what_is_no_reference(text):
    """Words, two references at once, and what the register would never draw."""
    assert reference_in(text) is None


@given(st.integers(), st.sampled_from(["{}", "my ref: {}", "{} por favor", "¿{}?"]))
def test_every_reference_that_is_drawn_is_read(_, around):
    """Whatever the register may draw is understood."""
    reference = new_reference("P")
    assert reference_in(around.format(reference)) == reference
    assert reference_in(around.format(reference.lower())) == reference


@pytest.mark.parametrize(
    "text", ["123456", " 123456 ", "123 456", "123-456", "My code is 123456", "código: 123456."]
)
def test_a_code_however_typed(text):
    """Six digits, also in two halves, with a word or two around them."""
    assert code_in(text) == "123456"


@pytest.mark.parametrize(
    "text",
    ["12345", "1234567", "123456 or 654321", "٣٤٥٦٧٨", "two", "2026-11-20",
     "my number is +1 212 555 0101, please call me back today about this"],
)  # fmt: skip
def test_what_is_no_code(text):
    """Other numbers, other scripts, and sentences that hold more than a code."""
    assert code_in(text) is None


def test_only_what_may_prove_stands_alone():
    """Ordinary questions go on being joined with what follows them."""
    assert may_prove("P-K7MXQ4") and may_prove("123456") and not may_prove("can I swim?")


@given(st.integers())
def test_a_reference_has_no_language(_):
    """"q" and "y" are Spanish words, and letters of references."""
    reference = new_reference("P")
    assert language_of(around_proof(reference)) == "en" and around_proof("123 456.") == "."
    assert language_of(around_proof(f"mi referencia es {reference}")) == "es"
