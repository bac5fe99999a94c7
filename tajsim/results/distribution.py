"""Statistics of many rows of draws: quantiles by one sort, means, shares, differences from a baseline.

Every number that is said of draws is computed here, with their weights where they have some. A draw of weight
0 moves none of them, whatever its values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, choice, number, probabilities
from tajsim.results.weights import Weights, effective

Floats = NDArray[np.floating[Any]]
_CHUNK = 2**20  # values sorted at a time: a sort buffer that stays in cache

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


class Distribution(Protocol):
    """The distribution over draws of every row, whether the draws were kept or only summarised."""

    def quantiles(self, probabilities: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles of every row.

        Parameters
        ----------
        probabilities : sequence of float
            From 0 to 1.

        Returns
        -------
        numpy.ndarray
            Shape (probability, *rows).
        """

    def mean(self) -> NDArray[np.float64]:
        """Means, shape (*rows)."""

    def share(self, comparison: str, value: float) -> NDArray[np.float64]:
        """The share of draws that satisfy `draw comparison value`.

        Parameters
        ----------
        comparison : str
            "<", "<=", ">" or ">=".
        value : float
            In the unit of the draws.

        Returns
        -------
        numpy.ndarray
            From 0 to 1, shape (*rows).
        """

    def row(self, index: Any) -> Distribution:
        """Some of the rows.

        Parameters
        ----------
        index : int, slice or tuple of these
            As for an array of shape (*rows).

        Returns
        -------
        Distribution
            Theirs.
        """


def check_probabilities(given: Sequence[float] | float) -> NDArray[np.float64]:
    """The probabilities as an array, each once. Raises InputError when one is not a number from 0 to 1."""
    return np.array(probabilities(AT_ONCE, "quantiles", given))


def check_comparison(comparison: str) -> Callable[[Any, Any], Any]:
    """The function of a comparison sign. Raises UnknownNameError for anything else."""
    return COMPARISONS[choice(AT_ONCE, "comparison", comparison, COMPARISONS)]


def threshold(value: object, values: Floats) -> np.floating[Any]:
    """`value` as precise as the `values` it is compared with, which decides what counts as equal.

    Values that were kept as float32 are compared with a float32: a tie is one whether the threshold was
    given as a Python number or as one of NumPy. Raises InputError when `value` is no finite number.
    """
    with np.errstate(over="ignore"):  # beyond every float32, which infinity is as well
        return values.dtype.type(number(AT_ONCE, "value", value))


def interpolate(ordered: Floats, positions: Floats) -> NDArray[np.float64]:
    """Sorted rows read at fractional positions, shape (*rows, position); NaN where a row holds a NaN."""
    low = np.floor(positions).astype(np.intp)
    high = np.minimum(low + 1, ordered.shape[-1] - 1)
    below = ordered[..., low].astype(np.float64)
    result = below + (ordered[..., high] - below) * (positions - low)
    result[np.isnan(ordered[..., -1])] = np.nan  # a sort puts NaN last
    return result


