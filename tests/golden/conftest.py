"""A small golden file in a folder of its own, with a parameter set and a scenario beside it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.golden.check import Check

RUN = """# Watched by the tests.

[run]
scenarios = ["mine.toml", "crackdown"]
vintage = "own.toml"
end = "2027Q4"
draws = 32
outputs = ["gdp", "imports", "poverty_rate"]
quarters = ["2026Q4", "2027Q4"]
"""
SCENARIO = """title = "Mine"
narrative = "The rouble falls."

[[shocks]]
target = "rub_per_usd"
multiply = 1.25
shape = "ramp"
start = "2026Q1"
quarters = 4
"""
Edit = Callable[[str, str, str], None]


@functools.cache
def _texts() -> dict[str, str]:
    """The files of a recorded golden, made once."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ts.parameters("world-bank-2024").to_toml(folder / "own.toml")
        (folder / "mine.toml").write_text(SCENARIO, encoding="utf-8")
        (folder / "golden.toml").write_text(RUN, encoding="utf-8")
        _check(folder / "golden.toml", update=True)
        return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def _check(path: Path, update: bool = False) -> Check:
    from tajsim.golden.check import check

    return check(path, update)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with golden.toml, recorded from own.toml and mine.toml beside it."""
    for name, text in _texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace what a pattern finds, once, in a file of the folder."""

    def change(name: str, pattern: str, new: str) -> None:
        path = folder / name
        text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
        assert count == 1, f"{pattern} is not in {name}"
        path.write_text(text, encoding="utf-8")

    return change
