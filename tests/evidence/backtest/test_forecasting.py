"""Forecasts from one origin: nothing that came later is seen, and benchmarks know what the model does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.evidence.backtest.benchmarks import BENCHMARKS, Question
from tajsim.evidence.backtest.forecasting import HORIZONS, expected_drivers, simulated
from tajsim.evidence.calibration.study import Calibration
from tajsim.evidence.calibration.trials import trials
from tajsim.evidence.hindcast import past_plan
from tajsim.evidence.observations import observed
from tajsim.evidence.variables import POVERTY, VARIABLES
from tajsim.parameters import Parameters
from tests.evidence.test_hindcast import outcomes_changed

ORIGIN = 2008


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def posterior(data: pd.DataFrame) -> Parameters:
    return Calibration.of(trials(ORIGIN, 512, 1, data=data), ORIGIN, 20.0).posterior


def answers(posterior: Parameters, register: pd.DataFrame) -> Iterator[tuple[Question, np.ndarray]]:
    return simulated(
        ORIGIN,
        (ORIGIN + 1, ORIGIN + 3),
        posterior=posterior,
        draws=64,
        seed=0,
        register=register,
        table=observed(register),
    )


def key(question: Question) -> tuple[str, int, bool]:
    return question.variable, question.horizon, question.conditional


@pytest.fixture(scope="module")
def said(posterior: Parameters, data: pd.DataFrame) -> dict[tuple[str, int, bool], np.ndarray]:
    return {key(question): sample for question, sample in answers(posterior, data)}


@pytest.mark.parametrize("factor", [3.0, None])
def test_no_outcome_after_the_origin_changes_a_forecast(
    said: dict[tuple[str, int, bool], np.ndarray],
    posterior: Parameters,
    data: pd.DataFrame,
    factor: float | None,
) -> None:
    """Conditional forecasts see the drivers of the target years; outcomes may be anything, or missing."""
    other = outcomes_changed(data, ORIGIN, factor)
    found = 0
    for question, sample in answers(posterior, other):
        np.testing.assert_array_equal(sample, said[key(question)], err_msg=str(key(question)))
        found += 1
    assert found == len(said) == 2 * len(HORIZONS) * len(VARIABLES)


def test_nothing_after_the_origin_changes_an_unconditional_forecast(
    said: dict[tuple[str, int, bool], np.ndarray], posterior: Parameters, data: pd.DataFrame
) -> None:
    """Not even the drivers; these do change the conditional ones."""
    other = data.assign(value=data["value"].where(data["year"] <= ORIGIN, 1.2 * data["value"]))
    for question, sample in answers(posterior, other):
        same = np.array_equal(sample, said[key(question)])
        assert same == (not question.conditional) or question.variable == POVERTY, key(question)


def test_benchmarks_are_asked_with_what_was_known(posterior: Parameters, data: pd.DataFrame) -> None:
    other = outcomes_changed(data, ORIGIN, 3.0)
    pairs = zip(answers(posterior, data), answers(posterior, other), strict=True)
    for (one, _), (two, _) in pairs:
        for name, rule in BENCHMARKS.items():
            mine, theirs = rule(one), rule(two)
            assert (mine is None) == (theirs is None)
            if mine is not None and theirs is not None:
                np.testing.assert_array_equal(mine, theirs, err_msg=name)


def test_benchmarks_get_the_drivers_that_the_model_expects(data: pd.DataFrame) -> None:
    known = data[data["year"] <= 2014]
    found = expected_drivers(2014, 3, known)
    assert list(found) == [2015, 2016, 2017]
    plan = past_plan(2014, 3, ts.parameters("world-bank-2024"), None, 0, known, outlook="none")
    path = plan.scenarios[0].drivers["rub_per_usd"].reshape(3, 4).mean(axis=1)
    means = np.log([observed(data).rouble[2014], *path])
    np.testing.assert_allclose([found[year].rouble for year in found], np.diff(means), atol=0.01)
