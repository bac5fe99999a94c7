"""Smoothed weights: the tail that is fitted is the one that is there, and bad ones are refused."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.evidence.calibration.likelihood import TRUSTED, pareto_fit, smoothed

MIDDLES = (np.arange(4000) + 0.5) / 4000


def normal(draws: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(draws)


@pytest.mark.parametrize("shape", [-0.3, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("scale", [0.01, 3.0])
def test_the_fit_finds_the_distribution_a_sample_was_made_from(shape: float, scale: float) -> None:
    sample = scale * ((1.0 - MIDDLES) ** -shape - 1.0) / shape
    found = pareto_fit(np.random.default_rng(0).permutation(sample))
    assert found[0] == pytest.approx(shape, abs=0.03)
    assert found[1] == pytest.approx(scale, rel=0.05)


def test_an_exponential_sample_has_shape_zero() -> None:
    assert pareto_fit(-2.0 * np.log1p(-MIDDLES))[0] == pytest.approx(0.0, abs=0.03)


def test_few_points_are_drawn_towards_one_half() -> None:
    sample = -np.log1p(-(np.arange(20) + 0.5) / 20)
    few, many = pareto_fit(sample)[0], pareto_fit(-np.log1p(-MIDDLES))[0]
    assert 0.1 < few < 0.3
    assert abs(many) < 0.03


@pytest.mark.parametrize("constant", [-800.0, 3.0, 900.0])
def test_a_constant_changes_nothing(constant: float) -> None:
    ratios = 0.3 * normal(2000) ** 2
    one, other = smoothed(ratios), smoothed(ratios + constant)
    np.testing.assert_allclose(other.values, one.values, rtol=1e-9)
    assert other.shape == pytest.approx(one.shape, abs=1e-9)
    assert other.effective == pytest.approx(one.effective, rel=1e-9)


@pytest.mark.parametrize("variance", [1.25, 2.0, 5.0])
def test_the_shape_of_the_ratio_of_two_normals(variance: float) -> None:
    """A target of variance s from draws of variance one: weights with a tail of shape 1 - 1 / s."""
    shapes = []
    for seed in range(10):
        x = normal(20_000, seed)
        shapes.append(smoothed(0.5 * x**2 * (1.0 - 1.0 / variance)).shape)
    assert np.mean(shapes) == pytest.approx(1.0 - 1.0 / variance, abs=0.12)
    assert (np.mean(shapes) > TRUSTED) == (variance == 5.0)


def test_a_narrower_target_has_bounded_weights() -> None:
    x = normal(20_000)
    found = smoothed(0.5 * x**2 * (1.0 - 1.0 / 0.5))
    assert found.shape < 0.1
    assert found.effective > 0.6 * len(x)
    assert np.sum(found.values * x**2) == pytest.approx(0.5, rel=0.03)


def test_weights_are_a_distribution_in_the_order_of_the_ratios() -> None:
    ratios = 0.4 * normal(5000) ** 2
    found = smoothed(ratios)
    assert found.values.sum() == pytest.approx(1.0, rel=1e-12)
    assert (found.values >= 0.0).all()
    order = np.argsort(ratios)
    assert (np.diff(found.values[order]) >= 0.0).all()
    assert found.effective == pytest.approx(1.0 / np.sum(found.values**2), rel=1e-12)


def test_smoothing_touches_the_tail_alone() -> None:
    ratios = 0.25 * normal(10_000) ** 2
    found, raw = smoothed(ratios).values, np.exp(ratios)
    body = np.argsort(ratios)[: -int(3 * np.sqrt(len(ratios)))]
    np.testing.assert_allclose(found[body] / found[body[0]], raw[body] / raw[body[0]], rtol=1e-9)


def test_equal_weights_are_worth_all_draws() -> None:
    found = smoothed(np.full(500, -3.0))
    assert found.effective == pytest.approx(500.0)
    assert found.shape == -np.inf


def test_an_impossible_draw_has_no_weight() -> None:
    ratios = 0.1 * normal(1000) ** 2
    ratios[7] = -np.inf
    assert smoothed(ratios).values[7] == 0.0


@pytest.mark.parametrize("gap", [60.0, 1000.0])
def test_one_draw_that_takes_all_is_not_trusted(gap: float) -> None:
    ratios = normal(1000)
    ratios[3] += gap
    found = smoothed(ratios)
    assert found.shape > TRUSTED
    assert found.effective < 20.0


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [
        (np.zeros(99), "at least 100 draws"),
        (np.zeros((2, 200)), r"at least 100 draws; got shape \(2, 200\)"),
        (np.where(np.arange(200) == 3, np.nan, 0.0), "not finite"),
        (np.where(np.arange(200) == 3, np.inf, 0.0), "not finite"),
        (np.full(200, -np.inf), "not finite"),
    ],
)
def test_what_has_no_weights_is_refused(ratios: np.ndarray, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        smoothed(ratios)
