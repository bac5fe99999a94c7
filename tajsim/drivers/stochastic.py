"""Random paths of the drivers: oil, rouble and Russian growth move together, with fat tails.

The three are treated as levels that follow correlated random walks around the path of the outlook, drawn
back to it slowly. The covariance of a quarter's innovations is estimated from the annual log changes of the
shipped history: the annual average of a random walk with quarterly variance s has log changes of variance
2.75 s (1, 2, 3, 4, 3, 2, 1 quarters squared over 16), so s is the annual variance over 2.75. Innovations are
Student t with one scale for all three, because 2008-09, 2014-15 and 2022 hit them together.

Decision. Annual data are used because Russian output has no quarterly series in the register. Degrees of
freedom are the nearest whole number above 4 that gives the mean excess kurtosis of the three series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRIVER_FILES = ("history/oil_brent.csv", "history/russia_wdi.csv")
FIRST, LAST = 2001, 2024  # years of the estimate; nothing later is used
AGGREGATION = 2.75
PULL = 0.04  # share of a deviation from the outlook lost in a quarter: half of it in four years


@dataclass(frozen=True)
class DriverModel:
    """Innovations of a quarter. `root`: lower triangular, rows oil, rouble (log), Russian output (log)."""

    root: Floats
    freedom: int
    pull: float = PULL

    def draw(self, rng: np.random.Generator, quarters: int, draws: int) -> Floats:
        """Log deviations from the outlook of oil, rouble and Russian output, shape (3, quarters, draws)."""
        paths = np.empty((3, quarters, draws))
        level = np.zeros((3, draws))
        shrink = (self.freedom - 2.0) / self.freedom  # unit variance
        for t in range(quarters):
            normal = rng.standard_normal((3, draws))
            scale = np.sqrt(shrink * self.freedom / rng.chisquare(self.freedom, draws))
            level = (1.0 - self.pull) * level + self.root @ (normal * scale)
            paths[:, t] = level
        return paths


def estimate() -> DriverModel:
    """The driver model from the shipped history, 2001-2024: Brent, RUB per USD, Russian real output."""
    from tajsim.observed import annual, history

    data = history()
    oil = annual("brent_spot_annual", "WLD", first=True, data=data).map(np.log).diff()
    rouble = annual("exchange_rate_official_avg", "RUS", first=True, data=data).map(np.log).diff()
    output = (annual("gdp_growth_from_constant", "RUS", first=True, data=data) / 100.0).map(np.log1p)
    years = oil.dropna().index.intersection(rouble.dropna().index).intersection(output.index)
    years = years[(years >= FIRST) & (years <= LAST)]
    changes = np.column_stack([series.loc[years].to_numpy() for series in (oil, rouble, output)])
    covariance = np.cov(changes, rowvar=False) / AGGREGATION
    centred = changes - changes.mean(axis=0)
    kurtosis = float(np.mean((centred**4).mean(axis=0) / (centred**2).mean(axis=0) ** 2)) - 3.0
    freedom = int(np.clip(np.ceil(4.0 + 6.0 / max(kurtosis, 0.2)), 5, 30))
    return DriverModel(np.asarray(np.linalg.cholesky(covariance), dtype=np.float64), freedom)
