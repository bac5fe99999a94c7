"""Other scenarios on the draws of a result: these weigh what they weighed there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.plots.migration import FLOWS, STOCKS, _whole
from tajsim.results import Result
from tajsim.results.rerun import run_beside
from tests import of_2024

from .weighted import counting, weights

DRAWS = 12


@pytest.fixture(scope="module")
def run() -> Result:
    found = of_2024.run("crackdown", draws=DRAWS, end="2026Q4", outputs=["migrants_russia"])
    return replace(found, weights=weights(*range(DRAWS)))


def test_another_scenario_has_the_same_weights(run: Result) -> None:
    found = run_beside(run, [ts.scenario("crackdown").scale(0.5)], ["gdp"])
    assert found.weights == run.weights
    plain = run_beside(replace(run, weights=None), [ts.scenario("crackdown").scale(0.5)], ["gdp"])
    assert plain.weights is None
    np.testing.assert_array_equal(found.draws("gdp", "Q"), plain.draws("gdp", "Q"))


def test_the_picture_of_migrants_computes_the_rest_on_weighted_draws(run: Result) -> None:
    whole = _whole(run, "crackdown")
    assert set(whole.kept) == {*STOCKS, *FLOWS}
    assert whole.weights == run.weights


def test_a_loaded_result_cannot_be_run_again(run: Result) -> None:
    with pytest.raises(InputError, match="in this process"):
        run_beside(replace(run, rerun=None), [], ["gdp"])


def test_the_probability_of_a_stress_test_is_that_of_its_weighted_draws(run: Result) -> None:
    from tajsim.analysis.thresholds.condition import Condition
    from tajsim.analysis.thresholds.stress import StressTest

    assert run.rerun is not None
    first = replace(run, weights=counting(DRAWS, np.array([3])))
    values = first.draws("migrants_russia", "Q")[-1, 1]
    condition = Condition("migrants_russia", "<", float(np.median(values)))
    test = StressTest(
        condition=condition, at="2026Q4", prob=0.5, options=None, draws=DRAWS, reference="baseline", plan=None
    )  # type: ignore[arg-type]
    harder = ts.scenario("crackdown").scale(1.5)
    found = test.probabilities(first, [harder])
    again = run_beside(replace(first, weights=None), [replace(harder, name="x")], ["migrants_russia"])
    assert found == [float(again.draws("migrants_russia", "Q")[-1, 1, 3] < condition.value)]
    plain = test.probabilities(replace(first, weights=None), [harder])
    assert 0.0 < plain[0] < 1.0
