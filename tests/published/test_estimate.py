"""Means and ends of quarters from days: exact where all days are known, with the error it states."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.published.estimate import Change, Figure, mean_in_force, walk_estimate

FIRST, LAST = date(2025, 1, 1), date(2025, 3, 31)
DAYS = (LAST - FIRST).days + 1
START = FIRST.toordinal()


def test_every_day_gives_the_mean_without_an_error() -> None:
    values = np.sin(np.arange(DAYS) / 9.0)
    figures = [Figure(START + i, START + i, float(x)) for i, x in enumerate(values)]
    mean, error = walk_estimate(figures, FIRST, LAST, 0.01)
    assert mean == pytest.approx(values.mean(), abs=1e-12)
    assert error < 1e-9


def test_three_monthly_averages_give_the_mean_weighted_by_days() -> None:
    months = [(date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 2, 1), date(2025, 2, 28))]
    months.append((date(2025, 3, 1), date(2025, 3, 31)))
    figures = [Figure(a.toordinal(), b.toordinal(), float(i)) for i, (a, b) in enumerate(months)]
    mean, error = walk_estimate(figures, FIRST, LAST, 0.01)
    assert mean == pytest.approx((0 * 31 + 1 * 28 + 2 * 31) / 90, abs=1e-9)
    assert error < 1e-8


def test_one_day_stands_for_the_quarter_with_the_variance_of_the_walk() -> None:
    value, error = walk_estimate([Figure(START, START, 5.0)], FIRST, LAST, 0.01)
    away = np.arange(DAYS)
    variance = 0.01**2 * np.minimum(away[:, None], away).mean()
    assert value == 5.0
    assert error == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_a_stated_error_of_the_only_day_comes_on_top() -> None:
    alone = walk_estimate([Figure(START, START, 5.0)], FIRST, LAST, 0.01)[1]
    stated = walk_estimate([Figure(START, START, 5.0, 0.3)], FIRST, LAST, 0.01)[1]
    assert stated == pytest.approx(np.hypot(alone, 0.3), rel=1e-9)


def test_the_error_is_what_simulated_walks_show() -> None:
    rng = np.random.default_rng(3)
    walks = np.cumsum(rng.normal(0.0, 0.02, (4000, 120)), axis=1)
    begin = START - 20
    places = (5, 33, 62, 110)
    misses = []
    for walk in walks:
        figures = [Figure(begin + i, begin + i, float(walk[i])) for i in places]
        value, error = walk_estimate(figures, FIRST, LAST, 0.02)
        misses.append(value - walk[20 : 20 + DAYS].mean())
    assert np.std(misses) == pytest.approx(error, rel=0.05)
    assert abs(np.mean(misses)) < 4 * error / np.sqrt(len(walks))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)), st.integers(-1000, 1000))
def test_order_and_the_level_do_not_matter(order: list[int], level: int) -> None:
    figures = [Figure(START + 17 * i, START + 17 * i, float(i * i % 5), 0.01 * i) for i in range(6)]
    moved = [Figure(one.first, one.last, one.value + level, one.error) for one in figures]
    value, error = walk_estimate(figures, FIRST, LAST, 0.02)
    assert walk_estimate([figures[i] for i in order], FIRST, LAST, 0.02) == (value, error)
    assert walk_estimate(moved, FIRST, LAST, 0.02) == pytest.approx((value + level, error), abs=1e-8)


def test_the_same_day_twice_counts_once() -> None:
    twice = [Figure(START + 40, START + 40, 2.0)] * 2
    assert walk_estimate(twice, FIRST, LAST, 0.01) == pytest.approx(
        walk_estimate(twice[:1], FIRST, LAST, 0.01)
    )


def test_a_rate_in_force_is_the_mean_over_its_days() -> None:
    changes = [
        Change((FIRST - timedelta(days=99)).toordinal(), 9.0),
        Change(date(2025, 2, 10).toordinal(), 8.75),
    ]
    assert mean_in_force(changes, FIRST, LAST) == (pytest.approx((40 * 9.0 + 50 * 8.75) / 90), 0.0)
    assert mean_in_force(changes[1:], FIRST, LAST) is None


def test_an_unknown_day_of_a_change_is_an_error() -> None:
    changes = [Change(START, 9.0), Change(START + 40, 8.0, 31)]
    mean, error = mean_in_force(changes, FIRST, LAST) or (0.0, 0.0)
    assert mean == pytest.approx((40 * 9.0 + 50 * 8.0) / 90)
    assert error == pytest.approx(31 / np.sqrt(12) / 90)


@given(
    st.tuples(st.integers(0, 60), st.integers(0, 60)),
    st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
@settings(max_examples=50, deadline=None)
def test_an_average_of_days_counts_every_pair_of_days(one: tuple[int, int], other: tuple[int, int]) -> None:
    """With one known average the variance is that of its days against the days asked for."""
    a, c = (START - 30 + min(x) for x in (one, other))
    b, d = (START - 30 + max(x) for x in (one, other))

    def apart(p: np.ndarray, q: np.ndarray) -> float:
        return float(np.abs(p[:, None] - q).mean())

    known, asked = np.arange(a, b + 1), np.arange(c, d + 1)
    variance = apart(known, asked) - 0.5 * apart(known, known) - 0.5 * apart(asked, asked)
    value, error = walk_estimate([Figure(a, b, 5.0)], date.fromordinal(c), date.fromordinal(d), 1.0)
    assert value == 5.0
    assert error == pytest.approx(np.sqrt(max(variance, 0.0)), abs=1e-6)
