"""How good forecasts were: errors, CRPS, coverage and calibration of predictive samples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.engine.sampling import stream
from tajsim.errors import InputError, Problems, nearest
from tajsim.evidence.variables import VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.labels import repeated

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 10
RESAMPLES = 2000
RUN = 3  # years in a row that are drawn together: forecasts three years ahead overlap in two
FEWEST = 5  # forecasts that say something about the next ones
INTERVAL = (0.05, 0.95)
SAME = 1e-9  # a symmetric sample about zero has a mean of rounding errors


def rmse(observed: ArrayLike, forecast: ArrayLike) -> float:
    """Root of the mean squared error, in the unit of the input. Raises InputError for unusable arrays."""
    seen, said = _pair(observed, forecast)
    return float(np.sqrt(np.mean((said - seen) ** 2)))


def mae(observed: ArrayLike, forecast: ArrayLike) -> float:
    """Mean absolute error, in the unit of the input. Raises InputError for unusable arrays."""
    seen, said = _pair(observed, forecast)
    return float(np.mean(np.abs(said - seen)))


def sign_share(observed: ArrayLike, forecast: ArrayLike, base: ArrayLike = 0.0) -> float:
    """The share of forecasts on the side of `base` where the observation lies. Within 1e-9 of `base` is no
    side: a forecast of "as before" is right only when it was. Raises InputError for unusable arrays."""
    seen, said = _pair(observed, forecast)
    centre = np.asarray(base, np.float64)
    sides = [np.sign(np.where(np.abs(x - centre) < SAME, 0.0, x - centre)) for x in (seen, said)]
    return float(np.mean(sides[0] == sides[1]))


def coverage(observed: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """The share of observations inside their band, ends included. Raises InputError for unusable arrays."""
    seen, bottom = _pair(observed, low)
    _, top = _pair(observed, high)
    return float(np.mean((bottom <= seen) & (seen <= top)))


def crps(sample: ArrayLike, observed: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Continuous ranked probability score of samples (..., n) against observations (...), in their unit.

    E|X - y| - E|X - X'| / 2 of the distribution with the `weights` (..., n or n; equal when None) on the
    points, exactly, by sorting: the second term is sum w x (2 W - w - 1) with W the running sum of w.
    Lower is better. Source: Gneiting and Raftery (2007), equation 21. Raises InputError for unusable arrays.
    """
    points, share, seen = _sample(sample, observed, weights)
    gap = points - seen[..., None]  # about the observation, so that large levels do not cancel
    running = np.cumsum(share, axis=-1)
    spread = np.sum(share * gap * (2 * running - share - 1), axis=-1)
    return np.asarray(np.sum(share * np.abs(gap), axis=-1) - spread, np.float64)


