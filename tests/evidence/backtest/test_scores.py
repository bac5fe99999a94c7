"""Scores: known closed forms, calibration, and every way an input can be unusable."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest import scores
from tajsim.evidence.backtest.scores import Forecast, score


def forecast(sample: Any, observed: float, origin: int = 2010, **other: Any) -> Forecast:
    about: dict[str, Any] = {"variable": "imports_usd", "horizon": 1, "conditional": True, "base": 0.0}
    return Forecast.of(sample, origin=origin, observed=observed, **(about | other))


def normal_points(n: int = 20_000) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri((np.arange(n) + 0.5) / n)


def test_errors_by_hand() -> None:
    assert scores.rmse([0.0, 0.0], [3.0, -4.0]) == pytest.approx(math.sqrt(12.5))
    assert scores.mae([0.0, 0.0], [3.0, -4.0]) == pytest.approx(3.5)
    assert scores.sign_share([1.0, -1.0, 2.0, 0.0], [2.0, 1.0, 0.0, 0.0]) == 0.5
    assert scores.sign_share([0.05, 0.05], [0.08, 0.06], [0.07, 0.07]) == 0.5
    assert scores.coverage([1.0, 2.0, 3.0], [1.0, 0.0, 3.5], [2.0, 1.0, 4.0]) == pytest.approx(1 / 3)


def test_crps_of_a_normal_is_its_closed_form() -> None:
    observed = np.array([-2.0, 0.0, 0.7, 3.0])
    density = np.exp(-(observed**2) / 2) / math.sqrt(2 * math.pi)
    below = np.array([0.5 * (1 + math.erf(y / math.sqrt(2))) for y in observed])
    closed = observed * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi)
    sample = np.broadcast_to(normal_points(), (4, 20_000))
    np.testing.assert_allclose(scores.crps(sample, observed), closed, atol=1e-4)


def test_crps_is_the_double_sum(rng: np.random.Generator) -> None:
    sample, weights = rng.normal(size=(5, 40)), rng.random((5, 40))
    observed = rng.normal(size=5)
    w = weights / weights.sum(axis=1, keepdims=True)
    pairs = np.abs(sample[:, :, None] - sample[:, None, :]) * w[:, :, None] * w[:, None, :]
    expected = np.sum(w * np.abs(sample - observed[:, None]), axis=1) - pairs.sum(axis=(1, 2)) / 2
    np.testing.assert_allclose(scores.crps(sample, observed, weights), expected, rtol=1e-12)


def test_crps_does_not_depend_on_the_level(rng: np.random.Generator) -> None:
    sample = rng.normal(size=500)
    assert scores.crps(sample + 1e9, 1e9 + 0.25) == pytest.approx(float(scores.crps(sample, 0.25)), abs=1e-6)


def test_crps_of_a_certain_forecast_is_its_error() -> None:
    assert scores.crps([0.3], 0.1) == pytest.approx(0.2)
    assert scores.crps([0.3, 9.0], 0.1, [1.0, 0.0]) == pytest.approx(0.2)


def test_whole_weights_are_repetitions(rng: np.random.Generator) -> None:
    sample, times = rng.normal(size=30), rng.integers(1, 5, 30)
    repeated = np.repeat(sample, times)
    for function in (scores.crps, scores.pit):
        assert function(sample, 0.2, times) == pytest.approx(float(function(repeated, 0.2)))


def test_pit_counts_ties_half() -> None:
    assert scores.pit([1.0, 2.0, 3.0, 4.0], 2.0) == pytest.approx(0.375)
    assert scores.pit([1.0, 2.0], 5.0) == 1
    assert scores.pit([1.0, 2.0], -5.0) == 0


def test_pit_is_uniform_for_calibrated_samples_and_not_for_narrow_ones(rng: np.random.Generator) -> None:
    n = 4000
    centre = rng.normal(size=n)
    observed = centre + rng.normal(size=n)
    sample = centre[:, None] + rng.normal(size=(n, 200))
    counts = np.array(scores.pit_histogram(scores.pit(sample, observed)))
    assert counts.sum() == n
    assert np.sum((counts - n / 10) ** 2 / (n / 10)) < 27.9  # chi-square, 9 degrees of freedom, 0.1 %
    narrow = np.array(
        scores.pit_histogram(scores.pit(centre[:, None] + 0.5 * (sample - centre[:, None]), observed))
    )
    assert narrow[0] + narrow[-1] > 2 * n / 5


def test_quantiles_of_equal_and_weighted_points() -> None:
    points = normal_points(999)
    np.testing.assert_allclose(scores.quantiles(points), [-1.6449, -0.6745, 0, 0.6745, 1.6449], atol=1e-3)
    assert scores.quantiles([1.0, 2.0, 3.0], 0.5, [0.0, 0.0, 1.0]) == pytest.approx(3.0)
    assert scores.quantiles([3.0, 1.0, 2.0], [0.5]) == pytest.approx(2.0)


def test_a_forecast_holds_what_its_sample_says() -> None:
    made = forecast(0.1 + 0.2 * normal_points(), 0.1, horizon=3)
    assert made.target == 2013
    assert made.mean == pytest.approx(0.1)
    assert made.median == pytest.approx(0.1)
    assert made.quantiles[0.95] == pytest.approx(0.1 + 0.2 * 1.6449, abs=1e-3)
    assert made.crps == pytest.approx(0.2 * (math.sqrt(2) - 1) / math.sqrt(math.pi), abs=1e-4)
    assert made.pit == pytest.approx(0.5)


def test_a_row_of_scores() -> None:
    points = 0.1 * normal_points(999)
    came = {2010: 0.05, 2011: 0.30, 2012: -0.02}
    row = score(forecast(0.04 + points, value, origin) for origin, value in reversed(came.items()))
    assert (row["variable"], row["horizon"], row["conditional"]) == ("imports_usd", 1, True)
    assert (row["first"], row["last"], row["n"]) == (2011, 2013, 3)
    errors = 0.04 - np.array(list(came.values()))
    assert row["rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)))
    assert row["mae"] == pytest.approx(np.mean(np.abs(errors)))
    assert row["bias"] == pytest.approx(np.mean(errors))
    assert row["sign"] == pytest.approx(2 / 3)
    assert row["coverage50"] == pytest.approx(2 / 3)
    assert row["coverage90"] == pytest.approx(2 / 3)
    assert sum(row["pit"]) == 3
    assert row["pit"][-1] == 1
    assert row["benchmarks"] == {}


def test_the_sign_of_growth_counts_from_the_growth_before() -> None:
    rows = [
        forecast([0.05], 0.06, 2010, variable="gdp_growth", base=0.07),
        forecast([0.05], 0.06, 2011, variable="gdp_growth", base=0.055),
    ]
    assert score(rows)["sign"] == 0.5


def test_a_symmetric_sample_about_no_change_has_no_sign() -> None:
    assert score([forecast(0.3 * normal_points(999), 0.2)])["sign"] == 0


def test_forecasts_that_do_not_belong_together() -> None:
    one = forecast([0.0], 0.1)
    with pytest.raises(InputError, match="got none"):
        score([])
    with pytest.raises(InputError, match="imports_usd, 1 years, unconditional; imports_usd, 1 years, cond"):
        score([one, forecast([0.0], 0.1, conditional=False)])
    with pytest.raises(InputError, match="several forecasts from 2010"):
        score([one, one])


def test_every_fault_of_a_forecast_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        forecast([0.0, math.inf], math.nan, variable="import_usd", horizon=0)
    message = str(caught.value)
    for part in ("did you mean 'imports_usd'", "horizon is 0", "observed is nan", "1 of 2 values"):
        assert part in message


@pytest.mark.parametrize(
    ("sample", "observed", "weights", "expected"),
    [
        ([], 0.0, None, "must have points"),
        (1.0, 0.0, None, "must have points"),
        ([[1.0, 2.0]], 0.0, None, r"samples \(1, 2\) and observations \(\)"),
        ([1.0, 2.0], 0.0, [1.0], r"weights have shape \(1,\)"),
        ([1.0, 2.0], 0.0, [0.0, 0.0], "not all 0"),
        ([1.0, math.nan], 0.0, None, "1 of 2 values of the sample are not finite"),
    ],
)
def test_unusable_samples(sample: Any, observed: Any, weights: Any, expected: str) -> None:
    for function in (scores.crps, scores.pit):
        with pytest.raises(InputError, match=expected):
            function(sample, observed, weights)


def test_unusable_arrays() -> None:
    with pytest.raises(InputError, match="must be equal and not empty"):
        scores.rmse([], [])
    with pytest.raises(InputError, match="must be equal and not empty"):
        scores.mae([1.0], [1.0, 2.0])
    with pytest.raises(InputError, match="1 of 2 values of observed are not finite"):
        scores.rmse([1.0, math.nan], [1.0, 2.0])
    with pytest.raises(InputError, match=r"got -0\.5"):
        scores.pit_histogram([0.5, -0.5])


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)
