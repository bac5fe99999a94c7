"""Draws of a parameter: the quantile function of its entry."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.errors import InputError, quoted
from tajsim.parameters.declaration import Declaration
from tajsim.parameters.entry import POSTERIOR, Entry

_Z95 = 1.6448536269514722  # the 95 % point of the standard normal


def ppf(entry: Entry, u: ArrayLike, allowed: Declaration | None = None) -> NDArray[np.float64]:
    """The values of an entry at the probabilities `u` (any shape), in the parameter's unit, same shape.

    A `fixed` entry gives its exact value. A lognormal has no end, so it is clipped to `allowed` when given;
    the others stay inside it because their ends do. Raises InputError when a `u` is outside 0 to 1 or NaN,
    and for a `posterior` entry, whose quantiles are those of its ensemble.
    """
    u = probabilities(u)
    if entry.distribution == POSTERIOR:
        raise InputError(
            "a posterior entry alone has no quantiles: take Parameters.draw or Ensemble.quantile"
        )
    low, value, high = entry.low, entry.value, entry.high
    if entry.distribution == "fixed":
        return np.full(u.shape, value)
    if entry.distribution == "uniform":
        return np.clip(low + u * (high - low), low, high)
    if entry.distribution == "triangular":
        return np.clip(_triangular(u, low, value, high), low, high)
    values = _lognormal(u, low, value, high)
    return values if allowed is None else np.clip(values, allowed.low, allowed.high)


def probabilities(u: ArrayLike) -> NDArray[np.float64]:
    """`u` as an array. Raises InputError when one is outside 0 to 1 or NaN."""
    try:
        u = np.asarray(u, dtype=np.float64)
    except Exception:  # texts, objects, lists of unequal length
        raise InputError(f"probabilities must be numbers between 0 and 1, not {quoted(u)}") from None
    if u.size and not (u.min() >= 0.0 and u.max() <= 1.0):
        raise InputError(f"probabilities must lie between 0 and 1; got {u.min()} to {u.max()}")
    return u


def _triangular(u: NDArray[np.float64], low: float, median: float, high: float) -> NDArray[np.float64]:
    """Half of the draws on each side of `median`, each side a triangle that peaks there."""
    rising = low + (median - low) * np.sqrt(2.0 * u)
    falling = high - (high - median) * np.sqrt(2.0 * (1.0 - u))
    return np.where(u < 0.5, rising, falling)


def _lognormal(u: NDArray[np.float64], low: float, median: float, high: float) -> NDArray[np.float64]:
    from scipy.special import ndtri

    sigma = math.log(high / low) / (2.0 * _Z95)  # both sides averaged in logs
    return np.asarray(median * np.exp(sigma * ndtri(u)), dtype=np.float64)
