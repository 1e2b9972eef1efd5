"""Generated parts of a page, between marks that name them."""

from __future__ import annotations


def with_marked(page: str, name: str, text: str) -> str:
    """The page with its part of this name replaced. Raises ValueError if it has no such part."""
    opening, closing = f"<!-- figures:{name} -->", f"<!-- end of figures:{name} -->"
    before, found, rest = page.partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise ValueError(f"the page has no part between {opening} and {closing}")
    return f"{before}{opening}\n\n{text}\n\n{closing}{after}"
