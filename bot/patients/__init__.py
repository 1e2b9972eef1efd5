"""The register of patients. `open_register(url)` and `migrate(url)` are the way in."""

from bot.patients.errors import RegisterError
from bot.patients.migrate import migrate
from bot.patients.records import (
    EscalationRecord,
    OverrideRecord,
    PatientRecord,
    Treatment,
    current_treatment,
)
from bot.patients.register import Register, open_register

__all__ = [
    "EscalationRecord",
    "OverrideRecord",
    "PatientRecord",
    "Register",
    "RegisterError",
    "Treatment",
    "current_treatment",
    "migrate",
    "open_register",
]