def pit(sample: ArrayLike, observed: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Probability integral transform: the weight of the sample (..., n) below its observation (...), ties
    counted half. Uniform on 0-1 for calibrated forecasts. Raises InputError for unusable arrays."""
    points, share, seen = _sample(sample, observed, weights)
    below, level = points < seen[..., None], points == seen[..., None]
    return np.asarray(np.clip(np.sum(share * (below + 0.5 * level), axis=-1), 0.0, 1.0), np.float64)


def pit_histogram(values: ArrayLike, bins: int = BINS) -> tuple[int, ...]:
    """Counts of PIT values in equal bins of 0-1. Raises InputError for a value outside 0-1."""
    array = np.asarray(values, np.float64)
    if outside := array[~((array >= 0) & (array <= 1))].tolist():
        raise InputError("PIT values lie between 0 and 1", [f"got {value}" for value in outside])
    return tuple(int(count) for count in np.histogram(array, bins, (0.0, 1.0))[0])


def fifths(pit: Iterable[int]) -> tuple[int, ...]:
    """Counts of PIT values in fifths of 0-1, from those in the ten bins of a score."""
    counts = list(pit)
    return tuple(sum(counts[i : i + 2]) for i in range(0, BINS, 2))


def quantiles(
    sample: ArrayLike, probabilities: ArrayLike = QUANTILES, weights: ArrayLike | None = None
) -> Floats:
    """Quantiles of one weighted sample (n,): each point stands at the middle of its weight, straight lines
    between, the outermost points beyond. Raises InputError for unusable arrays."""
    points, share, _ = _sample(sample, 0.0, weights)
    at = np.asarray(probabilities, np.float64)
    return np.asarray(np.interp(at, np.cumsum(share) - share / 2, points), np.float64)


@lru_cache(maxsize=64)
def _resamples(count: int) -> NDArray[np.intp]:
    """Which of `count` forecasts in the order of their years each resample takes, (resample, forecast).

    Runs of years, the first following the last (circular block bootstrap: Politis and Romano 1992), so that
    misses that come in a row stay together.
    """
    runs = -(-count // RUN)
    begins = stream(0, f"bootstrap:{count}", 0).integers(0, count, (RESAMPLES, runs, 1))
    rows = (begins + np.arange(RUN)).reshape(RESAMPLES, -1)[:, :count] % count
    rows.flags.writeable = False
    return rows


def interval(values: ArrayLike, of: Callable[[Floats], Floats] = lambda means: means) -> tuple[float, float]:
    """90 % bootstrap interval of the mean of `values`, one a forecast in the order of years.

    of: a function of that mean, as the root for an RMSE. nan for fewer than five values.
    """
    array = np.asarray(values, np.float64)
    if len(array) < FEWEST:
        return np.nan, np.nan
    low, high = np.quantile(of(array[_resamples(len(array))].mean(axis=1)), INTERVAL)
    return float(low), float(high)


@dataclass(frozen=True)
class Forecast:
    """One forecast and what came, in log points, for shares (poverty, bad loans) as shares.

    Attributes
    ----------
    variable : str
        What is forecast.
    horizon : int
        Years ahead.
    conditional : bool
        Whether the drivers of the target years were given.
    origin, target : int
        The year in which it is made and the year it is for, `horizon` years later.
    observed : float
        What came.
    base : float
        The change that means "as before", from which signs count: 0, for gdp_growth the growth of the origin
        year.
    mean, median : float
        Of the predictive sample.
    quantiles : mapping of float to float
        Those of probability 0.05, 0.25, 0.5, 0.75 and 0.95.
    crps : float
        Continuous ranked probability score, of at least 0; smaller is better.
    pit : float
        The share of the sample below what came, from 0 to 1.

    Examples
    --------
    >>> from tajsim.evidence.backtest.scores import Forecast
    >>> forecast = Forecast.of(
    ...     [-0.1, 0.0, 0.1], variable="imports_usd", horizon=1, conditional=True, origin=2020, observed=0.05,
    ...     base=0.0,
    ... )
    >>> forecast.target, abs(forecast.median)
    (2021, 0.0)
    """

    variable: str
    horizon: int
    conditional: bool
    origin: int
    target: int
    observed: float
    base: float
    mean: float
    median: float
    quantiles: FrozenMap[float, float]
    crps: float
    pit: float

    @classmethod
    def of(
        cls,
        sample: ArrayLike,
        *,
        variable: str,
        horizon: int,
        conditional: bool,
        origin: int,
        observed: float,
        base: float,
    ) -> Forecast:
        """The forecast that a predictive sample makes.

        Parameters
        ----------
        sample : array_like
            Draws, shape (n,).
        variable : str
            What is forecast.
        horizon : int
            Years ahead, at least 1.
        conditional : bool
            Whether the drivers of the target years were given.
        origin : int
            The year in which it is made.
        observed : float
            What came, as `Observed.change` gives it.
        base : float
            The change that means "as before", as `Observed.base` gives it.

        Returns
        -------
        Forecast
            With its scores.

        Raises
        ------
        InputError
            With every problem: an unknown variable, a horizon below 1, a figure that is not finite.
        """
        problems = Problems(f"forecast of {variable} from {origin} for {horizon} years")
        if variable not in VARIABLES:
            problems.add(f"unknown variable {variable!r}; {nearest(variable, VARIABLES)}")
        if horizon < 1:
            problems.add(f"horizon is {horizon}; must be 1 year or more")
        for name, value in (("observed", observed), ("base", base)):
            if not np.isfinite(value):
                problems.add(f"{name} is {value}; must be a finite number")
        if np.ndim(sample) != 1:
            problems.add(f"the sample has shape {np.shape(sample)}; must be one row of points")
        usable = problems.attempt(lambda: _sample(sample, 0.0, None))
        problems.raise_if_any()
        assert usable is not None
        points, share, _ = usable
        at = quantiles(points, QUANTILES, share)
        return cls(
            variable=variable,
            horizon=horizon,
            conditional=conditional,
            origin=origin,
            target=origin + horizon,
            observed=float(observed),
            base=float(base),
            mean=float(np.sum(share * points)),
            median=float(at[QUANTILES.index(0.5)]),
            quantiles=FrozenMap(dict(zip(QUANTILES, at.tolist(), strict=True))),
            crps=float(crps(points, observed, share)),
            pit=float(pit(points, observed, share)),
        )


def score(forecasts: Iterable[Forecast]) -> dict[str, Any]:
    """The scores of forecasts of one variable, horizon and kind, as one row of the table of a backtest.

    variable, horizon (years), conditional, first and last (target years), n; rmse, mae, bias (forecast less
    observed) and sign (share right) of the mean; crps (mean); of rmse and crps a 90 % bootstrap interval
    (`_low`, `_high`); coverage50 and coverage90 of the central bands; pit (counts in ten bins); benchmarks
    (empty, for the caller). Errors in log points, 0.10 = 10 %.
    Raises InputError for no forecast, forecasts of several kinds, or two of one origin.
    """
    rows = sorted(forecasts, key=lambda f: f.origin)
    kinds = sorted({(f.variable, f.horizon, f.conditional) for f in rows})
    problems = Problems("forecasts that cannot be scored together")
    if len(kinds) != 1:
        got = "; ".join(f"{v}, {h} years, {'' if c else 'un'}conditional" for v, h, c in kinds)
        problems.add(f"one variable, horizon and kind at a time, got {got or 'none'}")
    elif len({f.origin for f in rows}) < len(rows):
        twice = sorted(repeated(f.origin for f in rows))
        problems.add(f"several forecasts from {', '.join(map(str, twice))}; must be one an origin")
    problems.raise_if_any()
    seen, mean, base = (np.array([getattr(f, n) for f in rows]) for n in ("observed", "mean", "base"))
    band = {p: np.array([f.quantiles[p] for f in rows]) for p in QUANTILES}
    points = [f.crps for f in rows]
    ends = {"rmse": interval((mean - seen) ** 2, np.sqrt), "crps": interval(points)}
    return {
        "variable": rows[0].variable,
        "horizon": rows[0].horizon,
        "conditional": rows[0].conditional,
        "first": rows[0].target,
        "last": rows[-1].target,
        "n": len(rows),
        "rmse": rmse(seen, mean),
        "mae": mae(seen, mean),
        "crps": float(np.mean(points)),
        **{f"{name}_{end}": ends[name][i] for name in ends for i, end in enumerate(("low", "high"))},
        "sign": sign_share(seen, mean, base),
        "coverage50": coverage(seen, band[0.25], band[0.75]),
        "coverage90": coverage(seen, band[0.05], band[0.95]),
        "bias": float(np.mean(mean - seen)),
        "pit": pit_histogram([f.pit for f in rows]),
        "benchmarks": {},
    }


def _pair(observed: ArrayLike, forecast: ArrayLike) -> tuple[Floats, Floats]:
    """Both as finite arrays of one shape with at least one element."""
    seen, said = np.asarray(observed, np.float64), np.asarray(forecast, np.float64)
    problems = Problems("arrays that cannot be scored")
    if seen.shape != said.shape or seen.size == 0:
        problems.add(f"shapes {seen.shape} and {said.shape}; must be equal and not empty")
    for name, array in (("observed", seen), ("forecast", said)):
        if bad := int(np.sum(~np.isfinite(array))):
            problems.add(f"{bad} of {array.size} values of {name} are not finite")
    problems.raise_if_any()
    return seen, said


def _sample(
    sample: ArrayLike, observed: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Sorted points (..., n), their weights summing to one in the same order, observations (...)."""
    points, seen = np.asarray(sample, np.float64), np.asarray(observed, np.float64)
    share = np.ones(points.shape[-1:]) if weights is None else np.asarray(weights, np.float64)
    problems = Problems("a sample that cannot be scored")
    if points.ndim == 0 or points.shape[-1] == 0:
        problems.add(f"the sample has shape {points.shape}; must have points along its last axis")
    elif points.shape[:-1] != seen.shape:
        problems.add(f"samples {points.shape} and observations {seen.shape}; must be (..., n) and (...)")
    if share.shape not in (points.shape, points.shape[-1:]):
        problems.add(f"weights have shape {share.shape}; must be {points.shape} or {points.shape[-1:]}")
    elif not (np.all(np.isfinite(share)) and np.all(share >= 0) and np.all(share.sum(axis=-1) > 0)):
        problems.add("weights must be finite, none below 0, and not all 0")
    for name, array in (("sample", points), ("observations", seen)):
        if bad := int(np.sum(~np.isfinite(array))):
            problems.add(f"{bad} of {array.size} values of the {name} are not finite")
    problems.raise_if_any()
    order = np.argsort(points, axis=-1, kind="stable")
    share = np.broadcast_to(share / share.sum(axis=-1, keepdims=True), points.shape)
    return np.take_along_axis(points, order, -1), np.take_along_axis(share, order, -1), seen


def over_all_years(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of rows of scores, the one of each variable, horizon and kind that holds all its target years."""
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["variable"], row["horizon"], row["conditional"])
        if key not in found or row["n"] > found[key]["n"]:
            found[key] = row
    return list(found.values())
