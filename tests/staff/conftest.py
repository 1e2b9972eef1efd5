"""A desk for each test; one browser and one whole service for those that need them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.staff.clinic import Clinic, opened_clinic
from tests.staff.people import Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path) as office:
        yield office


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with opened_clinic(tmp_path_factory.mktemp("clinic"), browser) as clinic:
        yield clinic


@pytest.fixture
def clinic(served: Clinic) -> Iterator[Clinic]:
    """At the end no browser may have reported anything, or asked anything of other machines."""
    served.complaints.clear()
    served.foreign.clear()
    yield served
    served.close_pages()
    assert served.complaints == []
    assert served.foreign == []
