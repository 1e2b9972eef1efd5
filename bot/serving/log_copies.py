"""Rasa copies, deeply, what it writes to its log at the finest level, also when nobody logs it.

In the three modules below `copy.deepcopy` is used for nothing else. At every other level its
copies are thrown away; here they are not made.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

import rasa.core.policies.memoization
import rasa.core.policies.rule_policy
import rasa.core.processor

MODULES = (
    rasa.core.processor,
    rasa.core.policies.memoization,
    rasa.core.policies.rule_policy,
)


class _Logged:
    """`copy` as those modules see it."""

    @staticmethod
    def deepcopy(value: Any, memo: dict[int, Any] | None = None) -> Any:
        """A copy where the log may keep it, else the thing itself."""
        if logging.getLogger("rasa").isEnabledFor(logging.DEBUG):
            return copy.deepcopy(value, memo)
        return value


def copy_only_what_is_logged() -> None:
    """From now on those modules copy for the log only while there is one."""
    for module in MODULES:
        module.copy = _Logged
