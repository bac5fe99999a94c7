"""The command line called in this process, in a folder of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from tajsim.analysis import targets
from tests.of_2024 import main


class Called(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str


Call = Callable[..., Called]
_found = functools.cache(targets.targets)


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line with arguments; the current folder is `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> Called:
        code = main(arguments)
        out, err = capsys.readouterr()
        return Called(code, out, err)

    return run


@pytest.fixture
def found_targets(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """`of_2024.targets()`; the command line finds out once what the targets of a parameter set move."""
    monkeypatch.setattr(targets, "targets", _found)
    return _found("calibrated-2024")
