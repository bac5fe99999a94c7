"""A quarter's mean or end from the days and months there are, and a rate's mean from its changes.

Equations, for a series that moves from day to day as a random walk, with figures y of days or months i

    K_ij = -d_ij s^2 / 2 + [i = j] e_i^2      d: mean distance in days between the days of i and of j
    (w, m) solves  K w + m = k,  1'w = 1      k: the same of the quarter's days, or of its last day, and i
    estimate = w'y,   variance = k_00 - w'k - m

which is the best linear estimate whatever the level of the walk (ordinary kriging; Matheron 1963). One day in
a quarter stands for its mean with the error of what the walk may have done in the others; a figure of every
month leaves none.

s: standard deviation of a day's change. e: standard error of a figure, rounding included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that holds for the mean of some days: the first, the last, and its standard error."""

    first: int
    last: int
    value: float
    error: float = 0.0


def walk_estimate(figures: Sequence[Figure], first: date, last: date, daily: float) -> tuple[float, float]:
    """The mean over the days `first` to `last` and its standard error, from figures in any order."""
    ordered = sorted(figures, key=lambda one: (one.first, one.last, one.value, one.error))
    target = (first.toordinal(), last.toordinal())
    spans = [(one.first, one.last) for one in ordered]
    values = np.array([one.value for one in ordered])
    count = len(ordered)
    system = np.zeros((count + 1, count + 1))
    system[:count, count] = system[count, :count] = 1.0
    for i, one in enumerate(spans):
        for j, other in enumerate(spans[: i + 1]):
            system[i, j] = system[j, i] = _likeness(one, other, daily)
        system[i, i] += ordered[i].error ** 2
    right = np.array([*(_likeness(one, target, daily) for one in spans), 1.0])
    # figures of the same days without an error make the system singular: the least weights share it out
    weights = np.linalg.lstsq(system, right, rcond=1e-13)[0]
    variance = _likeness(target, target, daily) - float(weights @ right)
    middle = float(values.mean())
    return middle + float(weights[:count] @ (values - middle)), float(np.sqrt(max(variance, 0.0)))


def _likeness(one: tuple[int, int], other: tuple[int, int], daily: float) -> float:
    """Minus half the variance of what a walk does between two spans of days, on average over their days.

    The sum of all distances is a second difference of |n| (n^2 - 1) / 6, whose own is |n|.
    """
    (a, b), (c, d) = one, other
    apart = _thirds(b - c + 1) - _thirds(a - c) - _thirds(b - d) + _thirds(a - d - 1)
    return -0.5 * daily**2 * apart / ((b - a + 1) * (d - c + 1))


def _thirds(n: int) -> int:
    return abs(n) * (n * n - 1) // 6


@dataclass(frozen=True, slots=True)
class Change:
    """A rate in force from a day on; `unknown` is how many days that day may lie around it."""

    day: int
    rate: float
    unknown: int = 0


def mean_in_force(changes: Sequence[Change], first: date, last: date) -> tuple[float, float] | None:
    """The mean over the days of the rate in force and its standard error; None before the first change."""
    start, end = first.toordinal(), last.toordinal()
    ordered = sorted(changes, key=lambda one: (one.day, one.rate))
    before = [one for one in ordered if one.day <= start]
    if not before:
        return None
    steps = [Change(start, before[-1].rate, 0), *(one for one in ordered if start < one.day <= end)]
    days = end - start + 1
    ends = [*(one.day for one in steps[1:]), end + 1]
    mean = sum(one.rate * (until - one.day) for one, until in zip(steps, ends, strict=True)) / days
    spread = [
        (after.rate - one.rate) * after.unknown / days / np.sqrt(12.0) for one, after in pairwise(steps)
    ]
    return float(mean), float(np.sqrt(sum(x * x for x in spread)))
