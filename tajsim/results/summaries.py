"""Summaries of draws that take the same room however many draws there are.

A block of draws is reduced to a fixed number of points of its distribution, among them its minimum and
maximum, and an exact sum. Between points quantiles are interpolated. Points stand where the probability p
changes by a constant times sqrt(p (1 - p)), closest at the ends: there the sampling error of a quantile is
smallest, and the error of the interpolation stays below it. Blocks are merged one after another: how many
draws of the new one lie below each point is added to the point's rank.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError, Problems
from tajsim.frozen import FrozenMap, read_only
from tajsim.results.distribution import (
    Floats,
    check_comparison,
    check_probabilities,
    difference,
    interpolate,
    threshold,
)
from tajsim.results.ranks import Doubles, counts, grid, placed, rising, runs, tied

POINTS = 512
TAIL = 4  # points at each end within which a tail is known roughly
COARSE = 32  # the part of a block, 1 in so many, that may lie between two points of what it is merged into
KINDS = ("level", "absolute", "relative")

Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Summary:
    """Points of the distribution of rows of draws.

    Quantiles beyond `resolved` are approximate, except those of probability 0 and 1.

    Parameters
    ----------
    values : numpy.ndarray
        Sorted points, float32, shape (*rows, point); the first is the minimum, the last the maximum, both
        exact.
    ranks : numpy.ndarray
        Where each point stands among the sorted draws, from 0.5 for the lowest draw to count - 0.5 for the
        highest, shape (point,) for all rows or (*rows, point); equal points mark where draws equal to them
        begin and end.
    total : numpy.ndarray
        The sum of all draws, float64, shape (*rows).
    count : int
        The number of draws.

    Attributes
    ----------
    holds_every_draw : bool
        Whether nothing was left out, so that quantiles and shares are those of the draws.
    resolved : tuple of (float, float)
        The probabilities between which quantiles are as good as those of the draws.

    Examples
    --------
    >>> import numpy as np
    >>> from tajsim.results.summaries import Summary
    >>> three = Summary(np.float32([1, 2, 3]), np.array([0.5, 1.5, 2.5]), np.array(6.0), 3)
    >>> float(three.mean()), float(three.share("<", 2.5))
    (2.0, 0.6666666666666666)
    """

    values: NDArray[np.float32]
    ranks: Floats
    total: Doubles
    count: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", read_only(self.values, np.float32))
        halves = np.float32 if self.count <= 2**23 else np.float64  # that hold every half of a rank
        object.__setattr__(self, "ranks", read_only(self.ranks, halves))
        object.__setattr__(self, "total", read_only(self.total, np.float64))
        problems = Problems("bad summary")
        values, ranks, last = self.values, self.ranks, self.count - 0.5
        if values.ndim < 1 or values.shape[-1] < min(2, self.count) or self.count < 1:
            problems.add(
                f"values of shape {values.shape} over {self.count} draws; at least the lowest and the highest"
            )
        if ranks.shape not in (values.shape, values.shape[-1:]):
            problems.add(f"ranks have shape {ranks.shape}, values {values.shape}")
        elif ranks.size and not (
            (ranks[..., 0] == 0.5).all()
            and (ranks[..., -1] == last).all()
            and (ranks[..., 1:] >= ranks[..., :-1]).all()
        ):
            problems.add(f"ranks must not fall, from 0.5 to {last}")
        if self.total.shape != values.shape[:-1]:
            problems.add(f"total has shape {self.total.shape}, the rows of values {values.shape[:-1]}")
        problems.raise_if_any(InputError)

    @property
    def holds_every_draw(self) -> bool:
        """Whether nothing was left out, so that quantiles and shares are those of the draws."""
        return bool(self.values.shape[-1] == self.count)

    @property
    def resolved(self) -> tuple[float, float]:
        """The probabilities between which quantiles are as good as those of the draws; beyond, the tails are
        interpolated between the exact extremes and too few points: approximate."""
        if self.holds_every_draw:
            return 0.0, 1.0
        edge = float(grid(self.values.shape[-1])[: TAIL + 1][-1])
        return edge, 1.0 - edge

    def quantiles(self, probabilities: Sequence[float]) -> Doubles:
        """Quantiles, equal to those of numpy when every draw is a point.

        Those of probability 0 and 1 are the exact minimum and maximum; others outside `resolved` are
        approximate, and a warning says so.

        Parameters
        ----------
        probabilities : sequence of float
            From 0 to 1.

        Returns
        -------
        numpy.ndarray
            Shape (probability, *rows).
        """
        wanted = check_probabilities(probabilities)
        low, high = self.resolved
        rough = [float(p) for p in wanted if 0 < p < low or high < p < 1]
        if rough:
            asked = f"quantile{'s' * (len(rough) > 1)} {', '.join(f'{p:.10g}' for p in rough)}"
            warnings.warn(
                f"{asked} of {self.count:,} summarised draws {'are' if len(rough) > 1 else 'is'} "
                f"approximate: between {low:.2g} and {high:.10g} a summary is as good as its draws, "
                "and at 0 and 1 exact",
                stacklevel=3,
            )
        ranks = 0.5 + wanted * (self.count - 1)
        return np.moveaxis(self._at(ranks), -1, 0)

    def mean(self) -> Doubles:
        """Exact means, shape (*rows)."""
        return self.total / self.count

    def share(self, comparison: str, value: float) -> Doubles:
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
            From 0 to 1, NaN where a draw is NaN, shape (*rows).
        """
        check_comparison(comparison)
        sought = np.asarray([threshold(value, self.values)], self.values.dtype)
        found = np.full(self.total.size, np.nan)
        for i, (row, ranks) in enumerate(self._rows()):
            if not np.isnan(row[-1]):
                below, at_most = counts(row, ranks, sought)
                count = float((below if comparison in ("<", ">=") else at_most)[0])
                found[i] = count / self.count
        found = found if comparison in ("<", "<=") else 1 - found
        return found.reshape(self.total.shape)

    def row(self, index: Any) -> Summary:
        """Some of the rows.

        Parameters
        ----------
        index : int, slice or tuple of these
            As for an array of shape (*rows).

        Returns
        -------
        Summary
            Theirs.
        """
        ranks = self.ranks if self.ranks.ndim == 1 else self.ranks[index]
        return Summary(self.values[index], ranks, self.total[index], self.count)

    def compress(self, points: int = POINTS) -> Summary:
        """The same distribution by fewer points; the extremes stay exact.

        Parameters
        ----------
        points : int, default 512
            How many at most.

        Returns
        -------
        Summary
            The smaller one.
        """
        if self.values.shape[-1] <= points and self.ranks.ndim == 1:
            return self
        points = min(points, self.count)
        at = np.arange(0.5, points) if points == self.count else 0.5 + (self.count - 1) * grid(points)
        values = self._at(at).astype(np.float32)
        rows = values.reshape(-1, points)
        equal = tied(rows, at) & (rows[:, 0] < rows[:, -1]) & (points < self.count)
        if not equal.any():
            return Summary(values, at, self.total, self.count)
        ranks = np.tile(at, (len(rows), 1))
        for i in np.flatnonzero(equal):
            ranks[i] = placed(*counts(*self._row(i), rows[i]), rows[i])
        ranks = rising(ranks, self.count)
        return Summary(values, ranks.reshape(values.shape), self.total, self.count)

    def merge(self, other: Summary, points: int = POINTS) -> Summary:
        """The summary of the draws of both, which share their rows.

        The points of the larger stay, and how many of the other's draws lie below is added to their ranks;
        when the count of draws passes a power of two, and so ever more rarely, they are spread anew before.
        Where they are too few, or far from the other's draws, points are chosen from those of both.

        Parameters
        ----------
        other : Summary
            Of other draws.
        points : int, default 512
            How many at most, or as many as the larger of the two has.

        Returns
        -------
        Summary
            Of both.

        Raises
        ------
        InputError
            When the rows differ.
        """
        if self.total.shape != other.total.shape:
            shapes = sorted({self.total.shape, other.total.shape})
            raise InputError(f"summaries merge only when their rows agree; found rows {shapes}")
        large, small = (self, other) if self.count >= other.count else (other, self)
        count = large.count + small.count
        if count.bit_length() > large.count.bit_length():
            large = large.compress(points)
        if large.values.shape[-1] >= min(points, count):
            both = _added(large, small)
            if not _coarse(large, small, both):
                return both
        return _chosen(large, small).compress(points)

    def _flat(self) -> tuple[Floats, Floats]:
        """Values with all rows on one axis, and the ranks that belong to them."""
        points = self.values.shape[-1]
        ranks = self.ranks if self.ranks.ndim == 1 else self.ranks.reshape(-1, points)
        return self.values.reshape(-1, points), ranks

    def _row(self, i: int | np.intp) -> tuple[Floats, Floats]:
        """Values and ranks of row `i`, counted over all axes."""
        values, ranks = self._flat()
        return values[i], ranks if ranks.ndim == 1 else ranks[i]

    def _rows(self) -> Iterator[tuple[Floats, Floats]]:
        return (self._row(i) for i in range(self.total.size))

    def _at(self, ranks: Floats) -> Doubles:
        """The values at `ranks` (0.5 to count - 0.5), shape (*rows, rank)."""
        points = self.values.shape[-1]
        if self.ranks.ndim == 1:
            return interpolate(self.values, np.interp(ranks, self.ranks, np.arange(points)))
        found = np.empty((self.total.size, len(ranks)))
        for i, (row, own) in enumerate(self._rows()):
            found[i] = np.nan if np.isnan(row[-1]) else np.interp(ranks, own, row)
        found[:, ranks <= 0.5] = self._flat()[0][:, :1]
        return found.reshape(*self.values.shape[:-1], len(ranks))


