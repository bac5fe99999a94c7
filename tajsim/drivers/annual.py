"""A small annual VAR with a prior that leaves it usable on four years of data.

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
