"""From annual figures to quarters: the smoothest path that keeps every annual figure exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smooth(history: Sequence[float], annual: Sequence[float], weights: Sequence[float]) -> Floats:
    """Quarters that continue `history` and meet each annual figure, with the least change of slope.

    history: the quarters before, at least two. annual: for each year the weighted sum of its four quarters
    (weights of ones give sums, of quarters means). Minimises the sum of squared second differences (Boot,
    Feibes and Lisman 1967), shape (4 * years,).
    """
    years, size = len(annual), 4 * len(annual)
    before = np.asarray(history, dtype=np.float64)[-2:]
    second = np.zeros((size, size + 2))
    rows = np.arange(size)
    second[rows, rows], second[rows, rows + 1], second[rows, rows + 2] = 1.0, -2.0, 1.0
    known, free = second[:, :2] @ before, second[:, 2:]
    constraint = np.kron(np.eye(years), np.asarray(weights, dtype=np.float64))
    system = np.block([[2.0 * free.T @ free, constraint.T], [constraint, np.zeros((years, years))]])
    right = np.concatenate([-2.0 * free.T @ known, np.asarray(annual, dtype=np.float64)])
    return np.asarray(np.linalg.solve(system, right)[:size])


def year_ends(start: float, ends: Sequence[float], geometric: bool) -> Floats:
    """Quarters on straight lines, or at constant growth, between year ends; `start` is the end before."""
    knots = np.asarray([start, *ends], dtype=np.float64)
    points = np.arange(1, 4 * len(ends) + 1) / 4.0
    if geometric:
        return np.exp(np.interp(points, np.arange(len(knots)), np.log(knots)))
    return np.interp(points, np.arange(len(knots)), knots)
