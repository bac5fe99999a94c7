"""Smoothed weights by hand: how long a tail is, and how it is fitted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.evidence.calibration.likelihood import pareto_fit, smoothed


@pytest.mark.parametrize(("count", "tail"), [(100, 20), (225, 45), (400, 60), (900, 90)])
def test_a_tail_is_a_fifth_or_three_roots_of_the_draws(count: int, tail: int) -> None:
    ratios = np.sort(np.random.default_rng(count).exponential(size=count))
    raw = np.exp(ratios - ratios.max())
    found = smoothed(ratios).values
    body = found[:-tail] / raw[:-tail]
    np.testing.assert_allclose(body, body[0])
    assert not np.isclose(found[-tail] / raw[-tail], body[0], rtol=1e-9)
    excess = raw[-tail:] - raw[-tail - 1]
    shape, scale = pareto_fit(excess)
    points = (np.arange(tail) + 0.5) / tail
    quantiles = scale * ((1.0 - points) ** -shape - 1.0) / shape
    np.testing.assert_allclose(
        found[-tail:] / body[0], np.minimum(raw[-tail - 1] + quantiles, 1.0), rtol=1e-8
    )
    assert smoothed(ratios).effective == pytest.approx(1.0 / np.sum(found**2))
    assert found.sum() == pytest.approx(1.0)


def test_a_pareto_tail_is_fitted_as_zhang_and_stephens_do() -> None:
    x = np.sort(np.random.default_rng(4).pareto(3.0, 40))
    n, m = 40, 30 + 6
    quartile = x[int(n / 4 + 0.5) - 1]
    b = [1.0 / x[-1] + (1.0 - math.sqrt(m / (j - 0.5))) / (3.0 * quartile) for j in range(1, m + 1)]
    k = [float(np.mean(np.log(1.0 - t * x))) for t in b]
    level = [n * (math.log(-t / s) - s - 1.0) for t, s in zip(b, k, strict=True)]
    share = [1.0 / sum(math.exp(other - own) for other in level) for own in level]
    best = sum(t * w for t, w in zip(b, share, strict=True))
    raw = float(np.mean(np.log(1.0 - best * x)))
    shape, scale = pareto_fit(x)
    assert shape == pytest.approx((n * raw + 10.0 * 0.5) / (n + 10.0), rel=1e-9)
    assert scale == pytest.approx(-raw / best, rel=1e-9)
    assert math.isfinite(pareto_fit([1.0, 2.0, 3.0, 4.0, 5.0])[0])
    for none in ([1.0, 2.0, 3.0, 4.0], [2.0] * 9):
        shape, scale = pareto_fit(none)
        assert shape == math.inf
        assert math.isnan(scale)
