"""The service layer: one function for each thing the clinic does for a patient.

The only place where protocol and patients meet. It knows nothing of Rasa or HTTP.
"""

from bot.desk.desk import Desk
from bot.desk.pretended import Pretended
from bot.desk.turn import Button, DangerSign, Memory, Mention, Reply, Turn

__all__ = ["Button", "DangerSign", "Desk", "Memory", "Mention", "Pretended", "Reply", "Turn"]
