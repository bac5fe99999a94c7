"""Searches by hand: crossings, intervals, steps, rounds and noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajsim.analysis.policy.search import (
    Crossing,
    _interval,
    _noise,
    _rounds,
    ladder,
    search,
    standard_error,
    turns,
)
from tests.analysis.made import DOWN, UP


def test_a_crossing_is_read_from_the_line_between_its_neighbours() -> None:
    assert UP.at(0.20) == pytest.approx(1.5)
    assert UP.at(0.25) == pytest.approx(1.75)
    assert DOWN.at(0.05 + 0.07) == pytest.approx(3.8)


def test_the_interval_ends_where_the_line_leaves_the_error() -> None:
    sizes, shares = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 0.4, 0.5, 0.6, 1.0)
    crossing = Crossing(2.0, 0.5, True, 1.0, 0.4, 2.0, 2.0)
    assert _interval(sizes, shares, crossing, 0.5, 0.2) == pytest.approx((0.75, 3.25))
    assert _interval(sizes, shares, crossing, 0.5, 0.1) == pytest.approx((1.0, 3.0))
    assert _interval(sizes, shares, crossing, 0.5, 0.05) == pytest.approx((1.5, 2.5))
    assert _interval(sizes, shares, crossing, 0.5, 0.6) == (0.0, 4.0)


def test_steps_grow_by_a_quarter_beyond_the_first_part() -> None:
    assert ladder(0.0, 2.0, 3, 4.0) == [0.0, 1.0, 2.0]
    assert ladder(1.0, 11.0, 3, 4.0) == pytest.approx([1.0, 3.0, 5.0, 6.0, 7.25, 8.8125, 10.765625, 11.0])
    assert ladder(0.0, 5.0, 2, 4.0) == [0.0, 4.0, 5.0]
    assert len(ladder(0.0, 4.0)) == 17


def test_rounds_are_those_that_the_widest_step_takes() -> None:
    assert [_rounds([0.0, 1.0], 1.0 / 8**n) for n in (0, 1, 2)] == [0, 1, 2]
    assert _rounds([0.0, 1.0, 9.5], 1.0) == 2
    assert _rounds([0.0, 0.5], 1.0) == 0
    assert _rounds([3.0], 1.0) == 0
    seen: list[tuple[int, int]] = []
    search(
        lambda points: [size / 4.0 for _, size in points], 0.3, [(0.0, 4.0)], 100, 0.25 / 64,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_noise_is_at_least_that_of_one_draw() -> None:
    assert not turns((0.0, 2.0 / 100, 0.0), 100)  # two draws of a hundred
    assert turns((0.0, 8.0 / 100, 0.0), 100)
    assert turns((1.0, 0.92, 1.0), 100)
    assert not turns((0.5, 0.5 + 1.99 * 0.05, 0.5), 100)
    assert turns((0.5, 0.5 + 2.01 * 0.05, 0.5), 100)
    assert [_noise(p, 0.0, 100) for p in (0.0, 0.5, 0.005)] == pytest.approx([0.01, 0.05, 0.01])


def toy(*functions):
    """A measure of points by one function a ray, and how often it was asked."""
    asked = []

    def measure(points):
        asked.append(len(points))
        return [functions[ray](size) for ray, size in points]

    return measure, asked


def test_an_analytic_root_is_found_to_the_tolerance() -> None:
    measure, asked = toy(lambda s: 1.0 - math.exp(-s))
    (curve,) = search(measure, 0.3, [(0.0, 4.0)], 1000, 1e-4)
    (crossing,) = curve.crossings
    root = -math.log(0.7)
    assert crossing.beyond < root <= crossing.size
    assert crossing.size - crossing.beyond <= 1e-4
    assert crossing.rises
    assert crossing.probability >= 0.3 > crossing.beyond_probability
    assert len(asked) <= 6  # rounds, each measured side by side


def test_a_share_of_sorted_draws_gives_their_quantile() -> None:
    limits = np.sort(np.random.default_rng(1).normal(2.0, 0.5, 400))
    measure, _ = toy(lambda s: float((limits <= s).mean()))
    (curve,) = search(measure, 0.10, [(0.0, 4.0)], 400, 1e-6)
    assert curve.crossings[0].size == pytest.approx(limits[39], abs=1e-6)  # the fortieth draw makes 10 %


def test_both_crossings_of_a_hump_are_found() -> None:
    measure, _ = toy(lambda s: 0.8 * math.exp(-((s - 2.0) ** 2)))
    (curve,) = search(measure, 0.4, [(0.0, 4.0)], 2000, 1e-4)
    half = math.sqrt(math.log(2.0))
    assert [c.rises for c in curve.crossings] == [True, False]
    assert [c.size for c in curve.crossings] == pytest.approx([2.0 - half, 2.0 + half], abs=2e-4)
    assert all(c.probability >= 0.4 for c in curve.crossings)
    assert turns(curve.probabilities, 2000)


def test_rays_are_searched_together_and_apart() -> None:
    measure, asked = toy(lambda s: s / 4, lambda s: 0.9 * s, lambda s: 0.01)
    curves = search(measure, 0.5, [(0.0, 4.0), (0.0, 1.0), (0.0, 1.0)], 1000, 1e-3)
    assert [len(curve.crossings) for curve in curves] == [1, 1, 0]
    assert curves[0].crossings[0].at(0.5) == pytest.approx(2.0)
    assert curves[1].crossings[0].at(0.5) == pytest.approx(0.5 / 0.9)
    assert asked[0] == 3 * 17


def test_the_interval_of_a_straight_line_is_its_error_over_its_slope() -> None:
    measure, _ = toy(lambda s: 0.25 * s)
    (curve,) = search(measure, 0.5, [(0.0, 4.0)], 1000, 1e-3)
    reach = 1.96 * standard_error(0.5, 1000) / 0.25
    (crossing,) = curve.crossings
    assert (crossing.low, crossing.high) == pytest.approx((2.0 - reach, 2.0 + reach), abs=1e-9)


def test_the_interval_of_a_jump_stays_at_the_jump_and_ends_with_the_sizes() -> None:
    measure, _ = toy(lambda s: float(s >= 1.3), lambda s: 0.5 + 1e-6 * (s - 1.3))
    jump, flat = search(measure, 0.5, [(0.0, 4.0)] * 2, 1000, 1e-3)
    assert 1.3 - 1e-3 <= jump.crossings[0].low <= jump.crossings[0].high <= 1.3 + 1e-3
    assert (flat.crossings[0].low, flat.crossings[0].high) == (0.0, 4.0)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.1, 0.2, 0.3), False),
        ((0.3, 0.2, 0.1), False),
        ((0.1, 0.4, 0.1), True),
        ((0.4, 0.1, 0.4), True),
        ((0.1, 0.31, 0.30), False),  # within the sampling error
        ((0.0, 0.0, 0.0), False),
    ],
)
def test_a_curve_turns_only_beyond_its_noise(shares: tuple[float, ...], expected: bool) -> None:
    assert turns(shares, 1000) is expected


def test_a_hump_near_the_start_of_a_wide_span_is_seen() -> None:
    measure, _ = toy(lambda s: 0.8 * math.exp(-(((s - 2.0) / 0.5) ** 2)) + 0.9 * (s > 1e6))
    curves = [search(measure, 0.4, [(0.0, width)], 2000, 1e-4)[0] for width in (4.0, 40.0, 1e4)]
    assert len({curve.crossings[:2] for curve in curves}) == 1
    (far,) = search(measure, 0.4, [(0.0, 1e8)], 2000, 1e-4)
    assert [c.rises for c in far.crossings] == [True, False, True]
    assert far.crossings[2].size == pytest.approx(1e6)


@given(low=st.floats(0, 1e6), width=st.floats(1e-3, 1e15), near=st.floats(0.1, 10))
def test_the_first_sizes_rise_from_end_to_end(low: float, width: float, near: float) -> None:
    sizes = ladder(low, low + width, 17, near)
    assert (sizes[0], sizes[-1]) == (low, low + width)
    assert sizes == sorted(sizes)
    steps = np.diff(sizes[:17])
    np.testing.assert_allclose(steps, min(near, width) / 16, rtol=1e-3)


def test_large_sizes_are_found_to_nine_digits() -> None:
    measure, asked = toy(lambda s: float(s >= 3.0e17))
    (curve,) = search(measure, 0.5, [(0.0, 1e18)], 100, 1e-6)
    assert curve.crossings[0].size == pytest.approx(3.0e17, rel=1e-8)
    assert len(asked) < 15
