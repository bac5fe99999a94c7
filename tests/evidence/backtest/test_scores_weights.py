"""A weight that is none is refused wherever it stands; those that are count for what they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest.scores import crps, pit, quantiles

SAMPLE = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 4.0]])


@pytest.mark.parametrize(
    "weights",
    [
        [[1.0, 1.0, -0.1], [1.0, 1.0, 1.0]],
        [[1.0, 1.0, 1.0], [1.0, math.nan, 1.0]],
        [[1.0, 1.0, 1.0], [1.0, math.inf, 1.0]],
        [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]],
        [0.0, 0.0, 0.0],
    ],
)
def test_weights_that_cannot_be(weights: list[object]) -> None:
    with pytest.raises(InputError, match="weights must be finite, none below 0, and not all 0"):
        crps(SAMPLE, [1.0, 1.0], weights)  # type: ignore[arg-type]


def test_a_weight_of_zero_leaves_its_point_out() -> None:
    some = [2.0, 2.0, 0.0]
    np.testing.assert_allclose(crps(SAMPLE, [1.0, 1.0], some), crps(SAMPLE[:, :2], [1.0, 1.0]))
    np.testing.assert_allclose(pit(SAMPLE, [0.5, 1.0], some), [0.5, 0.75])


def test_weights_follow_their_points_when_these_are_sorted() -> None:
    points, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 5.0])
    order = np.argsort(points)
    asked = (0.1, 0.5, 0.9)
    np.testing.assert_array_equal(
        quantiles(points, asked, weights), quantiles(points[order], asked, weights[order])
    )
    assert float(pit(points, 2.5, weights)) == pytest.approx(7 / 8)
    np.testing.assert_allclose(quantiles(points, (0.125, 0.5625, 0.9375), weights), [1.0, 2.0, 3.0])


def test_crps_of_two_points_by_hand() -> None:
    # with 1/4 on 0 and 3/4 on 4 about 3: E|X - y| = 1.5 and half of E|X - X'| = 4 * 3/16
    assert float(crps([0.0, 4.0], 3.0, [1.0, 3.0])) == pytest.approx(1.5 - 0.75)
