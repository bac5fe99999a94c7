"""Results whose draws weigh differently, beside those of the draws that count."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tajsim.results import Result, Weights

ABSURD = (math.nan, 1e30, -1e30)


def weights(*shares: float) -> Weights:
    """Weights in these proportions, of unknown k."""
    values = np.array(shares, float)
    return Weights(values / values.sum(), math.nan)


def counting(draws: int, kept: np.ndarray) -> Weights:
    """Equal weights of some draws, and none of the others."""
    shares = np.zeros(draws)
    shares[kept] = 1.0
    return weights(*shares)


def only(full: Result, kept: np.ndarray) -> Result:
    """The result of some draws alone, which count the same."""
    return replace(
        full,
        quarterly={name: values[..., kept] for name, values in full.quarterly.items()},
        annual={name: values[..., kept] for name, values in full.annual.items()},
        manifest=replace(full.manifest, draws=len(kept)),
        weights=None,
    )


def spoilt(full: Result, kept: np.ndarray) -> Result:
    """All draws, of which some count the same; the others count nothing and hold absurd values."""
    draws = full.manifest.draws or 0
    others = np.setdiff1d(np.arange(draws), kept)

    def spoil(values: np.ndarray) -> np.ndarray:
        values = values.copy()
        for place, draw in enumerate(others):
            values[..., draw] = ABSURD[place % len(ABSURD)]
        return values

    return replace(
        full,
        quarterly={name: spoil(values) for name, values in full.quarterly.items()},
        annual={name: spoil(values) for name, values in full.annual.items()},
        weights=counting(draws, kept),
    )
