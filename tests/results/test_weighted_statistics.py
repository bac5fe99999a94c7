"""Weighted quantiles, means and shares: by hand, as without weights where these are equal, and their laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajsim.results import Weights
from tajsim.results.distribution import (
    Draws,
    exact_quantiles,
    means_of_rows,
    quantiles_of_rows,
    shares_of_rows,
)

LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def weights(*shares: float) -> Weights:
    values = np.array(shares, float)
    return Weights(values / values.sum(), math.nan)


def equal(draws: int) -> Weights:
    return weights(*np.ones(draws))


finite = st.floats(-1e6, 1e6, width=32)
samples = st.lists(finite, min_size=1, max_size=40)
weighted = st.lists(st.tuples(finite, st.floats(1e-3, 1.0)), min_size=1, max_size=40)


def test_a_quantile_is_the_mean_of_a_window_over_the_mass() -> None:
    """Of weights 1/2, 1/4 and 1/4, 8/3 draws are effective: the window is 3/8 wide, from 5/8 p on."""
    draws = np.array([[20.0, 10.0, 30.0]])
    found = quantiles_of_rows(draws, (0.0, 0.5, 1.0), weights(0.25, 0.5, 0.25))[:, 0]
    middle = (10.0 * (0.5 - 0.3125) + 20.0 * (0.6875 - 0.5)) / 0.375
    highest = (20.0 * (0.75 - 0.625) + 30.0 * 0.25) / 0.375
    np.testing.assert_allclose(found, [10.0, middle, highest], rtol=1e-14)


@given(samples)
def test_equal_weights_give_the_quantiles_of_numpy(sample: list[float]) -> None:
    draws = np.array(sample)
    found = quantiles_of_rows(draws, LEVELS, equal(len(sample)))
    np.testing.assert_allclose(found, np.quantile(draws, LEVELS), rtol=1e-12, atol=1e-12 * np.ptp(draws))


@pytest.mark.parametrize("draws", [2, 3, 7, 200, 5000])
def test_equal_weights_give_what_draws_without_weights_do(draws: int) -> None:
    values = np.random.default_rng(draws).normal(1000.0, 50.0, (3, 2, draws)).astype(np.float32)
    plain, same = Draws(values), Draws(values, equal(draws))
    np.testing.assert_allclose(same.quantiles(LEVELS), plain.quantiles(LEVELS), rtol=1e-12)
    np.testing.assert_allclose(same.mean(), plain.mean(), rtol=1e-12)
    np.testing.assert_allclose(same.share("<", 1000.0), plain.share("<", 1000.0), rtol=1e-12)


@given(weighted, st.randoms(use_true_random=False))
def test_the_order_of_draws_does_not_matter(pairs: list[tuple[float, float]], random: Any) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)
    one, two = (
        quantiles_of_rows(np.array([v for v, _ in some]), LEVELS, weights(*(w for _, w in some)))
        for some in (pairs, mixed)
    )
    np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9 * np.ptp([v for v, _ in pairs]))


@given(weighted)
def test_quantiles_rise_and_stay_within_the_draws(pairs: list[tuple[float, float]]) -> None:
    draws = np.array([v for v, _ in pairs])
    found = quantiles_of_rows(draws, np.linspace(0.0, 1.0, 21), weights(*(w for _, w in pairs)))
    room = 1e-9 * max(float(np.ptp(draws)), 1e-300)
    assert (np.diff(found) >= -room).all()
    assert draws.min() - room <= found[0] <= found[-1] <= draws.max() + room


@given(weighted, st.lists(st.sampled_from([math.nan, 1e30, -1e30]), max_size=5))
def test_a_draw_of_weight_zero_moves_nothing(pairs: list[tuple[float, float]], absurd: list[float]) -> None:
    draws, shares = np.array([v for v, _ in pairs]), [w for _, w in pairs]
    alone = Draws(draws, weights(*shares))
    beside = Draws(np.append(absurd, draws), weights(*[0.0] * len(absurd), *shares))
    room = {"rtol": 1e-12, "atol": 1e-12 * max(float(np.ptp(draws)), 1e-300)}
    np.testing.assert_allclose(beside.quantiles(LEVELS), alone.quantiles(LEVELS), **room)
    np.testing.assert_allclose(beside.mean(), alone.mean(), rtol=1e-12, atol=1e-12 * np.abs(draws).max())
    np.testing.assert_allclose(beside.share("<", 0.5), alone.share("<", 0.5), rtol=1e-12)


def test_a_draw_of_hardly_any_weight_hardly_moves_a_quantile() -> None:
    draws = np.linspace(0.0, 1.0, 101)
    shares = np.ones(101)
    without = quantiles_of_rows(draws, LEVELS, weights(*shares))
    beside = quantiles_of_rows(np.append(draws, -50.0), LEVELS, weights(*shares, 1e-9))
    np.testing.assert_allclose(beside, without, atol=1e-6)


def test_a_figure_that_every_draw_meets_is_that_figure_exactly() -> None:
    draws = np.full((2, 50), 1832.7, np.float32)
    shares = weights(*np.random.default_rng(3).random(50))
    assert set(quantiles_of_rows(draws, LEVELS, shares).ravel()) == {float(np.float32(1832.7))}


def test_a_draw_that_counts_and_is_no_number_is_not_hidden() -> None:
    draws = Draws(np.array([1.0, math.nan, 3.0]), weights(0.5, 0.5, 0.0))
    assert np.isnan(draws.quantiles([0.5])).all()
    assert np.isnan(draws.mean())
    assert np.isnan(draws.share("<", 2.0))


def test_means_and_shares_by_hand() -> None:
    values = np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 8.0]])
    shares = weights(0.5, 0.25, 0.25)
    np.testing.assert_allclose(means_of_rows(values, shares), [2.0, 2.0], rtol=1e-15)
    assert Draws(values, shares).share(">", 1.0).tolist() == [0.5, 0.25]
    assert Draws(values, shares).row(0).share("<=", 1.0) == 0.5


def test_what_holds_in_every_draw_that_counts_has_a_share_of_exactly_one() -> None:
    shares = weights(0.0, *np.random.default_rng(1).random(999))
    met = np.arange(1000) > 0
    assert shares_of_rows(met, shares) == 1.0
    assert shares_of_rows(~met, shares) == 0.0


def test_without_weights_exact_quantiles_are_those_of_numpy_to_the_bit() -> None:
    rows = np.random.default_rng(2).normal(size=(4, 37))
    np.testing.assert_array_equal(exact_quantiles(rows, LEVELS), np.quantile(rows, LEVELS, axis=-1))
    np.testing.assert_allclose(exact_quantiles(rows, LEVELS, equal(37)), exact_quantiles(rows, LEVELS))


def test_draws_drawn_by_their_weights_say_nearly_the_same() -> None:
    rng = np.random.default_rng(11)
    draws = rng.normal(size=4000)
    shares = Weights.of_log(1.2 * draws)  # a normal distribution moved to 1.2
    again = draws[rng.choice(4000, 400_000, p=shares.values)]
    found = Draws(draws, shares)
    np.testing.assert_allclose(found.quantiles(LEVELS[1:-1]), np.quantile(again, LEVELS[1:-1]), atol=0.01)
    assert found.mean() == pytest.approx(again.mean(), abs=0.01)
    assert found.share("<", 1.0) == pytest.approx(np.mean(again < 1.0), abs=0.005)
    assert found.mean() == pytest.approx(1.2, abs=4.0 / math.sqrt(shares.ess))


def test_rows_are_told_with_their_effective_draws() -> None:
    text = repr(Draws(np.zeros((2, 3)), weights(0.5, 0.5, 0.0)))
    assert text == "<distribution of 2 rows from effective draws 2 of 3, k ?>"
