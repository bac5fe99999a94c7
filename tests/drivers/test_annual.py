"""The annual VAR: least squares without its prior, the prior without data, and tails."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.drivers.quarterly import WORKING, Prior, fit, tail_weight

MEAN, SCALES = np.array([0.0, 0.05, 0.02]), np.array([0.25, 0.12, 0.04])
FLAT = Prior(np.zeros(3), SCALES, lag=math.inf, drift=math.inf, years=0.0)


def changes(years: int = 24, seed: int = 0) -> np.ndarray:
    """Annual changes of a known VAR, (year, 3)."""
    rng = np.random.default_rng(seed)
    lags = np.array([[0.3, -0.4, 0.5], [0.1, 0.2, -0.6], [0.0, -0.1, 0.3]])
    found, last = [], np.zeros(3)
    for _ in range(years + 20):
        last = lags @ last + SCALES * rng.standard_normal(3)
        found.append(MEAN + last)
    return np.array(found[20:])


def test_without_a_prior_it_is_least_squares() -> None:
    y = changes()
    x = np.column_stack([np.ones(len(y) - 1), y[:-1]])
    expected = np.linalg.lstsq(x, y[1:], rcond=None)[0]
    found = fit(y, FLAT)
    np.testing.assert_allclose(found.lags, expected[1:].T, rtol=1e-8)
    np.testing.assert_allclose((np.eye(3) - found.lags) @ found.mean, expected[0], rtol=1e-8)
    np.testing.assert_allclose(found.residuals, y[1:] - x @ expected, atol=1e-12)


def test_without_a_prior_it_is_the_var_of_statsmodels() -> None:
    api = pytest.importorskip("statsmodels.tsa.api")
    y = changes(40, seed=3)
    oracle = api.VAR(y).fit(1, trend="c")
    found = fit(y, FLAT)
    np.testing.assert_allclose(found.lags, oracle.coefs[0], rtol=1e-8)
    np.testing.assert_allclose(found.mean, oracle.mean(), rtol=1e-8)
    np.testing.assert_allclose(found.covariance, oracle.sigma_u_mle, rtol=1e-8)
    same, before = found.autocovariances()
    expected = oracle.acf(1)
    np.testing.assert_allclose(same * len(found.residuals), expected[0] * oracle.df_resid, rtol=1e-6)
    np.testing.assert_allclose(before * len(found.residuals), expected[1] * oracle.df_resid, rtol=1e-6)


def test_the_posterior_mean_is_a_regression_with_dummy_observations() -> None:
    y, prior = changes(10), Prior(MEAN, SCALES)
    x = np.column_stack([np.ones(len(y) - 1), y[:-1] - MEAN])
    dummies = np.diag(np.append(1.0 / prior.drift, SCALES / prior.lag))
    wanted = dummies @ np.vstack([np.zeros(3), WORKING * np.eye(3)])
    stacked = np.linalg.lstsq(np.vstack([x, dummies]), np.vstack([y[1:] - MEAN, wanted]), rcond=None)[0]
    np.testing.assert_allclose(fit(y, prior).lags, stacked[1:].T, rtol=1e-8)


def test_a_tight_prior_is_what_remains_without_information() -> None:
    found = fit(changes(), Prior(MEAN, SCALES, lag=1e-6, drift=1e-6, years=1e9))
    np.testing.assert_allclose(found.lags, WORKING * np.eye(3), atol=1e-6)
    np.testing.assert_allclose(found.mean, MEAN, atol=1e-6)
    np.testing.assert_allclose(found.covariance, np.diag(SCALES**2), rtol=1e-4, atol=1e-6)


def test_more_years_move_it_from_the_prior_to_the_data() -> None:
    truth = np.array([[0.3, -0.4, 0.5], [0.1, 0.2, -0.6], [0.0, -0.1, 0.3]])
    units = SCALES[:, np.newaxis] / SCALES
    far = [np.abs((fit(changes(n), Prior(MEAN, SCALES)).lags - truth) / units).max() for n in (5, 4000)]
    assert far[1] < 0.08 < 0.1 < far[0]


def test_a_year_without_a_figure_drops_its_two_pairs() -> None:
    y = changes(12)
    y[5, 1] = np.nan
    found = fit(y, Prior(MEAN, SCALES))
    assert len(found.residuals) == 9
    assert np.isfinite(found.lags).all()
    longer = np.vstack([y, [[np.nan, 0.1, 0.0]]])
    np.testing.assert_array_equal(fit(longer, Prior(MEAN, SCALES)).lags, found.lags)


def student(freedom: float, years: int, size: float = 1.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    scale = np.sqrt((freedom - 2.0) / rng.chisquare(freedom, years))
    return size * rng.standard_normal((years, 3)) * scale[:, np.newaxis]


@pytest.mark.parametrize("freedom", [4.0, 8.0])
def test_tails_are_found_in_a_long_sample(freedom: float) -> None:
    assert tail_weight(student(freedom, 4000), np.eye(3)) == pytest.approx(freedom, rel=0.15)


def test_tails_stay_in_bounds_and_do_not_answer_for_size() -> None:
    normal = np.random.default_rng(2).standard_normal((3000, 3))
    assert 20.0 < tail_weight(normal, np.eye(3)) <= 30.0
    for years in (3, 20):
        few = student(5.0, years)
        assert 2.5 <= tail_weight(few, np.eye(3)) <= 30.0
        assert tail_weight(few, np.eye(3)) == pytest.approx(tail_weight(few, 100.0 * np.eye(3)), rel=0.01)
