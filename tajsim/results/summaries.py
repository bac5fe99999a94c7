"""Mergeable summaries of draws, for runs whose draws do not fit in memory.

A block of draws is reduced to order statistics at midpoint ranks, each standing for the same number of
draws, and an exact sum. Blocks merge by concatenation and sort. Between order statistics quantiles are
interpolated, so that the error stays below the Monte Carlo error of the draws themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError, Problems
from tajsim.results.distribution import (
    Floats,
    check_comparison,
    check_probabilities,
    difference,
    interpolate,
    threshold,
)
from tajsim.results.frozen import FrozenMap, read_only

POINTS = 512
KINDS = ("level", "absolute", "relative")

Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Summary:
    """Order statistics of rows of draws.

    values: float32 (*rows, point), sorted. weights: how many draws a point stands for, one number for all
    points or (*rows, point). total: float64 (*rows), the sum of all draws. count: the number of draws.
    """

    values: NDArray[np.float32]
    weights: NDArray[np.float64]
    total: NDArray[np.float64]
    count: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", read_only(self.values, np.float32))
        object.__setattr__(self, "weights", read_only(self.weights, np.float64))
        object.__setattr__(self, "total", read_only(self.total, np.float64))
        problems = Problems("bad summary")
        if self.values.ndim < 1 or self.values.shape[-1] < 1 or self.count < 1:
            problems.add(f"values of shape {self.values.shape} over {self.count} draws; at least one of each")
        if self.weights.shape not in ((), self.values.shape):
            problems.add(f"weights have shape {self.weights.shape}, values {self.values.shape}")
        if not (self.weights > 0.0).all():
            problems.add("weights must be numbers above 0")
        if self.total.shape != self.values.shape[:-1]:
            problems.add(f"total has shape {self.total.shape}, the rows of values {self.values.shape[:-1]}")
        problems.raise_if_any(InputError)

    def quantiles(self, probabilities: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles, shape (probability, *rows); equal to numpy.quantile when every draw is a point."""
        ranks = 0.5 + check_probabilities(probabilities) * (self.count - 1)
        return np.moveaxis(self._at(ranks), -1, 0)

    def mean(self) -> NDArray[np.float64]:
        """Exact means, shape (*rows)."""
        return self.total / self.count

    def share(self, comparison: str, value: float) -> NDArray[np.float64]:
        """The share of draws, 0 to 1, that satisfy `draw comparison value`; NaN where a draw is NaN."""
        check_comparison(comparison)
        value = float(threshold(value, self.values))
        points = self.values.shape[-1]
        rows = self.values.reshape(-1, points)
        weights = np.broadcast_to(self.weights, self.values.shape).reshape(-1, points)
        found = [_share(row, weight, comparison, value) for row, weight in zip(rows, weights, strict=True)]
        return np.array(found).reshape(self.values.shape[:-1])

    def row(self, index: Any) -> Summary:
        """The rows that `index` selects."""
        weights = self.weights[index] if self.weights.ndim else self.weights
        return Summary(self.values[index], weights, self.total[index], self.count)

    def compress(self, points: int) -> Summary:
        """The same distribution by at most `points` order statistics of equal weight."""
        if self.values.shape[-1] <= points:
            return self
        each = self.count / points
        values = self._at((np.arange(points) + 0.5) * each)
        return Summary(values.astype(np.float32), np.array(each), self.total, self.count)

    def _at(self, ranks: Floats) -> NDArray[np.float64]:
        """The values at `ranks` (0 to count), shape (*rows, rank)."""
        points = self.values.shape[-1]
        if self.weights.ndim == 0:
            return interpolate(self.values, np.clip(ranks / self.weights - 0.5, 0, points - 1))
        middles = (np.cumsum(self.weights, axis=-1) - self.weights / 2).reshape(-1, points)
        rows = self.values.reshape(-1, points)
        found = np.array([np.interp(ranks, middle, row) for middle, row in zip(middles, rows, strict=True)])
        found[np.isnan(rows[:, -1])] = np.nan
        return found.reshape(*self.values.shape[:-1], len(ranks))