def quantiles_of_rows(
    values: Floats, chosen: Sequence[float], weights: Weights | None = None
) -> NDArray[np.float64]:
    """Quantiles over the last axis, linearly interpolated as by numpy.quantile; shape (probability, *rows).

    One sort serves all probabilities: about four times as fast as numpy.quantile on float32. Quantiles of
    weighted draws are those of `weighted_quantiles`, which without weights are the same.
    """
    levels = check_probabilities(chosen)
    share = None if weights is None else weights.values
    if share is not None:
        values, share = counted(values, share)
    rows = values.reshape(-1, values.shape[-1])
    found = np.empty((len(rows), len(levels)))
    step = max(1, _CHUNK // values.shape[-1])
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        found[start : start + step] = (
            interpolate(np.sort(some, axis=-1), levels * (values.shape[-1] - 1))
            if share is None
            else weighted_quantiles(some, share, levels)
        )
    return found.T.reshape(len(levels), *values.shape[:-1])


def exact_quantiles(
    values: Floats, chosen: Sequence[float], weights: Weights | None = None
) -> NDArray[np.float64]:
    """As `quantiles_of_rows`, to the last bit as numpy.quantile has them where draws have no weights."""
    if weights is None:
        return np.asarray(np.quantile(values, chosen, axis=-1))
    return quantiles_of_rows(values, chosen, weights)


def weighted_quantiles(rows: Floats, share: NDArray[np.float64], levels: Floats) -> NDArray[np.float64]:
    """Quantiles of rows (row, draw) of draws that weigh `share` (draw,), all above 0; shape (row, level).

    The weighted type 7 of Akinshin (2023, arXiv:2304.07265). The usual quantile of n draws interpolates
    between two neighbours: it is the mean of what lies, of the probability mass, between p (n - 1) / n and
    1 / n above it. With weights, n is the effective number of draws: the same window slides over the mass.
    Equal weights give numpy's quantile, a draw counts by its weight, one of weight near 0 hardly at all, and
    draws that are equal where a figure is met exactly give that figure exactly.
    """
    share = share / share.sum()
    width = 1.0 / effective(share)
    low = levels * (1.0 - width)
    high = low + width
    order = np.argsort(rows, axis=-1, kind="stable")
    ordered = np.take_along_axis(rows, order, axis=-1).astype(np.float64)
    mass = np.cumsum(share[order], axis=-1)
    found = np.empty((len(rows), len(levels)))
    for i, (row, upto) in enumerate(zip(ordered, mass, strict=True)):
        first = np.minimum(np.searchsorted(upto, low, "right"), len(row) - 1)
        last = np.minimum(np.searchsorted(upto, high, "left"), len(row) - 1)
        for j, (start, stop) in enumerate(zip(first, last, strict=True)):
            piece = row[start : stop + 1]
            inside = np.diff(np.clip(upto[start : stop + 1], low[j], high[j]), prepend=low[j])
            found[i, j] = piece[0] + (inside * (piece - piece[0])).sum() / inside.sum()
    found[np.isnan(ordered[:, -1])] = np.nan  # a sort puts NaN last
    return found


def counted(values: Floats, share: NDArray[np.float64]) -> tuple[Floats, NDArray[np.float64]]:
    """The draws that weigh more than 0, on the last axis of `values`, and their weights."""
    counts = share > 0.0
    return (values, share) if counts.all() else (values[..., counts], share[counts])


def means_of_rows(values: Floats, weights: Weights | None = None) -> NDArray[np.float64]:
    """Means over the last axis in double precision, shape (*rows)."""
    if weights is None:
        return np.asarray(values.mean(axis=-1, dtype=np.float64))
    values, share = counted(values, weights.values)
    return np.asarray((values * share).sum(axis=-1) / share.sum())


def shares_of_rows(met: NDArray[np.bool_], weights: Weights | None = None) -> NDArray[np.float64]:
    """The share of draws in which something holds, over the last axis; exactly 0 or 1 for none or all."""
    if weights is None:
        return np.asarray(met.mean(axis=-1))
    holds, fails = ((some * weights.values).sum(axis=-1) for some in (met, ~met))
    return np.asarray(holds / (holds + fails))


def difference(values: Floats, baseline: Floats, relative: bool) -> Floats:
    """`values` less `baseline`; with `relative` in percent of its size, NaN where that is 0."""
    gap = np.asarray(values - baseline)
    if not relative:
        return gap
    size = np.broadcast_to(np.abs(baseline), gap.shape)
    percent = np.full_like(gap, np.nan)
    np.divide(100 * gap, size, out=percent, where=size != 0)
    return percent


@dataclass(frozen=True, eq=False, slots=True)
class Draws:
    """A distribution whose draws were all kept, shape (*rows, draw), and what they weigh if not the same."""

    values: Floats
    weights: Weights | None = None

    def __repr__(self) -> str:
        rows = " x ".join(str(size) for size in self.values.shape[:-1]) or "1"
        draws = f"{self.values.shape[-1]:,} draws" if self.weights is None else str(self.weights)
        return f"<distribution of {rows} rows from {draws}>"

    def quantiles(self, probabilities: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles, shape (probability, *rows)."""
        return quantiles_of_rows(self.values, probabilities, self.weights)

    def mean(self) -> NDArray[np.float64]:
        """Means in double precision, shape (*rows)."""
        return means_of_rows(self.values, self.weights)

    def share(self, comparison: str, value: float) -> NDArray[np.float64]:
        """The share of draws that satisfy the comparison; NaN where a draw that counts is NaN."""
        met = check_comparison(comparison)(self.values, threshold(value, self.values))
        values = self.values if self.weights is None else counted(self.values, self.weights.values)[0]
        return np.where(np.isnan(values).any(axis=-1), np.nan, shares_of_rows(met, self.weights))

    def row(self, index: Any) -> Draws:
        """The rows that `index` selects."""
        return Draws(self.values[index], self.weights)
