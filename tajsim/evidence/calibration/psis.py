"""Pareto-smoothed importance weights (Vehtari, Simpson, Gelman, Yao and Gabry 2024).

The largest weights are replaced by quantiles of a generalised Pareto distribution fitted to them (Zhang and
Stephens 2009). Its shape k says whether the weights can be trusted: above 0.7 they rest on a few draws.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.errors import InputError

Floats = NDArray[np.float64]
FEWEST = 100  # draws that have a tail
TRUSTED = 0.7  # shapes above it: the estimate of a mean converges too slowly to be used


class Weights(NamedTuple):
    """Normalised weights, (draws,), with the shape of their tail and the draws they are worth."""

    values: Floats
    shape: float
    effective: float


def smoothed(log_ratios: ArrayLike) -> Weights:
    """Weights from log importance ratios, (draws,), known up to a constant.

    Raises InputError for fewer than 100 draws or a ratio that is NaN or plus infinity.
    """
    ratios = np.asarray(log_ratios, dtype=np.float64)
    if ratios.ndim != 1 or len(ratios) < FEWEST:
        raise InputError(f"weights need a list of at least {FEWEST} draws; got shape {ratios.shape}")
    if np.isnan(ratios).any() or np.isposinf(ratios).any() or np.isneginf(ratios).all():
        raise InputError("the log ratios are not finite: a draw is impossible or infinitely likely")
    weights = np.exp(ratios - ratios.max())
    count = len(weights)
    tail = int(min(0.2 * count, 3.0 * math.sqrt(count)))
    order = np.argsort(weights)
    largest = order[-tail:]
    cut = weights[order[-tail - 1]]
    shape = math.inf
    excess = weights[largest] - cut
    if excess[0] > 0.0 or excess[-1] > 0.0:
        shape, scale = pareto_fit(excess[excess > 0.0])
        if math.isfinite(shape):
            points = (np.arange(tail) + 0.5) / tail
            weights[largest] = np.minimum(cut + _quantiles(points, shape, scale), 1.0)
    else:
        shape = -math.inf  # all weights alike
    weights /= weights.sum()
    return Weights(weights, shape, float(1.0 / np.sum(weights**2)))


def pareto_fit(excess: ArrayLike) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution, with a weak prior on the shape (towards 0.5)."""
    x = np.sort(np.asarray(excess, dtype=np.float64))
    n = len(x)
    if n < 5 or x[-1] == x[0]:
        return math.inf, math.nan
    grid = 30 + int(math.sqrt(n))
    quartile = x[int(n / 4 + 0.5) - 1]
    theta = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    shapes = np.mean(np.log1p(-theta[:, np.newaxis] * x), axis=1)
    likelihood = n * (np.log(-theta / shapes) - shapes - 1.0)
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    kept = weight >= 10.0 * np.finfo(float).eps
    best = float(np.sum(theta[kept] * weight[kept]) / weight[kept].sum())
    shape = float(np.mean(np.log1p(-best * x)))
    scale = -shape / best
    return shape * n / (n + 10.0) + 10.0 * 0.5 / (n + 10.0), scale


def _quantiles(points: Floats, shape: float, scale: float) -> Floats:
    if abs(shape) < 1e-12:
        return np.asarray(-scale * np.log1p(-points))
    return np.asarray(scale * np.expm1(-shape * np.log1p(-points)) / shape)
