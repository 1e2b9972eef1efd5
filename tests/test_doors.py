"""The doors to the database are put together from books; no two books may use one name."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bot.mailbox.mailbox import Mailbox
from bot.patients.register import Register


@pytest.mark.parametrize("door", [Mailbox, Register])
def test_no_book_hides_what_another_one_does(door):
    """Each name of a door stands in one book alone, so that none silently replaces another."""
    owners = defaultdict(list)
    for book in door.__mro__[:-1]:
        for name in vars(book):
            if not name.startswith("__"):
                owners[name].append(book.__name__)
    assert {name: books for name, books in owners.items() if len(books) > 1} == {}
