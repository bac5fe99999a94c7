"""Newton's method for many problems side by side, with shorter steps where a full one does not help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")

STEPS = 60
EXACT = 1e-13
_SHORTEST = 1e-4  # share of a full step


def newton(
    gaps: Callable[[Floats], tuple[Floats, T]], x: Floats, nudge: float, exact: float = EXACT
) -> tuple[Floats, Floats, T]:
    """Move `x` until the gaps are zero: the best `x`, its gaps, and what `gaps` returned beside them.

    x: (unknown, problem); each problem moves on its own. gaps: `x` -> as many gaps, (unknown, problem),
    not finite where one cannot be computed, and what was computed. nudge: by how much an unknown is moved to
    find slopes. exact: the largest gap at which a problem is solved. A problem stops without more ado where
    its slopes lead nowhere: look at the gaps.
    """
    with np.errstate(all="ignore"):  # where something cannot be computed, no step is better
        left, made = gaps(x)
        size = _size(left)
        for _ in range(STEPS):
            going = ~(size < exact)
            if not going.any():
                break
            step = _step(gaps, x, left, nudge)
            length, better = going.astype(float), ~going
            while not better.all() and length.max(initial=0.0, where=~better) > _SHORTEST:
                trial = _moved(x, length, step)
                after, made_after = gaps(trial)
                better = (_size(after) < size) | ~going
                length[~better] *= 0.5
            if not better.all():  # the others go on without those that no step helps
                if not (better & going).any():
                    break
                trial = _moved(x, np.where(better, length, 0.0), step)
                after, made_after = gaps(trial)
            x, left, made, size = trial, after, made_after, _size(after)
    return x, left, made


def _size(gaps: Floats) -> Floats:
    """The largest gap of each problem, 0 without unknowns."""
    return np.asarray(np.abs(gaps).max(axis=0, initial=0.0))


def _moved(x: Floats, length: Floats, step: Floats) -> Floats:
    moved = x + length * step
    return moved if length.all() else np.where(length > 0.0, moved, x)


def slopes(gaps: Callable[[Floats], tuple[Floats, T]], x: Floats, left: Floats, nudge: float) -> Floats:
    """What an unknown adds to a gap, (problem, gap, unknown), at `x`, where the gaps are `left`."""
    found = np.empty((x.shape[1], len(x), len(x)))
    for j in range(len(x)):
        nudged = x.copy()
        nudged[j] += nudge
        found[:, :, j] = ((gaps(nudged)[0] - left) / nudge).T
    return found


def _step(gaps: Callable[[Floats], tuple[Floats, T]], x: Floats, left: Floats, nudge: float) -> Floats:
    """The full step of each problem, not a number where its slopes are singular."""
    found = slopes(gaps, x, left, nudge)
    wanted = -left.T[..., np.newaxis]
    try:
        return np.asarray(np.linalg.solve(found, wanted)[..., 0].T)
    except np.linalg.LinAlgError:  # raised for all of them where one is singular
        return np.array([_solved(*one) for one in zip(found, wanted[..., 0], strict=True)]).T


def _solved(coefficients: Floats, wanted: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(coefficients, wanted), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(wanted, np.nan)
