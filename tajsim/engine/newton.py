"""Newton's method with shorter steps where a full one does not help."""

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
    gaps: Callable[[Floats], tuple[Floats, T | None]], x: Floats, nudge: float
) -> tuple[Floats, Floats, T | None]:
    """Move `x` until the gaps are zero: the best `x`, its gaps, and what `gaps` returned beside them.

    gaps: `x` -> as many gaps, infinite where it cannot be computed, and what was computed. nudge: by how much
    `x` is moved to find slopes. It stops without more ado where slopes lead nowhere: look at the gaps.
    """
    best, made = gaps(x)
    for _ in range(STEPS):
        if not len(x) or np.max(np.abs(best)) < EXACT:
            break
        slopes = np.empty((len(x), len(x)))
        for j in range(len(x)):
            moved = x.copy()
            moved[j] += nudge
            slopes[:, j] = (gaps(moved)[0] - best) / nudge
        try:
            step = np.linalg.solve(slopes, -best)
        except np.linalg.LinAlgError:
            break
        length = 1.0
        while length > _SHORTEST:
            trial = x + length * step
            after, made_after = gaps(trial)
            if np.max(np.abs(after)) < np.max(np.abs(best)):
                x, best, made = trial, after, made_after
                break
            length *= 0.5
        else:
            break
    return x, best, made
