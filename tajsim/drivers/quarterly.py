"""Quarterly changes behind annual averages: which dynamics of quarters give the moments of years.

The change of an annual average is, in logs and nearly, the sum of seven quarterly changes with weights
1, 2, 3, 4, 3, 2, 1 over 4. With x_t = F x_{t-1} + u_t and covariance G of x, the covariances of x are F^k G
and those of annual changes are linear in G.

Decision. Given F, G follows exactly from the covariance of annual changes. F has to answer for the covariance
with the year before and is weakly identified: an own coefficient of 0.1 moves an annual autocorrelation by
0.013 only, and none takes it below 0.17. So F is the most plausible value: misses in units of `MISS`
against coefficients in units of `COEFFICIENT`, around the random walk of the levels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEIGHTS = np.array([1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0]) / 4.0
MISS = 0.1  # about the standard deviation of an annual lag coefficient after two decades, its prior included
COEFFICIENT = 0.5  # prior standard deviation of a coefficient of F, for series of unit variance
_PRODUCTS = np.correlate(WEIGHTS, WEIGHTS, "full")  # sums of weights so many quarters apart: -6 ... 6


def change_of_means(years: int) -> Floats:
    """Weights (years, 4 years + 3) of quarterly changes in annual ones, the last year last."""
    rows = np.zeros((years, 4 * years + 3))
    for year in range(years):
        rows[year, 4 * year : 4 * year + 7] = WEIGHTS
    return rows


def lagged(lags: Floats, same: Floats, count: int) -> Floats:
    """Covariances of x with itself 0 ... count - 1 quarters before, (count, series, series)."""
    found = [same]
    for _ in range(count - 1):
        found.append(lags @ found[-1])
    return np.array(found)


def annual_covariance(lags: Floats, same: Floats, years: int) -> Floats:
    """The covariance of annual changes with those `years` before: 0 or more."""
    before = lagged(lags, same, 4 * years + 7)
    terms = [
        product * (before[k] if k >= 0 else before[-k].T)
        for k, product in enumerate(_PRODUCTS, start=4 * years - 6)
    ]
    return np.asarray(np.sum(terms, axis=0))


def matched(same_year: Floats, year_before: Floats) -> tuple[Floats, Floats]:
    """Lag coefficients F and covariance G of quarterly changes, (series, series) each.

    same_year, year_before: autocovariances of annual changes. The first is met exactly, the second as nearly
    as is plausible.
    """
    from scipy.optimize import least_squares

    root = np.linalg.cholesky(same_year)
    inverse = np.linalg.inv(root)
    series = len(root)
    target = inverse @ year_before @ inverse.T
    units = np.eye(series * series).reshape(-1, series, series)

    def covariance(lags: Floats) -> Floats:
        of_units = [annual_covariance(lags, unit, 0).ravel() for unit in units]
        found = np.linalg.solve(np.array(of_units).T, np.eye(series).ravel())
        return np.asarray(found.reshape(series, series))

    def distance(point: Floats) -> Floats:
        lags = point.reshape(series, series)
        miss = annual_covariance(lags, covariance(lags), 1) - target
        return np.append(miss.ravel() / MISS, point / COEFFICIENT)

    lags = least_squares(distance, np.zeros(series * series)).x.reshape(series, series)
    same = root @ covariance(lags) @ root.T
    return root @ lags @ inverse, (same + same.T) / 2.0


def kurtosis_kept(freedom: float) -> float:
    """Degrees of freedom of quarterly innovations whose annual sums have the kurtosis of `freedom`.

    Excess kurtosis 6 / (freedom - 4) is thinned by the sum of fourth powers of the weights over the square of
    that of squares, 0.23, when each quarter has its own scale. At 4 or less there is none to keep: as it is.
    """
    thinned = float((WEIGHTS**4).sum() / (WEIGHTS**2).sum() ** 2)
    return freedom if freedom <= 4.0 else 4.0 + thinned * (freedom - 4.0)