def _stepwise(large: Summary, small: Summary) -> NDArray[np.bool_]:
    """Rows in which draws are counted one by one: where many are equal, or all are known."""
    if large.holds_every_draw or small.holds_every_draw:
        return np.ones(large.total.size, bool)
    return tied(*large._flat()) | tied(*small._flat())


def _added(large: Summary, small: Summary) -> Summary:
    """The draws of both by the points of the larger, whose ends become the extremes of both."""
    (one, ranks), (two, _) = large._flat(), small._flat()
    knots = _ended(one.copy(), one, two)
    found = np.empty(knots.shape)
    found[...] = ranks
    varied, stepwise = knots[:, 0] < knots[:, -1], _stepwise(large, small)
    _add_counts(found, np.flatnonzero(varied & ~stepwise), small, knots)
    moved = (knots[:, 0] < one[:, 0]) | (knots[:, -1] > one[:, -1])  # a run of equal points may end there
    for i in np.flatnonzero(varied & stepwise):
        sought = knots[i]
        below, at_most = counts(*small._row(i), sought)
        if moved[i]:
            b, a = counts(*large._row(i), sought)
            found[i] = placed(below + b, at_most + a, sought)
        else:
            first, again = runs(sought)
            found[i] += np.where(first, below, np.where(again, at_most, (below + at_most) / 2))
    return _of_both(large, small, knots, found)


