"""What all tests share: examples that can be repeated, and what counts as long.

Property tests draw the same examples in every run, so that a failure in CI is one that can be repeated;
`pytest --hypothesis-profile=explore` draws fresh ones, ten times as many where a test sets no number itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# named here for a checkout that is used without being installed
pytest_plugins = ("pytester", "tajsim.golden.plugin")

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("reproducible")

# folders and files that are slow as a whole; single tests carry the mark themselves
SLOW = (
    "faults",
    "fuzz",
    "properties",
    "cli/test_manifest.py",
    "cli/test_process.py",
    "cli/test_sensitivity.py",
    "cli/test_shift.py",
    "cli/test_streams.py",
    "cli/test_stripped.py",
    "golden/test_source.py",
    "handbook/test_page_numbers.py",
    "mutation",
    "report/test_browser.py",
    "report/test_page.py",
    "report/test_russian.py",
)


@pytest.fixture(autouse=True, scope="module")
def _collected() -> Iterator[None]:
    """What a module leaves open is found when it ends, not in whichever test memory runs short later."""
    yield
    gc.collect()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow as a whole, so that `-m "not slow"` leaves it out."""
    places = [Path(__file__).parent / name for name in SLOW]
    for item in items:
        if any(item.path.is_relative_to(place) for place in places):
            item.add_marker("slow")
