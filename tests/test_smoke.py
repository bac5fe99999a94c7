"""The tests that are tried first: every one listed exists, and no folder of the package is without."""

from __future__ import annotations

import re

import pytest

from .conftest import SLOW, SMOKE, TESTS, listed

PACKAGE = TESTS.parent / "tajsim"
FOLDERS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("entry", [*SLOW, *SMOKE])
def test_what_is_listed_exists(entry: str) -> None:
    place, _, name = entry.partition("::")
    assert (TESTS / place).exists()
    assert not name or re.search(rf"^def {name}\(", (TESTS / place).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="folders are those of a checkout")
def test_every_folder_of_the_package_is_tried() -> None:
    assert FOLDERS
    for folder in FOLDERS:
        assert any(entry.startswith((f"{folder}/", f"test_{folder}.py")) for entry in SMOKE), folder


def test_an_entry_names_a_folder_a_file_or_a_test() -> None:
    entries = ("faults", "cli/test_run.py", "model/test_economy.py::test_signs")
    assert listed(entries, "faults/test_full.py", "test_any")
    assert listed(entries, "cli/test_run.py", "test_any")
    assert not listed(entries, "cli/test_run_numbers.py", "test_any")
    assert listed(entries, "model/test_economy.py", "test_signs")
    assert not listed(entries, "model/test_economy.py", "test_others")
    assert listed(entries, "model/test_economy.py")
    assert not listed(entries, "model/test_prices.py")
