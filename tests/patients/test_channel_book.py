"""Which verified address belongs to whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.patients.errors import AlreadyTaken, UnknownPatient

ADDRESS = "+12125550100"


def test_a_linked_address_names_its_patient(register):
    """The address is known on its own channel only."""
    ann = register.add_patient("Ann")
    register.link_channel(ann, "whatsapp", ADDRESS)
    assert register.patient_of("whatsapp", ADDRESS) == ann
    assert register.patient_of("web", ADDRESS) is None
    assert register.patient_of("whatsapp", ADDRESS + "1") is None


def test_linking_again_is_fine(register):
    """The same address of the same patient can be verified any number of times."""
    ann = register.add_patient("Ann")
    register.link_channel(ann, "whatsapp", ADDRESS)
    register.link_channel(ann, "whatsapp", ADDRESS)
    assert register.patient_of("whatsapp", ADDRESS) == ann


def test_an_address_is_never_moved_silently(register):
    """Another patient cannot take the address, and the error does not repeat it."""
    ann, ben = register.add_patient("Ann"), register.add_patient("Ben")
    register.link_channel(ann, "whatsapp", ADDRESS)
    with pytest.raises(AlreadyTaken) as caught:
        register.link_channel(ben, "whatsapp", ADDRESS)
    assert ADDRESS not in str(caught.value)
    assert register.patient_of("whatsapp", ADDRESS) == ann


def test_an_unlinked_address_is_free(register):
    """A number with a new owner is forgotten first, then it can be linked."""
    ann, ben = register.add_patient("Ann"), register.add_patient("Ben")
    register.link_channel(ann, "whatsapp", ADDRESS)
    register.unlink_channel("whatsapp", ADDRESS)
    assert register.patient_of("whatsapp", ADDRESS) is None
    register.link_channel(ben, "whatsapp", ADDRESS)
    assert register.patient_of("whatsapp", ADDRESS) == ben


def test_a_link_needs_a_patient(register):
    """No address is linked to a reference that nobody has."""
    with pytest.raises(UnknownPatient):
        register.link_channel("P-NOBODY", "whatsapp", ADDRESS)


def test_of_many_at_once_one_wins(register):
    """Eight patients claim one address together: one gets it, seven are told."""
    references = [register.add_patient("Ann") for _ in range(8)]

    def claim(reference: str) -> bool:
        try:
            register.link_channel(reference, "whatsapp", ADDRESS)
        except AlreadyTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claim, references))
    assert won.count(True) == 1
    assert register.patient_of("whatsapp", ADDRESS) == references[won.index(True)]
