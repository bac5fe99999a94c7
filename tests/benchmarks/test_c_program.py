"""The C program of the benchmark does the work of the engine, and so is a fair measure of its time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tajsim.engine.request import read
from tajsim.engine.run import computed, prepare
from tajsim.results import Result
from tests import of_2024

from .c_program import QUANTILES, CProgram, Tables
from .c_source import compiler

pytestmark = pytest.mark.skipif(compiler() is None, reason="needs a C compiler (cc or gcc) on the path")

# a parameter that is drawn and one that is not, several at once, and one that only later differs
SCENARIOS = ["diversification", "combined-adverse", "border-closure"]
DRAWS = 300  # more than a chunk


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Tables]:
    request = read(of_2024.options(scenarios=SCENARIOS, draws=DRAWS, seed=7, end="2027Q4"))
    plan = prepare(request)
    folder: Path = tmp_path_factory.mktemp("c")
    return computed(request, plan), CProgram(plan, folder, ("-O1",)).tables()


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_tables_of_c_are_those_of_the_engine(both: tuple[Result, Tables], freq: str) -> None:
    result, tables = both
    quantiles, central = (
        (tables.quarterly, tables.central) if freq == "Q" else (tables.annual, tables.central_annual)
    )
    assert len(quantiles) == len(result.kept) == 42
    for k, name in enumerate(result.kept):
        expected = result.table(name, freq, QUANTILES)
        size = expected.abs().mean().mean()
        for i, probability in enumerate(QUANTILES):
            found = quantiles[k][i].T.ravel()  # of the table, scenarios come first
            assert np.abs(found - expected[probability]).max() < 1e-6 * size, name
        assert np.abs(central[k].T.ravel() - expected["central"]).max() < 1e-6 * size, name
