"""Runs that many tests look at, made once."""

from __future__ import annotations

import pytest

import tajsim as ts
from tests.of_2024 import run

DRAWS = 5000  # one full block of draws and a part of a second
PARAMETER_SET = "world-bank-2024"
SCENARIOS = ("crackdown", "mass-deportation", "reintegration")
OUTPUTS = ("gdp", "gdp_growth", "consumption", "consumer_prices", "remittances_tjs", "npl_ratio", "banned")
END = "2026Q4"


@pytest.fixture(scope="session")
def drawn() -> ts.Result:
    """Three scenarios and the baseline, computed in this process."""
    return run(SCENARIOS, PARAMETER_SET, draws=DRAWS, seed=7, end=END, outputs=OUTPUTS)


@pytest.fixture(scope="session")
def everything() -> ts.Result:
    """Every output of a few draws; the run ends in the middle of a year."""
    return run(["crackdown", "rouble-shock"], PARAMETER_SET, draws=16, seed=3, end="2028Q2", outputs="all")


@pytest.fixture(scope="session")
def path() -> ts.Result:
    """The single path of two scenarios to the usual end, with every output."""
    return run(["crackdown", "rouble-shock"], PARAMETER_SET, draws=None, outputs="all")
