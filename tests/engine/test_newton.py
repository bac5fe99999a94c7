"""Newton's method: roots, many problems side by side as each alone, and what has no root."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tajsim.engine.newton import newton

Floats = NDArray[np.float64]


def cubes(targets: Floats):
    """x^3 + x + y and y - x^2, held against (2, problem) targets; the number of calls beside them."""
    calls = []

    def gaps(x: Floats) -> tuple[Floats, int]:
        calls.append(x.shape)
        first, second = x
        return np.array([first**3 + first + second, second - first**2]) - targets, len(calls)

    return gaps


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=1, max_size=6))
def test_problems_side_by_side_end_where_each_ends_alone(roots: list[tuple[float, float]]) -> None:
    at = np.array(roots).T
    targets = cubes(np.zeros_like(at))(at)[0]
    x, left, _ = newton(cubes(targets), np.zeros_like(at), 1e-6)
    assert np.abs(left).max() < 1e-8
    for i in range(at.shape[1]):
        alone, gap, _ = newton(cubes(targets[:, i : i + 1]), np.zeros((2, 1)), 1e-6)
        np.testing.assert_array_equal(x[:, i], alone[:, 0])
        np.testing.assert_array_equal(left[:, i], gap[:, 0])


def test_what_was_computed_belongs_to_the_best_values() -> None:
    def gaps(x: Floats) -> tuple[Floats, Floats]:
        return np.exp(x) - np.array([[1.0, 2.0, 3.0]]), x.copy()

    x, left, made = newton(gaps, np.zeros((1, 3)), 1e-6)
    np.testing.assert_allclose(x[0], np.log([1.0, 2.0, 3.0]), atol=1e-12)
    np.testing.assert_array_equal(made, x)
    assert np.abs(left).max() < 1e-12


def test_a_problem_without_a_root_does_not_keep_the_others_from_theirs() -> None:
    """Of 1 + x^2 there is only a smallest value, and the slope of the last is 0 throughout."""

    def gaps(x: Floats) -> tuple[Floats, Floats]:
        only = x[0]
        return np.array([[only[0] - 2.0, 1.0 + only[1] ** 2, 5.0 + 0.0 * only[2]]]), x.copy()

    x, left, made = newton(gaps, np.array([[0.0, 1.0, 1.0]]), 1e-6)
    assert x[0, 0] == pytest.approx(2.0, abs=1e-12)
    assert left[0, 1] >= 1.0
    assert (x[0, 2], left[0, 2]) == (1.0, 5.0)
    np.testing.assert_array_equal(made, x)
    np.testing.assert_array_equal(gaps(x)[0], left)


def test_a_step_beyond_what_can_be_computed_is_shortened() -> None:
    def gaps(x: Floats) -> tuple[Floats, None]:
        with np.errstate(all="ignore"):
            return np.log(x) - np.log(0.1), None  # a full step from 5 leads below 0

    x, left, _ = newton(gaps, np.array([[5.0, 0.2]]), 1e-7)
    np.testing.assert_allclose(x, 0.1, rtol=1e-10)
    assert np.abs(left).max() < 1e-10


@pytest.mark.parametrize("gap", [np.nan, np.inf])
def test_where_nothing_can_be_computed_nothing_moves(gap: float) -> None:
    x, left, made = newton(lambda x: (np.full(x.shape, gap), "made"), np.ones((2, 2)), 1e-6)
    np.testing.assert_array_equal(x, np.ones((2, 2)))
    np.testing.assert_array_equal(left, np.full((2, 2), gap))
    assert made == "made"


def test_without_unknowns_it_is_computed_once() -> None:
    gaps = cubes(np.zeros((2, 1)))
    calls = []

    def none(x: Floats) -> tuple[Floats, str]:
        calls.append(x)
        return x, "made"

    assert newton(none, np.empty((0, 1)), 1e-6)[2] == "made"
    assert len(calls) == 1
    assert newton(gaps, np.zeros((2, 1)), 1e-6)[2] == 1  # at the root already