def _share(row: Floats, weights: NDArray[np.float64], comparison: str, value: float) -> float:
    if np.isnan(row[-1]):
        return float("nan")
    total = weights.sum()
    sought = np.asarray(value, row.dtype)
    first, last = np.searchsorted(row, sought, "left"), np.searchsorted(row, sought, "right")
    if first < last or weights.max() <= 1 or first in (0, len(row)):
        count = weights[: first if comparison in ("<", ">=") else last].sum()
    else:  # between two points that each stand for many draws
        count = np.interp(value, row, np.cumsum(weights) - weights / 2)
    share = float(count / total)
    return share if comparison in ("<", "<=") else 1 - share


def summarise(values: Floats, points: int = POINTS) -> Summary:
    """The summary of one block of draws, shape (*rows, draw).

    Keeps `points` order statistics at the midpoint ranks, or every draw when there are no more than `points`.
    """
    count = values.shape[-1]
    total = values.sum(axis=-1, dtype=np.float64)
    exact = Summary(np.sort(values, axis=-1), np.array(1.0), total, count)
    return exact.compress(points)


def merge(parts: Sequence[Summary], points: int | None = None) -> Summary:
    """The summary of all draws of `parts`, which share their rows; with `points` compressed to so many.

    Raises InputError when there is no part or the rows differ.
    """
    shapes = sorted({part.total.shape for part in parts})
    if len(shapes) != 1:
        raise InputError(f"summaries merge only when their rows agree; found rows {shapes}")
    values = np.concatenate([part.values for part in parts], axis=-1)
    weights = parts[0].weights
    if all(part.weights.ndim == 0 and part.weights == weights for part in parts):
        values.sort(axis=-1)
    else:
        weights = np.concatenate([np.broadcast_to(p.weights, p.values.shape) for p in parts], axis=-1)
        order = np.argsort(values, axis=-1, kind="stable")
        values, weights = np.take_along_axis(values, order, -1), np.take_along_axis(weights, order, -1)
    total = np.sum([part.total for part in parts], axis=0)
    merged = Summary(values, weights, total, sum(part.count for part in parts))
    return merged if points is None else merged.compress(points)


def quantile(summary: Summary, probabilities: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles of a summary, shape (probability, *rows)."""
    return summary.quantiles(probabilities)


@dataclass(frozen=True, eq=False)
class Summaries:
    """The summaries of a run, keyed by (output, freq, kind); rows are (period, scenario).

    freq is "Q" or "Y"; kind is "level", or the deviation from the first scenario paired draw by draw:
    "absolute" (difference) or "relative" (percent of the baseline).
    """

    entries: Mapping[Key, Summary]

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", FrozenMap(self.entries))

    @classmethod
    def of_block(
        cls,
        quarterly: Mapping[str, Floats],
        annual: Mapping[str, Floats],
        points: int = POINTS,
        kinds: Sequence[str] = KINDS,
    ) -> Summaries:
        """Summarise a block of draws: arrays (period, scenario, draw), the baseline first among scenarios."""
        entries: dict[Key, Summary] = {}
        for freq, arrays in (("Q", quarterly), ("Y", annual)):
            for name, values in arrays.items():
                for kind in kinds:
                    rows = (
                        values if kind == "level" else difference(values, values[:, :1], kind == "relative")
                    )
                    entries[name, freq, kind] = summarise(rows, points)
        return cls(entries)

    @classmethod
    def merge(cls, parts: Sequence[Summaries], points: int | None = None) -> Summaries:
        """Merge the summaries of blocks of draws of one run. Raises InputError when their keys differ."""
        if not parts or any(part.entries.keys() != parts[0].entries.keys() for part in parts):
            raise InputError("summaries merge only when they hold the same outputs; found different ones")
        return cls({key: merge([part.entries[key] for part in parts], points) for key in parts[0].entries})

    @property
    def names(self) -> tuple[str, ...]:
        """The outputs summarised."""
        return tuple(dict.fromkeys(name for name, _, _ in self.entries))

    def get(self, name: str, freq: str, kind: str) -> Summary:
        """One summary. Raises InputError when the run did not make it."""
        if (name, freq, kind) not in self.entries:
            raise InputError(f"the run kept no summary of {name!r} by {freq} as {kind}")
        return self.entries[name, freq, kind]
