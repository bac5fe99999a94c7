"""Two ways to ask which factors an outcome depends on: one at a time, and by shares of its variance.

One at a time: the outcome when one parameter is low or high and all others are at their medians. Sobol
indices of first order: the share of the variance that would go, on average, if the factor were known. Total:
the share that would stay if everything else were known; what it has beyond the first is by interaction.

Source: Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), Computer Physics Communications 181,
259-270; the estimates are those of `scipy.stats.sobol_indices`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.sensitivity.quantity import HIGH, LOW, medians
from tajsim.engine.sampling import stream
from tajsim.frozen import read_only
from tajsim.parameters import Parameters

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]
CONFIDENCE = 0.95
RESAMPLES = 1000
_CHUNK = 100  # resamples at a time


@dataclass(frozen=True, eq=False)
class Indices:
    """Sobol indices of every row of an outcome, as shares of the row's variance.

    An estimate can lie a little outside 0 to 1: it is that of a sample. All are NaN where the variance is 0.
    Arrays are read-only.

    Attributes
    ----------
    first, total : numpy.ndarray
        First-order and total indices, from 0 to 1, shape (row, factor).
    first_low, first_high, total_low, total_high : numpy.ndarray
        Ends of their 95 % bootstrap intervals, shape (row, factor).
    mean, sd : numpy.ndarray
        Mean and standard deviation of the outcome, in its unit, shape (row,).
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    mean: Floats  # (row,), of the outcome
    sd: Floats  # (row,)

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, read_only(getattr(self, field.name), np.float64))


def pages(columns: int, factors: Sequence[Sequence[int]], base_samples: int, seed: int) -> Iterator[Floats]:
    """The points at which a function must be known: A, B, and for each factor A with its columns from B.

    Each page is (columns, base_samples) of probabilities strictly between 0 and 1: two halves of one
    scrambled Sobol sequence.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(d=2 * columns, rng=stream(seed, "sensitivity", 0), bits=64)
    # a scrambled point can round to 0 or 1, where a distribution without an end has none
    points = np.clip(sequence.random(base_samples).T, 1e-12, 1.0 - 1e-12)
    a, b = points[:columns], points[columns:]
    yield a
    yield b
    for factor in factors:
        mixed = a.copy()
        mixed[list(factor)] = b[list(factor)]
        yield mixed


def indices(
    function: Function,
    columns: int,
    factors: Sequence[Sequence[int]],
    base_samples: int,
    seed: int,
    done: Callable[[], object] = lambda: None,
) -> Indices:
    """First-order and total indices of `function`, with intervals, each factor being one or more columns.

    function: from probabilities (columns, draw) of independent inputs to outcomes (row, draw). base_samples:
    a power of 2; the function is evaluated at (factors + 2) times as many points. done: called after each of
    those factors + 2 evaluations. The same seed gives the same indices and intervals.
    """
    from scipy.stats import sobol_indices

    found = []
    for page in pages(columns, factors, base_samples, seed):
        found.append(np.asarray(function(page), dtype=np.float64))
        done()
    f_a, f_b, f_ab = found[0], found[1], np.stack(found[2:])
    rows, shape = len(f_a), (len(f_a), len(factors))
    if rows == 1:  # scipy drops an axis of length 1, and with one factor both
        f_a, f_b, f_ab = (np.repeat(f, 2, axis=-2) for f in (f_a, f_b, f_ab))
    estimate = sobol_indices(func={"f_A": f_a, "f_B": f_b, "f_AB": f_ab}, n=base_samples)
    first, total = (
        np.reshape(e, (-1, len(factors)))[:rows] for e in (estimate.first_order, estimate.total_order)
    )
    f_a, f_b, f_ab = f_a[:rows], f_b[:rows], f_ab[:, :rows]
    both = np.concatenate([f_a, f_b], axis=-1)
    mean, sd = both.mean(axis=-1), both.std(axis=-1)
    constant = np.ptp(both, axis=-1) == 0.0
    low, high = _intervals(f_a, f_b, f_ab, mean, np.where(constant, 1.0, sd), seed)
    every = [first, low[0], high[0], total, low[1], high[1]]
    first, first_low, first_high, total, total_low, total_high = (
        np.where(constant[:, None], np.nan, np.reshape(e, shape)) for e in every
    )
    return Indices(
        first=first,
        first_low=first_low,
        first_high=first_high,
        total=total,
        total_low=total_low,
        total_high=total_high,
        mean=mean,
        sd=np.where(constant, 0.0, sd),
    )


def _intervals(
    f_a: Floats, f_b: Floats, f_ab: Floats, mean: Floats, sd: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Bootstrap percentiles of first and total indices: low and high, each (2, row, factor).

    Resampling the base samples with replacement is weighting them by counts, and every index is a ratio of
    weighted means: all resamples of all rows come from one product of matrices.
    """
    rows, n = f_a.shape
    a, b, ab = ((f - mean[:, None]) / sd[:, None] for f in (f_a, f_b, f_ab))
    parts = np.concatenate([b * (ab - a), 0.5 * (a - ab) ** 2]).reshape(-1, n)  # (2 x factor x row, n)
    moments = np.concatenate([0.5 * (a + b), 0.5 * (a * a + b * b)])  # (2 x row, n)
    rng = stream(seed, "sensitivity bootstrap", 0)
    resampled = np.empty((RESAMPLES, 2, len(f_ab), rows))
    for start in range(0, RESAMPLES, _CHUNK):
        size = min(_CHUNK, RESAMPLES - start)
        picked = rng.integers(0, n, (size, n)) + n * np.arange(size)[:, None]
        weights = np.bincount(picked.ravel(), minlength=size * n).reshape(size, n) / n
        first, second = (weights @ moments.T).reshape(size, 2, rows).swapaxes(0, 1)
        variance = second - first**2
        with np.errstate(divide="ignore", invalid="ignore"):
            resampled[start : start + size] = (weights @ parts.T).reshape(
                size, 2, len(f_ab), rows
            ) / variance[:, None, None]
    tail = 0.5 * (1.0 - CONFIDENCE)
    low, high = np.quantile(resampled, (tail, 1.0 - tail), axis=0).swapaxes(-1, -2)
    return low, high


