"""What can go wrong in the register, drawn once.

RegisterError
├── DatabaseUrlError    the address of the database cannot be used
├── DatabaseUnavailable nobody answers at that address
├── FieldError          a value cannot be stored
├── UnknownPatient      no patient has this reference
├── UnknownEscalation   no escalation has this reference
├── UnknownStaff        nobody on the staff has this id
├── UnknownReply        no canned reply has this number
├── AlreadyTaken        a reference, id or channel address belongs to someone else
├── LinkError           a signed link is not good
└── ImportFileError     a file cannot be read at all

Messages never carry a name, a phone number or a password: they may end up in a log.
"""

from __future__ import annotations


class RegisterError(ValueError):
    """Any failure of the register that its caller can explain to a person."""


class DatabaseUrlError(RegisterError):
    """The address of the database cannot be used."""


class DatabaseUnavailable(RegisterError):
    """Nobody answers at the address, or it does not let us in."""


class FieldError(RegisterError):
    """A value cannot be stored. `wrong` says why, `fix` says what to type."""

    def __init__(self, field: str, wrong: str, fix: str) -> None:
        super().__init__(f"{field}: {wrong}; {fix}")
        self.field = field
        self.wrong = wrong
        self.fix = fix


class UnknownPatient(RegisterError):
    """No patient has this reference."""


class UnknownEscalation(RegisterError):
    """No escalation has this reference."""


class UnknownStaff(RegisterError):
    """Nobody on the staff has this id."""


class UnknownReply(RegisterError):
    """No canned reply has this number."""


class AlreadyTaken(RegisterError):
    """A reference, id or channel address belongs to someone else."""


class LinkError(RegisterError):
    """A signed link is forged, out of date or meant for something else."""


class ImportFileError(RegisterError):
    """A file cannot be read at all."""
