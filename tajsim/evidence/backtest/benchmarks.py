"""What a forecast must beat: five plain forecasters, each with its own predictive distribution.

Each is a function of a `Question` that gives 999 equally probable points (999,) of the change from its origin
to its target, as `Observed.change` defines it, or None when it has too few data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError, Problems, nearest
from tajsim.evidence.observations import Drivers, Observed
from tajsim.evidence.variables import SCORED, VARIABLES
from tajsim.frozen import FrozenMap

Floats = NDArray[np.float64]

POINTS = 999
DRIFT = 0.05  # of remittances in roubles, a year: the rule of thumb's own figure
INCOME = Drivers(rouble=-0.85, growth=1.5, prices=1.0, oil=0.1)
"""How dollar remittances answer to what migrants earn: 0.85 of a fall of the rouble is lost (Bank of Russia
2017), numbers, hours and wages follow Russian output by 1.5 (IMF 2014), pay keeps up with prices, and oil
adds a tenth (Karapetyan 2012, halved). They are the centres of the model's declared ranges and, like these,
were published after part of what is scored."""
FLOOR = 0.005  # half a log point: no annual figure here is measured more closely, equal years or not
LEAST_FREEDOM = 3  # the fewest degrees of freedom at which a Student t has a variance


@dataclass(frozen=True)
class Question:
    """What is to be forecast, and all that a forecaster may know.

    Parameters
    ----------
    table : Observed
        What was observed; cut at the origin here, so that no forecaster can see beyond it.
    variable : str
        One of the scored.
    origin : int
        The last year that is known.
    horizon : int, default 1
        Years ahead, at least 1.
    conditional : bool, default True
        Whether `drivers` are those observed, or forecasts of them.
    drivers : mapping of int to tuple of float
        Target year -> change of the rouble, positive where it loses, Russian growth, and where a rule asks
        for them Russian inflation and the change of oil, log points.

    Attributes
    ----------
    ends_only : bool
        Whether the target year alone counts (growth); otherwise the years to it add up.

    Raises
    ------
    InputError
        With every problem: an unknown variable, a horizon below 1.
    """

    table: Observed
    variable: str
    origin: int
    horizon: int = 1
    conditional: bool = True
    drivers: Mapping[int, tuple[float, ...]] = field(default_factory=lambda: FrozenMap({}))

    def __post_init__(self) -> None:
        problems = Problems("a question to the benchmarks")
        if self.variable not in VARIABLES:
            problems.add(f"unknown variable {self.variable!r}; {nearest(self.variable, VARIABLES)}")
        if self.horizon < 1:
            problems.add(f"the horizon is {self.horizon}; must be 1 year or more")
        problems.raise_if_any()
        object.__setattr__(self, "table", self.table.until(self.origin))
        given = {year: Drivers(*values) for year, values in self.drivers.items()}
        object.__setattr__(self, "drivers", FrozenMap(given))

    @property
    def ends_only(self) -> bool:
        """True where the target year alone counts (growth), False where the years to it add up."""
        return SCORED[self.variable].ends_only

    def ahead(self) -> Floats:
        """The drivers of the target years (horizon, driver). Raises InputError naming the years without."""
        years = range(self.origin + 1, self.origin + self.horizon + 1)
        if missing := [str(year) for year in years if year not in self.drivers]:
            raise InputError(
                f"{self.variable} from {self.origin}: the drivers of {', '.join(missing)} are missing; "
                "give the rouble change and the Russian growth of each target year"
            )
        return np.array([self.drivers[year] for year in years])

    def regressors(self) -> Floats:
        """The regressors of the target years (horizon, 3). Raises InputError naming the years without."""
        return np.array([_regressors(drivers) for drivers in self.ahead()])


Benchmark = Callable[[Question], Floats | None]


def no_change(question: Question) -> Floats | None:
    """As it was: no change, or the growth of the origin year again; scale from past changes as long."""
    table, variable, horizon = question.table, question.variable, question.horizon
    past = table.changes(variable, horizon)
    errors = [change - table.base(variable, year - horizon) for year, change in past.items()]
    return _from_errors(table.base(variable, question.origin), errors)


def autoregression(question: Question) -> Floats | None:
    """AR(1) with a constant in annual changes, by least squares on all years to the origin, iterated.

    The slope is kept within -1 and 1: short samples of booms give explosive ones, which nobody would use.
    For `gdp_growth` the growth of the target year, for the others the sum over the years to it. The variance
    is that of the accumulated innovations and, by the gradient, of the two coefficients.
    """
    past = question.table.changes(question.variable)
    years = [year for year in past if year - 1 in past]
    rows = [(1.0, past[year - 1]) for year in years]
    fit = _Fit.of(rows, [past[year] for year in years], steepest=1.0)
    if fit is None or question.origin not in past:
        return None
    constant, slope = fit.coefficients
    step, gradient, noise = past[question.origin], np.zeros(2), np.zeros(question.horizon)
    path = np.zeros((question.horizon, 3 + question.horizon))
    for k in range(question.horizon):  # the forecast, its gradient and its weights on innovations, a year on
        gradient = np.array([1.0, step]) + slope * gradient
        step = constant + slope * step
        noise = slope * noise + (np.arange(question.horizon) == k)
        path[k] = step, *gradient, *noise
    whole = path[-1] if question.ends_only else path.sum(axis=0)
    return fit.predict(float(whole[0]), whole[1:3], float(whole[3:] @ whole[3:]))


def regression(question: Question) -> Floats | None:
    """Annual change on a constant, the rouble's change and Russian growth (as a rate, 0.05 = 5 %), by least
    squares on all years to the origin; the variance is that of residuals and coefficients.

    When not conditional, that of past drivers about their mean comes on top: forecast drivers err, too.
    None also where a driver of a target year is nan. Raises InputError when one is not given at all.
    """
    ahead = question.regressors()
    past = question.table.changes(question.variable)
    rows = {year: _regressors(moved) for year, moved in question.table.drivers(past).items()}
    rows = {year: row for year, row in rows.items() if np.all(np.isfinite(row))}
    fit = _Fit.of(rows.values(), [past[year] for year in rows])
    if fit is None or not np.all(np.isfinite(ahead)):
        return None
    targets = ahead[-1:] if question.ends_only else ahead
    gradient = targets.sum(axis=0)
    extra = 0.0
    if not question.conditional:
        slopes = fit.coefficients[1:]
        extra = len(targets) * float(slopes @ np.cov(np.array(list(rows.values()))[:, 1:].T) @ slopes)
    return fit.predict(float(gradient @ fit.coefficients), gradient, float(len(targets)), extra)


def rouble_rule(question: Question) -> Floats | None:
    """Remittances constant in roubles plus 5 % a year; None for other variables.

    Scale from the rule's past errors over as many years, with the drivers that were observed; when not
    conditional, the variance of the rouble comes on top. Raises InputError when a driver is not given.
    """
    if question.variable != "remittances_usd":
        return None
    return _ruled(question, DRIFT, Drivers(rouble=-1.0, growth=0.0, prices=0.0, oil=0.0))


def income_rule(question: Question) -> Floats | None:
    """Remittances as what migrants earn in dollars, with the figures of `INCOME`; None for other variables.

    Nothing is fitted. It knows of the drivers what the model knows, the prices of neighbours and Russia's
    rules for migrants apart. Scale as of the rouble rule; when not conditional, the variance of the answer to
    past drivers comes on top. Raises InputError when a driver is not given.
    """
    if question.variable != "remittances_usd":
        return None
    return _ruled(question, 0.0, INCOME)


def _ruled(question: Question, drift: float, answers: Drivers) -> Floats | None:
    """A rule: `drift` a year and `answers` to the drivers, with a scale from its own past errors."""
    table, horizon = question.table, question.horizon
    weights = np.array(answers)

    def effect_of(drivers: Iterable[float]) -> float:  # nan times nothing is nothing
        return float(np.where(weights == 0.0, 0.0, weights * np.array(list(drivers))).sum())

    centre = sum(drift + effect_of(drivers) for drivers in question.ahead())
    past = table.changes(question.variable, horizon)
    first = min(past, default=question.origin) - horizon + 1
    moved = {y: effect_of(drivers) for y, drivers in table.drivers(range(first, question.origin + 1)).items()}
    errors = [
        change - sum(drift + moved[y] for y in range(year - horizon + 1, year + 1))
        for year, change in past.items()
    ]
    known = [change for change in moved.values() if math.isfinite(change)]
    extra = 0.0 if question.conditional or len(known) < 2 else horizon * float(np.var(known, ddof=1))
    return _from_errors(centre, errors, extra)


BENCHMARKS: Mapping[str, Benchmark] = FrozenMap(
    {
        "no change": no_change,
        "AR(1)": autoregression,
        "regression": regression,
        "rouble rule": rouble_rule,
        "income rule": income_rule,
    }
)


@dataclass(frozen=True)
class _Fit:
    """Least squares: coefficients, residual standard error, inverse of X'X, degrees of freedom."""

    coefficients: Floats
    scale: float
    inverse: Floats
    freedom: int

    @classmethod
    def of(
        cls, rows: Iterable[Iterable[float]], values: Iterable[float], steepest: float | None = None
    ) -> _Fit | None:
        """The fit, or None with too few rows or regressors that cannot be distinguished.

        `steepest` bounds the slope of a line on a constant and one regressor.
        """
        X, y = np.array([list(row) for row in rows]), np.array(list(values))
        if X.ndim != 2 or (freedom := X.shape[0] - X.shape[1]) < LEAST_FREEDOM:
            return None
        if np.linalg.matrix_rank(X) < X.shape[1]:
            return None
        inverse = np.linalg.inv(X.T @ X)
        coefficients = inverse @ X.T @ y
        if steepest is not None and abs(coefficients[1]) > steepest:  # the least squares on the bound
            slope = math.copysign(steepest, coefficients[1])
            coefficients = np.array([np.mean(y - slope * X[:, 1]), slope])
        residuals = y - X @ coefficients
        scale = max(math.sqrt(float(residuals @ residuals) / freedom), FLOOR)
        return cls(coefficients, scale, inverse, freedom)

    def predict(self, centre: float, gradient: Floats, noise: float, extra: float = 0.0) -> Floats:
        """Predictive sample: `noise` residual variances, that of the coefficients, and `extra`."""
        variance = self.scale**2 * (noise + float(gradient @ self.inverse @ gradient)) + extra
        return _student(centre, math.sqrt(variance), self.freedom)


def _regressors(drivers: Iterable[float]) -> Floats:
    """1, the rouble's change (log), Russian growth (rate)."""
    rouble, growth, *_ = drivers
    return np.array([1.0, rouble, math.expm1(growth)])


def _from_errors(centre: float, errors: Iterable[float], extra: float = 0.0) -> Floats | None:
    """Student t about `centre` with the root mean square of past errors and as many degrees of freedom."""
    known = np.array([error for error in errors if math.isfinite(error)])
    if len(known) < LEAST_FREEDOM or not math.isfinite(centre):
        return None
    scale = max(math.sqrt(float(np.mean(known**2))), FLOOR)
    return _student(centre, math.hypot(scale, math.sqrt(extra)), len(known))


def _student(centre: float, scale: float, freedom: int) -> Floats:
    """Equally probable points of a Student t: its quantiles at the middles of 999 equal shares."""
    from scipy.special import stdtrit

    middles = (np.arange(POINTS) + 0.5) / POINTS
    return np.asarray(centre + scale * stdtrit(freedom, middles), float)
