"""Searches by hand: crossings, intervals, steps, rounds and noise."""

from __future__ import annotations

import pytest

from tajsim.analysis.policy.search import Crossing, _interval, _noise, _rounds, ladder, search, turns
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
