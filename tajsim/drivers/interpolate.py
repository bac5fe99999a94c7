"""From annual figures to quarters: the smoothest path that keeps every annual figure exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smooth(history: Sequence[float], annual: Sequence[float], weights: Sequence[float]) -> Floats:
    """Quarters that continue `history` and meet each annual figure, with the least change of slope.

    history: the quarters before, at least two. annual: for each year the weighted sum of its four quarters
    (weights of ones give sums, of quarters means). Minimises the sum of squared second differences (Boot,
    Feibes and Lisman 1967), shape (4 * years,).
    """
    from scipy.linalg import lu_solve

    before = np.asarray(history, dtype=np.float64)[-2:]
    factors, known, free = _system(len(annual), tuple(float(w) for w in weights))
    right = np.concatenate([-2.0 * free.T @ (known @ before), np.asarray(annual, dtype=np.float64)])
    return np.asarray(lu_solve(factors, right)[: 4 * len(annual)])


@cache
def _system(years: int, weights: tuple[float, ...]) -> tuple[Any, Floats, Floats]:
    """The factorised first-order conditions, and second differences of what is known and what is free."""
    from scipy.linalg import lu_factor

    size = 4 * years
    second = np.zeros((size, size + 2))
    rows = np.arange(size)
    second[rows, rows], second[rows, rows + 1], second[rows, rows + 2] = 1.0, -2.0, 1.0
    known, free = second[:, :2], second[:, 2:]
    constraint = np.kron(np.eye(years), np.asarray(weights))
    system = np.block([[2.0 * free.T @ free, constraint.T], [constraint, np.zeros((years, years))]])
    return lu_factor(system), known, free


def year_ends(start: float, ends: Sequence[float], geometric: bool) -> Floats:
    """Quarters on straight lines, or at constant growth, between year ends; `start` is the end before."""
    knots = np.asarray([start, *ends], dtype=np.float64)
    points = np.arange(1, 4 * len(ends) + 1) / 4.0
    if geometric:
        return np.exp(np.interp(points, np.arange(len(knots)), np.log(knots)))
    return np.interp(points, np.arange(len(knots)), knots)
