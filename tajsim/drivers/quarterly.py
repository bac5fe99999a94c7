"""Quarterly changes behind annual averages: which dynamics of quarters give the moments of years.

The change of an annual average is, in logs and nearly, the sum of seven quarterly changes with weights
1, 2, 3, 4, 3, 2, 1 over 4. With x_t = F x_{t-1} + u_t and covariance G of x, the covariances of x are F^k G
and those of annual changes are linear in G.

Decision. Given F, G follows exactly from the covariance of annual changes. F has to answer for the covariance
with the year before and is weakly identified: an own coefficient of 0.1 moves an annual autocorrelation by
0.013 only, and none takes it below 0.17. So F is the most plausible value: misses in units of `MISS`
against coefficients in units of `COEFFICIENT`, around the random walk of the levels.

The annual model whose moments those are is a small VAR with a prior that leaves it usable on four years of
data.

    y_t - m = b + A (y_{t-1} - m) + e_t,    e_t ~ (0, S)

y: annual log changes of oil, rouble and Russian output. The prior is the natural conjugate form of the
Minnesota prior (Litterman 1986; Kadiyala and Karlsson 1997), so that the posterior mean is one regression
with dummy information and needs no sampling: A is centred on what annual averages of quarterly random walks
show, 10/44 on the diagonal (Working 1960), b on zero, so that the changes lie around the prior mean m, and S
on a diagonal.

Decision. Log levels near random walks: no model of the rouble or of oil beats "no change" out of sample
reliably (Meese and Rogoff 1983; Alquist, Kilian and Vigfusson 2013), and losses of output in crises are not
made good (Cerra and Saxena 2008).
"""

from __future__ import annotations

from dataclasses import dataclass

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


WORKING = 10.0 / 44.0
"""Lag-one autocorrelation of the changes of annual averages of a quarterly random walk: the quarterly changes
enter with weights 1, 2, 3, 4, 3, 2, 1, whose squares sum to 44 and products four apart to 10."""


@dataclass(frozen=True)
class Prior:
    """What is believed before the data. Arrays follow the order of the series.

    mean: annual log change expected in the long run. scales: standard deviations of a year's innovation.
    lag, drift: standard deviations of a coefficient of the lag and of b, for series of unit scale;
    infinite: no prior. years: how many observed years the prior of the covariance is worth; 0: no prior.
    """

    mean: Floats
    scales: Floats
    lag: float = 0.2  # Litterman's overall tightness
    drift: float = 0.25  # one standard error of the mean of 16 years
    years: float = 5.0  # about one business cycle


@dataclass(frozen=True)
class AnnualVar:
    """The posterior mean. lags: A (series, series). covariance: S. mean: of the changes in the long run.
    residuals: (year, series)."""

    lags: Floats
    covariance: Floats
    mean: Floats
    residuals: Floats

    def autocovariances(self) -> tuple[Floats, Floats]:
        """Covariances of the changes with those of the same year and of the year before, (series, series)."""
        from scipy.linalg import solve_discrete_lyapunov

        same = np.asarray(solve_discrete_lyapunov(self.lags, self.covariance), dtype=np.float64)
        return same, self.lags @ same


def fit(changes: Floats, prior: Prior) -> AnnualVar:
    """The posterior mean from annual log changes, shape (year, series).

    A year counts when it and the year before have every series: rows with nan in them are left out.
    """
    series = changes.shape[1]
    usable = np.asarray(np.isfinite(changes).all(axis=1))
    pairs = usable[1:] & usable[:-1]
    centred = changes - prior.mean
    now, before = centred[1:][pairs], centred[:-1][pairs]
    regressors = np.column_stack([np.ones(len(now)), before])
    centre = np.vstack([np.zeros(series), WORKING * np.eye(series)])
    precision = np.diag(np.append(1.0 / prior.drift, prior.scales / prior.lag) ** 2)

    normal = regressors.T @ regressors + precision
    coefficients = np.linalg.solve(normal, regressors.T @ now + precision @ centre)
    residuals = now - regressors @ coefficients
    moved = coefficients - centre
    squares = residuals.T @ residuals + moved.T @ precision @ moved + prior.years * np.diag(prior.scales**2)
    lags = coefficients[1:].T
    mean = prior.mean + np.linalg.solve(np.eye(series) - lags, coefficients[0])
    return AnnualVar(lags, squares / (len(now) + prior.years), mean, residuals)


def tail_weight(residuals: Floats, covariance: Floats) -> float:
    """Degrees of freedom, 2.5 to 30, of a Student t whose one scale all series share.

    residuals: (year, series) with `covariance`. Maximum of the likelihood of the standardised residuals times
    a Gamma prior with mean 9 and shape 4, of the kind of Cúrdia, Del Negro and Greenwald (2014), which
    decides where years are few. Their overall size is free: a covariance that a prior has made too large or
    too small is no sign of tails.
    """
    from scipy.optimize import minimize
    from scipy.special import gammaln

    years, series = residuals.shape
    distance = np.einsum("ti,ij,tj->t", residuals, np.linalg.inv(covariance), residuals)
    shape, rate = 4.0, 4.0 / 9.0

    def loss(point: Floats) -> float:
        freedom, size = np.exp(point)
        spread = size * (freedom - 2.0)
        constant = gammaln((freedom + series) / 2.0) - gammaln(freedom / 2.0) - series / 2.0 * np.log(spread)
        fitted = years * constant - (freedom + series) / 2.0 * np.log1p(distance / spread).sum()
        return -float(fitted + (shape - 1.0) * np.log(freedom) - rate * freedom)

    bounds = [(np.log(2.5), np.log(30.0)), (np.log(1e-3), np.log(1e3))]
    found = minimize(loss, np.log([6.0, 1.0]), bounds=bounds, method="L-BFGS-B")
    return float(np.clip(np.exp(found.x[0]), 2.5, 30.0))