def _chosen(large: Summary, small: Summary) -> Summary:
    """The draws of both by the points of both."""
    one, two = large._flat()[0], small._flat()[0]
    knots = _ended(np.sort(np.concatenate([one, two], axis=-1), axis=-1), one, two)
    found = np.zeros(knots.shape)
    varied, stepwise = knots[:, 0] < knots[:, -1], _stepwise(large, small)
    for part in (large, small):
        _add_counts(found, np.flatnonzero(varied & ~stepwise), part, knots)
    for i in np.flatnonzero(varied & stepwise):
        (below, at_most), (b, a) = (counts(*part._row(i), knots[i]) for part in (large, small))
        found[i] = placed(below + b, at_most + a, knots[i])
    return _of_both(large, small, knots, found)


def _ended(knots: Floats, one: Floats, two: Floats) -> Floats:
    """Sorted knots (row, point) from the lowest to the highest of all; rows with a NaN are NaN."""
    knots[:, 0], knots[:, -1] = np.minimum(one[:, 0], two[:, 0]), np.maximum(one[:, -1], two[:, -1])
    knots[np.isnan(knots[:, -1])] = np.nan
    return knots


def _add_counts(ranks: Doubles, rows: NDArray[np.intp], part: Summary, knots: Floats) -> None:
    """Add how many draws of a summary lie below each knot, in some rows, to their ranks."""
    values, own = (np.asarray(of, np.float64) for of in part._flat())
    sought = knots.astype(np.float64)
    for i in rows:
        ranks[i] += np.interp(sought[i], values[i], own if own.ndim == 1 else own[i], 0.0, part.count)


