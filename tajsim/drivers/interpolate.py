"""From annual figures to quarters: the smoothest path that keeps every annual figure exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 1e-3
"""Weight of changes beside changes of slope where nothing before is continued: one year alone is flat."""


def smooth(
    history: Sequence[float], annual: Sequence[float], weights: Sequence[float], gone: int = 0
) -> Floats:
    """Quarters that continue `history` and meet each annual figure, with the least change of slope.

    A first annual figure far from `history` is met by a path that overshoots it within the year and comes
    back in the next: `stepped` does not.

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


def stepped(annual: Sequence[float], weights: Sequence[float], gone: int = 0) -> Floats:
    """Quarters that meet each annual figure with the least change of slope, whatever was before.

    Arguments as for `smooth`. Years that grow alike give quarters that do, also where the first year is far
    from what was before it: the step is then taken between the years, since annual figures do not say when.
    Leaving out the link to the past is the remedy of Cholette (1984) for the same fault of Denton's method
    (IMF, Quarterly National Accounts Manual, 2017, chapter 6).
    """
    from scipy.linalg import lu_solve

    if not len(annual):
        return np.zeros(0)
    factors = _free_system(len(annual), tuple(float(w) for w in weights), gone)
    size = 4 * len(annual) - gone
    right = np.concatenate([np.zeros(size), np.asarray(annual, dtype=np.float64)])
    return np.asarray(lu_solve(factors, right)[:size])


@cache
def _free_system(years: int, weights: tuple[float, ...], gone: int) -> Any:
    """The factorised first-order conditions of a path without a past."""
    from scipy.linalg import lu_factor

    size = 4 * years - gone
    first = np.diff(np.eye(size), axis=0)
    second = np.diff(first, axis=0)
    constraint = np.kron(np.eye(years), np.asarray(weights))[:, gone:]
    curved = 2.0 * (second.T @ second + LEVEL * first.T @ first)
    return lu_factor(np.block([[curved, constraint.T], [constraint, np.zeros((years, years))]]))


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
