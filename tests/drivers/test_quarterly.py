"""Quarters behind years: weights, moments of annual changes, and the dynamics that give them."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.drivers.quarterly import (
    WORKING,
    annual_covariance,
    change_of_means,
    kurtosis_kept,
    lagged,
    matched,
)

LAGS = np.array([[0.4, -0.2, 0.1], [0.1, 0.3, 0.0], [0.0, -0.1, 0.5]])
SAME = np.array([[1.0, -0.6, 0.3], [-0.6, 1.0, -0.2], [0.3, -0.2, 1.0]])


def test_weights_turn_quarterly_changes_into_those_of_annual_means() -> None:
    steps = np.random.default_rng(0).standard_normal(15)
    levels = np.concatenate([[0.0], np.cumsum(steps)])
    means = levels.reshape(4, 4).mean(axis=1)
    np.testing.assert_allclose(change_of_means(3) @ steps, np.diff(means), rtol=1e-12)


def test_annual_moments_are_those_of_the_whole_covariance() -> None:
    weights = change_of_means(3)
    count = weights.shape[1]
    powers = lagged(LAGS, SAME, count)
    whole = np.block(
        [[powers[i - j] if i >= j else powers[j - i].T for j in range(count)] for i in range(count)]
    )
    rows = np.kron(weights, np.eye(3))
    annual = rows @ whole @ rows.T
    np.testing.assert_allclose(annual_covariance(LAGS, SAME, 0), annual[6:, 6:], rtol=1e-10)
    np.testing.assert_allclose(annual_covariance(LAGS, SAME, 1), annual[6:, 3:6], rtol=1e-10)
    np.testing.assert_allclose(annual_covariance(LAGS, SAME, 2), annual[6:, :3], rtol=1e-10)


def test_annual_changes_of_a_random_walk_are_autocorrelated() -> None:
    none = np.zeros((3, 3))
    np.testing.assert_allclose(annual_covariance(none, SAME, 0), 2.75 * SAME)
    np.testing.assert_allclose(annual_covariance(none, SAME, 1), WORKING * 2.75 * SAME)
    lags, same = matched(2.75 * SAME, WORKING * 2.75 * SAME)
    np.testing.assert_allclose(lags, 0.0, atol=1e-9)
    np.testing.assert_allclose(same, SAME, rtol=1e-9)


@pytest.mark.parametrize("size", [1.0, 1e-3])
def test_the_year_is_met_exactly_and_the_year_before_nearly(size: float) -> None:
    year = size * annual_covariance(LAGS, SAME, 0)
    before = size * annual_covariance(LAGS, SAME, 1)
    lags, same = matched(year, before)
    np.testing.assert_allclose(annual_covariance(lags, same, 0), year, rtol=1e-9)
    deviations = np.sqrt(np.diag(year))
    miss = (annual_covariance(lags, same, 1) - before) / np.outer(deviations, deviations)
    assert np.abs(miss).max() < 0.05  # of an autocorrelation, which 24 years give within 0.2
    assert np.linalg.eigvalsh(same - lags @ same @ lags.T)[0] > 0.0
    assert (np.diag(lags) > 0.1).all(), "more persistent than a random walk, and found to be so"


def test_it_does_not_depend_on_the_order_or_the_units_of_the_series() -> None:
    year, before = annual_covariance(LAGS, SAME, 0), annual_covariance(LAGS, SAME, 1)
    lags, same = matched(year, before)
    turn, units = [2, 0, 1], np.array([1.0, 10.0, 0.1])
    scale = np.outer(units, units)
    other, other_same = matched((scale * year)[turn][:, turn], (scale * before)[turn][:, turn])
    np.testing.assert_allclose(other, (lags * units[:, np.newaxis] / units)[turn][:, turn], atol=1e-4)
    np.testing.assert_allclose(other_same, (scale * same)[turn][:, turn], rtol=1e-3, atol=1e-4)


def test_sums_of_quarters_keep_the_kurtosis() -> None:
    assert kurtosis_kept(3.0) == 3.0
    assert kurtosis_kept(4.0) == 4.0
    freedom = kurtosis_kept(24.0)
    assert 4.0 < freedom < 24.0
    rng = np.random.default_rng(5)
    quarters = rng.standard_t(freedom, (7, 400_000))
    annual = change_of_means(1)[0] @ quarters
    annual /= annual.std()
    assert (annual**4).mean() == pytest.approx(3.0 + 6.0 / 20.0, abs=0.06)