def _of_both(large: Summary, small: Summary, knots: Floats, ranks: Doubles) -> Summary:
    count, shape = large.count + small.count, (*large.total.shape, knots.shape[-1])
    alike = ~(knots[:, 0] < knots[:, -1])
    ranks[alike] = np.linspace(0.5, count - 0.5, knots.shape[-1])
    ranks = rising(ranks, count)
    return Summary(knots.reshape(shape), ranks.reshape(shape), large.total + small.total, count)


def _coarse(large: Summary, small: Summary, both: Summary) -> bool:
    """Whether many draws of the smaller lie between two points, those of the larger, in any row."""
    (knots, ranks), own = both._flat(), large._flat()[1]
    gaps = np.diff(ranks - own) * (knots[:, 1:] > knots[:, :-1])
    return bool((gaps > max(2.0, small.count / COARSE)).any())


def summarise(values: Floats, points: int = POINTS) -> Summary:
    """The summary of one block of draws, shape (*rows, draw).

    Keeps `points` points, or every draw when there are no more than `points`.
    """
    count = values.shape[-1]
    total = values.sum(axis=-1, dtype=np.float64)
    ordered = np.sort(values, axis=-1)
    ordered[np.isnan(ordered[..., -1])] = np.nan  # a sort puts NaN last
    return Summary(ordered, np.arange(0.5, count), total, count).compress(points)


def merge(parts: Sequence[Summary], points: int = POINTS) -> Summary:
    """The summary of all draws of `parts`, which share their rows, by at most `points` points.

    Raises InputError when there is no part or the rows differ.
    """
    if not parts:
        raise InputError("no summaries to merge; their rows are unknown")
    return reduce(lambda one, other: one.merge(other, points), parts).compress(points)


@dataclass(frozen=True, eq=False)
class Summaries:
    """The summaries of a run, where its draws were not kept.

    Attributes
    ----------
    entries : mapping of (str, str, str) to Summary
        By output, "Q" or "Y", and kind: "level", or the deviation from the first scenario paired draw by
        draw, "absolute" (difference) or "relative" (percent of the baseline). Rows are (period, scenario).
    names : tuple of str
        The outputs summarised.
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
        """Summarise a block of draws.

        Parameters
        ----------
        quarterly, annual : mapping of str to numpy.ndarray
            Output -> values, shape (period, scenario, draw), the baseline first among scenarios.
        points : int, default 512
            How many of each distribution to keep.
        kinds : sequence of str, default ("level", "absolute", "relative")
            Which distributions.

        Returns
        -------
        Summaries
            Of the block.
        """
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
    def merge(cls, parts: Iterable[Summaries], points: int = POINTS) -> Summaries:
        """Merge the summaries of blocks of draws of one run, in their order.

        Parameters
        ----------
        parts : iterable of Summaries
            One a block.
        points : int, default 512
            How many of each distribution to keep.

        Returns
        -------
        Summaries
            Of all draws.

        Raises
        ------
        InputError
            When there is none or their keys differ.
        """
        merged: dict[Key, Summary] = {}
        for part in parts:
            add(merged, part, points)
        return finished(merged, points)

    @property
    def names(self) -> tuple[str, ...]:
        """The outputs summarised."""
        return tuple(dict.fromkeys(name for name, _, _ in self.entries))

    def get(self, name: str, freq: str, kind: str) -> Summary:
        """One summary.

        Parameters
        ----------
        name : str
            The output.
        freq : str
            "Q" or "Y".
        kind : str
            "level", "absolute" or "relative".

        Returns
        -------
        Summary
            Rows (period, scenario).

        Raises
        ------
        InputError
            When the run did not make it.
        """
        if (name, freq, kind) not in self.entries:
            raise InputError(f"the run kept no summary of {name!r} by {freq} as {kind}")
        return self.entries[name, freq, kind]


def add(held: dict[Key, Summary], part: Summaries, points: int = POINTS) -> None:
    """Merge the summaries of one more block of draws into those held, none at first.

    Raises InputError when their keys differ.
    """
    if held and part.entries.keys() != held.keys():
        raise InputError("summaries merge only when they hold the same outputs; found different ones")
    for key, summary in part.entries.items():
        held[key] = held[key].merge(summary, points) if key in held else summary


def finished(held: dict[Key, Summary], points: int = POINTS) -> Summaries:
    """The summaries held, each by at most so many points; what was held is given up for them."""
    if not held:
        raise InputError("there are no summaries to merge")
    return Summaries({key: held.pop(key).compress(points) for key in tuple(held)})
