"""The generated pages, made once."""

from __future__ import annotations

import pytest

from docs.generate import pages


@pytest.fixture(scope="session")
def generated() -> dict[str, str | bytes]:
    """Every generated page and picture, by its path inside `docs/`."""
    return pages()
