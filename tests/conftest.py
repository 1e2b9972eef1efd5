"""A clinic for a test: a real register in a folder of its own, and the desk in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.desk.clinic import Clinic, open_clinic

# How fast a machine is proves nothing.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs all tests of a file, or all that name the same group."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem + item.path.parent.name))


@pytest.fixture(autouse=True)
def logging_as_it_was_made() -> Iterator[None]:
    """How one test, or a model that it loaded, sets up the logging of its process ends with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """The real protocol content, an empty register, no clinic phone."""
    clinic = open_clinic(tmp_path)
    yield clinic
    clinic.register.close()
