"""From annual figures to quarters: the smoothest path that keeps every annual figure exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smooth(
    history: Sequence[float], annual: Sequence[float], weights: Sequence[float], gone: int = 0
) -> Floats:
    """Quarters that continue `history` and meet each annual figure, with the least change of slope.

    history: the quarters before, at least two. annual: for each year the weighted sum of its four quarters
    (weights of ones give sums, of quarters means), by calendar quarter. gone: quarters of the first year that
    are past, 0 to 3; its figure is the weighted sum of those that are left. Minimises the sum of squared
    second differences (Boot, Feibes and Lisman 1967), shape (4 * years - gone,).
    """
    from scipy.linalg import lu_solve

    if not len(annual):
        return np.zeros(0)
    before = np.asarray(history, dtype=np.float64)[-2:]
    factors, known, free = _system(len(annual), tuple(float(w) for w in weights), gone)
    right = np.concatenate([-2.0 * free.T @ (known @ before), np.asarray(annual, dtype=np.float64)])
    return np.asarray(lu_solve(factors, right)[: 4 * len(annual) - gone])


@cache
def _system(years: int, weights: tuple[float, ...], gone: int) -> tuple[Any, Floats, Floats]:
    """The factorised first-order conditions, and second differences of what is known and what is free."""
    from scipy.linalg import lu_factor

    size = 4 * years - gone
    second = np.zeros((size, size + 2))
    rows = np.arange(size)
    second[rows, rows], second[rows, rows + 1], second[rows, rows + 2] = 1.0, -2.0, 1.0
    known, free = second[:, :2], second[:, 2:]
    constraint = np.kron(np.eye(years), np.asarray(weights))[:, gone:]
    system = np.block([[2.0 * free.T @ free, constraint.T], [constraint, np.zeros((years, years))]])
    return lu_factor(system), known, free


def year_ends(start: float, ends: Sequence[float], geometric: bool, gone: int = 0) -> Floats:
    """Quarters on straight lines, or at constant growth, between year ends.

    `start` is the quarter before: the end of the year before, or of the `gone` quarters of the first year.
    """
    knots = np.asarray([start, *ends], dtype=np.float64)
    points = np.arange(1 + gone, 4 * len(ends) + 1) / 4.0
    places = np.arange(len(knots), dtype=np.float64)
    places[0] = gone / 4.0
    if geometric:
        return np.exp(np.interp(points, places, np.log(knots)))
    return np.interp(points, places, knots)