@dataclass(frozen=True, slots=True)
class Swing:
    """What one parameter does to the outcome, all others at their medians.

    Attributes
    ----------
    name : str
        The parameter.
    low, median, high : float
        Its 5 %, 50 % and 95 % points, in its unit.
    at_low, at_median, at_high : float
        The outcome there, in its unit.
    size : float
        The largest of the three outcomes less the smallest, of at least 0.
    """

    name: str
    low: float
    median: float
    high: float
    at_low: float
    at_median: float
    at_high: float

    @property
    def size(self) -> float:
        """How far apart the outcomes are, also when the one at the median is beyond both others."""
        outcomes = (self.at_low, self.at_median, self.at_high)
        return max(outcomes) - min(outcomes)


def tornado(outcome: Callable[[Mapping[str, Floats]], Floats], p: Parameters) -> tuple[Swing, ...]:
    """The swing of every uncertain parameter, the largest first; ties in the order of the declarations.

    outcome: from parameter values, each (draw,), to the outcome (draw,). It is called once.
    """
    centre = medians(p)
    names = list(centre)
    draws = 2 * len(names) + 1  # the last one has everything at its median
    values = {name: np.full(draws, median) for name, median in centre.items()}
    ends = {name: p.draw(name, (LOW, HIGH)) for name in names}
    for i, name in enumerate(names):
        values[name][2 * i : 2 * i + 2] = ends[name]
    found = np.asarray(outcome(values), dtype=np.float64)
    swings = [
        Swing(
            name,
            *(float(x) for x in (ends[name][0], centre[name], ends[name][1])),
            *(float(x) for x in (found[2 * i], found[-1], found[2 * i + 1])),
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.size))
