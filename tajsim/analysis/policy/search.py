"""Where a probability passes a level: a grid of sizes, then finer grids around every crossing.

The search knows nothing of the economy: it asks for probabilities at many points at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tajsim.arguments import Progress

GRID = 17  # sizes of the first round, evenly spaced over the first part of a span
NEAR = 4.0  # the length of that part; beyond it every distance from the start is a quarter larger
GROWTH = 1.25
INNER = 7  # sizes of a later round inside an interval: each round is worth three bisections
SURE = 1.96  # standard errors of a 95 % interval
_DIGITS = 1e-9  # relative: the finest step, so that large sizes can be distinguished

Point = tuple[int, float]  # the ray, and the size on it
Measure = Callable[[Sequence[Point]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """One size at which the probability passes the level that is asked for.

    Attributes
    ----------
    size : float
        The last one searched at which the probability is at least the level.
    probability : float
        The probability there, from 0 to 1.
    rises : bool
        Whether it is below the level at smaller sizes and not at larger ones.
    beyond : float
        The neighbouring size on the other side of the level.
    beyond_probability : float
        The probability there, from 0 to 1.
    low, high : float
        The sizes around it at which the probability is within 1.96 binomial standard errors of the level,
        read from the curve by linear interpolation.
    """

    size: float
    probability: float
    rises: bool
    beyond: float
    beyond_probability: float
    low: float
    high: float

    def at(self, prob: float) -> float:
        """The size at which the straight line between the two neighbours passes a probability.

        Parameters
        ----------
        prob : float
            From 0 to 1.

        Returns
        -------
        float
            The size.
        """
        share = (prob - self.beyond_probability) / (self.probability - self.beyond_probability)
        return self.beyond + share * (self.size - self.beyond)


@dataclass(frozen=True, slots=True)
class Curve:
    """Probabilities by size in increasing order of size, and where they pass the level."""

    sizes: tuple[float, ...]
    probabilities: tuple[float, ...]
    crossings: tuple[Crossing, ...]


def standard_error(probability: float, draws: int) -> float:
    """The binomial standard error of a share of so many draws."""
    return math.sqrt(probability * (1.0 - probability) / draws)


def search(
    measure: Measure,
    prob: float,
    spans: Sequence[tuple[float, float]],
    draws: int,
    tolerance: float,
    grid: int = GRID,
    near: float = NEAR,
    progress: Progress | None = None,
) -> tuple[Curve, ...]:
    """The curve of every ray, each searched over its span for all crossings of `prob`.

    measure: the probabilities at points (ray, size), asked for all rays together. grid, near: of the `ladder`
    of sizes measured first; two crossings inside one of its steps may be missed. A crossing is found to
    within `tolerance` of size, or nine digits of it. progress: called with (rounds done, rounds in all, which
    is what the widest step takes).
    """
    first = [ladder(*span, grid, near) for span in spans]
    rounds = Rounds(progress, 1 + max(_rounds(sizes, tolerance) for sizes in first))
    known: list[dict[float, float]] = [{} for _ in spans]

    def ask(points: Sequence[Point]) -> None:
        new = [(ray, size) for ray, size in dict.fromkeys(points) if size not in known[ray]]
        for (ray, size), probability in zip(new, measure(new) if new else (), strict=True):
            known[ray][size] = float(probability)

    ask([(ray, size) for ray, sizes in enumerate(first) for size in sizes])
    rounds.report()
    brackets = [(ray, pair) for ray, curve in enumerate(known) for pair in _straddling(curve, prob)]
    while wide := [(ray, (a, b)) for ray, (a, b) in brackets if b - a > max(tolerance, _DIGITS * b)]:
        ask([(ray, float(s)) for ray, pair in wide for s in np.linspace(*pair, INNER + 2)])
        brackets = [(ray, _narrowed(known[ray], pair, prob)) for ray, pair in brackets]
        rounds.report()
    rounds.report_last()
    return tuple(
        _curve(curve, [pair for of, pair in brackets if of == ray], prob, draws)
        for ray, curve in enumerate(known)
    )


@dataclass
class Rounds:
    """Rounds of a search, of which there may be fewer than expected."""

    progress: Progress | None
    total: int
    done: int = 0

    def report(self) -> None:
        """One more is done; the last is left for the end."""
        if self.done < self.total - 1:
            self._report(self.done + 1)

    def report_last(self) -> None:
        """All are done."""
        self._report(self.total)

    def _report(self, done: int) -> None:
        self.done = done
        if self.progress is not None:
            self.progress(done, self.total)


def _rounds(sizes: Sequence[float], tolerance: float) -> int:
    """How many rounds narrow the widest of the steps between `sizes` to the tolerance."""
    steps = (max((b - a) / max(tolerance, _DIGITS * b), 1.0) for a, b in pairwise(sizes))
    return math.ceil(math.log(max(steps, default=1.0)) / math.log(INNER + 1))


def ladder(low: float, high: float, grid: int = GRID, near: float = NEAR) -> list[float]:
    """Sizes from `low` to `high`: `grid` of them evenly spaced over the first `near`, then ever wider apart.

    What lies near `low` is looked at as closely however far away `high` is.
    """
    sizes = [float(s) for s in np.linspace(low, min(low + near, high), grid)]
    while sizes[-1] < high:
        sizes.append(min(low + GROWTH * (sizes[-1] - low), high))
    return sizes


def turns(probabilities: Sequence[float], draws: int) -> bool:
    """Whether a curve both rises and falls by more than two standard errors."""
    rise = fall = 0.0
    lowest = highest = probabilities[0]
    for p in probabilities:
        rise = max(rise, (p - lowest) / _noise(p, lowest, draws))
        fall = max(fall, (highest - p) / _noise(p, highest, draws))
        lowest, highest = min(lowest, p), max(highest, p)
    return rise > 2.0 and fall > 2.0


def _noise(one: float, two: float, draws: int) -> float:
    """The larger standard error, at least that of a single draw, so that it can be divided by."""
    return max(standard_error(one, draws), standard_error(two, draws), 1.0 / draws)


def _straddling(curve: dict[float, float], prob: float) -> list[tuple[float, float]]:
    """Neighbouring sizes of which one reaches `prob` and the other does not."""
    sizes = sorted(curve)
    return [(a, b) for a, b in pairwise(sizes) if (curve[a] >= prob) != (curve[b] >= prob)]


def _narrowed(curve: dict[float, float], pair: tuple[float, float], prob: float) -> tuple[float, float]:
    """The first neighbours inside `pair` between which the curve passes `prob`."""
    inside = {size: p for size, p in curve.items() if pair[0] <= size <= pair[1]}
    return _straddling(inside, prob)[0]


def _curve(curve: dict[float, float], pairs: Sequence[tuple[float, float]], prob: float, draws: int) -> Curve:
    sizes = tuple(sorted(curve))
    probabilities = tuple(curve[size] for size in sizes)
    crossings = []
    for smaller, larger in pairs:
        rises = curve[larger] >= prob
        at, beyond = (larger, smaller) if rises else (smaller, larger)
        crossing = Crossing(at, curve[at], rises, beyond, curve[beyond], at, at)
        low, high = _interval(sizes, probabilities, crossing, prob, SURE * standard_error(prob, draws))
        crossings.append(replace(crossing, low=low, high=high))
    return Curve(sizes, probabilities, tuple(crossings))


def _interval(
    sizes: Sequence[float], probabilities: Sequence[float], crossing: Crossing, prob: float, error: float
) -> tuple[float, float]:
    """How far the curve stays within `error` of `prob` on both sides of the crossing."""
    left, right = sorted((sizes.index(crossing.size), sizes.index(crossing.beyond)))
    ends = []
    for start, step in ((left, -1), (right, 1)):
        i = start
        while 0 <= i + step < len(sizes) and abs(probabilities[i] - prob) <= error:
            i += step
        gap, before = probabilities[i] - prob, probabilities[i - step] - prob
        # the first size outside the error is joined by a straight line to the one before it
        share = 0.0 if abs(gap) <= error else (gap - math.copysign(error, gap)) / (gap - before)
        ends.append(sizes[i] + share * (sizes[i - step] - sizes[i]))
    return ends[0], ends[1]
