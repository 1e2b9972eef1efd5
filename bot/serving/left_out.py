"""Rasa's modules that need TensorFlow, and what stands in for them while nobody uses them.

Rasa imports all of its components to know their names, and eight of those modules import
TensorFlow: seconds and hundreds of megabytes, also for a model that has none of them. The stand-ins
have the names that Rasa's own files import, so that it can still ask "is this a DIETClassifier?".
Whatever else is done with one raises `LeftOut`. TensorFlow itself is not touched: a component that
imports it gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType
from typing import Any

SWITCH = "AFTERGLOW_LIGHT"
# Components, as a configuration names them, and the one class of each module.
COMPONENTS = {
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
}
# What only those components call, although a module that is always there imports it.
HELPERS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    # These two need no TensorFlow, but scikit-learn, for what only TensorFlow's users call.
    "rasa.utils.tensorflow.model_data": ("RasaModelData", "ragged_array_to_ndarray"),
    "rasa.utils.tensorflow.model_data_utils": (),
    # Draws what `rasa test` found.
    "rasa.utils.plotting": (),
}
MODULES = {**COMPONENTS, **HELPERS}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class LeftOut(RuntimeError):
    """Something that was left out is used after all; the text names the switch."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was left out of this start, because nothing in the model or among the "
            f"configured channels needs it. Set {SWITCH}=no and start again."
        )


class _StandIn(type):
    """A class that can be compared with and nothing else."""

    def __getattr__(cls, name: str) -> Any:
        # Python's own questions, such as `__wrapped__`, are no use of it.
        if name.startswith("__"):
            raise AttributeError(name)
        raise LeftOut(cls.__name__)

    def __call__(cls, *_: Any, **__: Any) -> Any:
        raise LeftOut(cls.__name__)


def _refuse_heirs(cls: type, **_: Any) -> None:
    raise LeftOut(cls.__mro__[1].__name__)


class LeftOutModules(MetaPathFinder, Loader):
    """Finds the stand-ins before the real modules are found."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A spec for a module that is left out, None for every other."""
        return ModuleSpec(fullname, self) if fullname in MODULES else None

    def exec_module(self, module: ModuleType) -> None:
        """Fill in the names that Rasa's own files import."""
        _fill(module, MODULES[module.__name__])


def stand_in_module(
    name: str, classes: Iterable[str], attributes: Mapping[str, Any] = _NOTHING
) -> ModuleType:
    """A module of stand-ins that have these attributes and nothing else."""
    module = ModuleType(name)
    _fill(module, classes, attributes)
    return module


def _fill(
    module: ModuleType, classes: Iterable[str], attributes: Mapping[str, Any] = _NOTHING
) -> None:
    own = {"__init_subclass__": classmethod(_refuse_heirs), "__module__": module.__name__}
    for name in classes:
        setattr(module, name, _StandIn(name, (), {**own, **attributes}))

    def other(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise LeftOut(f"{module.__name__}.{name}")

    module.__getattr__ = other  # type: ignore[method-assign]


def leave_out() -> None:
    """From now on the stand-ins are found. Raises RuntimeError if Rasa's own are there already."""
    if is_too_late():
        raise RuntimeError("Rasa's own modules are imported already: too late to leave them out")
    sys.meta_path.insert(0, LeftOutModules())


def is_too_late() -> bool:
    """Whether something has imported Rasa's own modules in this process."""
    return not is_left_out() and not set(MODULES).isdisjoint(sys.modules)


def is_left_out() -> bool:
    """Whether the stand-ins are found in this process."""
    return any(isinstance(finder, LeftOutModules) for finder in sys.meta_path)
