"""Ranks of points of distributions among the sorted draws of a row: pure functions on arrays.

A draw counts where it stands, half a draw to either side of its rank; of equal points the first stands at
the first of the draws that are equal to them, the others at the last.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tajsim.results.distribution import Floats

Doubles: TypeAlias = NDArray[np.float64]


def grid(points: int) -> Doubles:
    """Probabilities from 0 to 1 whose steps go with sqrt(p (1 - p))."""
    grid = 0.5 - 0.5 * np.cos(np.pi * np.arange(points) / max(points - 1, 1))
    grid[-1] = 1.0 if points > 1 else grid[-1]
    return np.asarray(grid)


def tied(values: Floats, ranks: Floats) -> NDArray[np.bool_]:
    """Rows (row, point) with a whole draw or more among equal points."""
    equal = values[:, 1:] == values[:, :-1]
    return np.asarray((equal * np.diff(ranks)).sum(axis=-1) >= 1.0)


def counts(row: Floats, ranks: Floats, sought: Floats) -> tuple[Doubles, Doubles]:
    """How many draws of a row are below each number sought, and how many at most equal to it."""
    ranks = ranks.astype(np.float64)
    count = ranks[-1] + 0.5
    if len(row) == count:  # every draw is a point
        return row.searchsorted(sought).astype(float), row.searchsorted(sought, "right").astype(float)
    half = np.minimum(0.5, np.diff(ranks, prepend=-0.5, append=count + 0.5) / 2)
    knots, steps = np.repeat(row, 2), np.repeat(ranks, 2)
    steps[::2] -= half[:-1]  # a draw counts where it stands, half a draw to either side of its rank
    steps[1::2] += half[1:]
    # of equal knots `np.interp` takes the last: seen from the other side, that is the first
    at_most = np.interp(sought, knots, steps, left=0.0, right=count)
    return count - np.interp(-sought, -knots[::-1], count - steps[::-1], left=0.0, right=count), at_most


def runs(knots: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of sorted knots those that begin a run of equal ones, and those that go on with it."""
    again = np.append(False, knots[1:] == knots[:-1])
    return np.append(again[1:], False) & ~again, again


def placed(below: Doubles, at_most: Doubles, knots: Floats) -> Doubles:
    """The ranks of sorted knots; of equal ones the first stands at the first draw, the others at the last."""
    half = np.minimum(0.5, (at_most - below) / 2)
    first, again = runs(knots)
    return np.where(first, below + half, np.where(again, at_most - half, (below + at_most) / 2))


def rising(ranks: Doubles, count: int) -> Doubles:
    """Ranks that rounding made fall here and there, from the lowest draw to the highest."""
    ranks[:, 0], ranks[:, -1] = 0.5, count - 0.5
    falling = np.flatnonzero((ranks[:, 1:] < ranks[:, :-1]).any(axis=-1))
    ranks[falling] = np.minimum(np.maximum.accumulate(ranks[falling], axis=-1), count - 0.5)
    return ranks
