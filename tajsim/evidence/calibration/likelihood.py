"""The likelihood of what was observed: one year ahead from every year, on the residuals of the equations.

A hindcast misses the observed changes of a year by r. What moved them are residuals e of the equations, which
spill over into the other variables: r = B e, with B from the model itself. Each equation's residuals are
normal with a variance of its own that is not known: its prior is a scaled inverse chi-square around the
declared size, worth `PRIOR_YEARS` years, and it is integrated out, which leaves a Student t.

Inflation and exports are not fitted, but the sizes of their residuals are learned like the others, from what
is left of a miss once the residuals of the other equations have been taken off it: a size that is the same
for all years would know those to come. Years without an average of prices say it by December on December,
which every shock of a quarter moves in full. Sizes drift, since a country whose prices rose by 20 % in 2008
is not that of today: for them a year counts half as much ten years later (discounted volatility: West and
Harrison 1997, chapter 10). What it says about behaviour counts the same.

Decisions. Levels are not fitted along one long path, because a miss in one year would be counted in all
later ones. Reserves and growth of output count a quarter: gold bought at home and its price are not in the
model, and output hardly moved when remittances halved. Output and poverty are taken to be missed by residuals
of their own: what others spill into them the record does not show.

Draws are weighted by it with Pareto-smoothed importance weights (Vehtari, Simpson, Gelman, Yao and Gabry
2024): the largest are replaced by quantiles of a generalised Pareto distribution fitted to them (Zhang and
Stephens 2009). Its shape k says whether the weights can be trusted: above 0.7 they rest on a few draws.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.engine.residuals import first_year, year_end
from tajsim.errors import InputError
from tajsim.evidence.hindcast import EQUATIONS, WITHIN, Hindcast
from tajsim.evidence.observations import Observed
from tajsim.evidence.variables import GROWTH, MISREPORTED, POVERTY, VARIABLES
from tajsim.parameters import Parameters
from tajsim.results.weights import pareto_fit, pareto_quantiles

Floats = NDArray[np.float64]

PRIOR_YEARS = 5.0
HALF_LIFE = 10.0  # years after which a year counts half for the sizes of residuals
FITTED: Mapping[str, float] = {
    "remittances_usd": 1.0,
    "imports_usd": 1.0,
    "tjs_per_usd": 1.0,
    "reserves_usd": 0.25,
    "gdp_growth": 0.25,
}
"""Weight of each variable's evidence, in the order of the equations that mostly move them."""
LEFT: Mapping[str, str] = {"inflation": "prices_residual", "exports_usd": "exports_residual"}
"""Variables that are not fitted, and the residual that is what the others leave of their misses."""
RESIDUALS = (*(f"{equation}_residual" for equation in EQUATIONS), "poverty_residual", *LEFT.values())


@dataclass(frozen=True)
class Misses:
    """What draws of the prior missed of one year.

    Attributes
    ----------
    year : int
        The year.
    values : numpy.ndarray
        What has to be added to each equation, in its unit, to give what was observed, in the order of
        `RESIDUALS`; of poverty by how much it was missed, share of people, positive where more was observed.
        Shape (residual, draw); nan where not observed.
    """

    year: int
    values: Floats


def misses(hindcast: Hindcast, responses: Floats, observed: Observed) -> Misses:
    """The residuals that take the first year of a hindcast to what was observed."""
    origin, year = hindcast.origin, hindcast.origin + 1
    names = list(FITTED)
    seen = np.array([observed.change(name, origin, year) for name in names])
    if origin < MISREPORTED:
        seen[names.index("reserves_usd")] = np.nan
    known = np.flatnonzero(np.isfinite(seen))
    spills = responses[: len(names)].copy()
    own = names.index(GROWTH)
    spills[own] = np.where(np.arange(len(names)) == own, spills[own], 0.0)
    gaps = np.stack([seen[i] - hindcast.change(names[i], 1) for i in known])
    found = np.full((len(RESIDUALS), gaps.shape[1]), np.nan)
    found[known] = np.linalg.solve(spills[np.ix_(known, known)], gaps)
    found[len(names)] = observed.change(POVERTY, origin, year) - hindcast.change(POVERTY, 1)
    for name, residual in LEFT.items():
        gap = observed.change(name, origin, year) - hindcast.change(name, 1)
        found[RESIDUALS.index(residual)] = gap - responses[VARIABLES.index(name), known] @ found[known]
    place = RESIDUALS.index("prices_residual")
    if year in observed.december_prices and np.isnan(found[place, 0]):
        gap = math.log1p(observed.december_prices[year] / 100.0) - hindcast.change(WITHIN, 1)
        found[place] = (gap - responses[-1, known] @ found[known]) * first_year(1.0) / year_end(1.0)
    return Misses(year, found)


def sizes(p: Parameters) -> Floats:
    """The declared sizes of the residuals, in the order of `RESIDUALS`."""
    values = p.values()
    return np.array([values[name] for name in RESIDUALS])


@dataclass(frozen=True)
class Evidence:
    """What some years say: log likelihood (draw,), and squared residuals and their number by equation, a year
    long past at its weight."""

    log_likelihood: Floats
    squares: Floats  # (equation, draw)
    counts: Floats  # (equation,)
    declared: Floats  # (equation,)

    def draw_sizes(self, members: NDArray[np.intp], rng: np.random.Generator) -> Floats:
        """Posterior draws of the residuals' sizes for some draws of the parameters, (equation, member)."""
        freedom = PRIOR_YEARS + self.counts
        total = PRIOR_YEARS * self.declared[:, np.newaxis] ** 2 + self.squares[:, members]
        return np.sqrt(total / rng.chisquare(freedom[:, np.newaxis], total.shape))


def evidence(years: Sequence[Misses], p: Parameters) -> Evidence:
    """The evidence of the years given, on the declared sizes of the residuals of `p`."""
    declared = sizes(p)
    last = max(one.year for one in years)
    squares, counts = _summed(years, np.ones(len(years)))
    weights = np.zeros(len(declared))
    weights[: len(FITTED)] = list(FITTED.values())
    power = 0.5 * weights * (PRIOR_YEARS + counts)
    total = PRIOR_YEARS * declared[:, np.newaxis] ** 2 + squares
    ages = np.array([last - one.year for one in years])
    return Evidence(-(power @ np.log(total)), *_summed(years, 0.5 ** (ages / HALF_LIFE)), declared)


def _summed(years: Sequence[Misses], counted: Floats) -> tuple[Floats, Floats]:
    """Squared residuals (equation, draw) and their number (equation,); `counted`: of each year."""
    shape = years[0].values.shape
    squares, counts = np.zeros(shape), np.zeros(shape[0])
    for one, weight in zip(years, counted, strict=True):
        seen = np.isfinite(one.values[:, 0])
        squares[seen] += weight * one.values[seen] ** 2
        counts[seen] += weight
    return squares, counts


FEWEST = 100  # draws that have a tail


class Smoothed(NamedTuple):
    """Normalised weights, (draws,), with the shape of their tail and the effective sample size."""

    values: Floats
    shape: float
    effective: float


def smoothed(log_ratios: ArrayLike) -> Smoothed:
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
            weights[largest] = np.minimum(cut + pareto_quantiles(points, shape, scale), 1.0)
    else:
        shape = -math.inf  # all weights alike
    weights /= weights.sum()
    return Smoothed(weights, shape, float(1.0 / np.sum(weights**2)))
