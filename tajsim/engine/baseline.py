"""The baseline: add-factors solved from the model so that its central path follows the outlook exactly.

In each quarter five numbers are added to five equations (own consumption, import contents, prices, the
exchange rate, money sent from Russia) and solved by Newton's method so that output, the current account,
consumer prices, the exchange rate and remittances meet the outlook's quarterly path. Where the outlook ends,
an add-factor keeps its last value. The same add-factors then stand in every scenario and draw, so that
shocks are read as deviations.

Decision. Of a calendar year that began before the first simulated quarter, the quarters that are left meet
the outlook's figure: they grow at its rate over the same quarters a year before, and average its current
account. What the base year's own quarters made of the rest is not made good in them. Every later year meets
its figures against the whole calendar year before, the quarters of the base year counted in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.interpolate import smooth, year_ends
from tajsim.drivers.outlook import HORIZON, Outlook
from tajsim.engine.plan import Plan, ScenarioPlan, first_state
from tajsim.errors import InputError
from tajsim.model.economy import Quarter, step
from tajsim.model.host import Drivers
from tajsim.model.initial import of_base_year
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS, AddFactors, State
from tajsim.past import ObservedDrivers

Floats = NDArray[np.float64]
STEPS = 60
EXACT = 1e-13


def solve(plan: Plan, paths: ScenarioPlan) -> tuple[AddFactors, ...]:
    """Add-factors by quarter for the plan's outlook; `paths` is the scenario without shocks.

    Raises InputError naming the quarter when no add-factors reach the outlook.
    """
    if not plan.outlook.targets:
        return (NO_ADD_FACTORS,) * len(plan.quarters)
    xp = ScalarMath()
    p = plan.central
    state, k = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    goals = target_paths(plan, state)
    found: list[AddFactors] = []
    add = NO_ADD_FACTORS
    year = YearSoFar(0.0, 0.0)
    for t, date in enumerate(plan.quarters):
        drivers = paths.central_drivers(t)
        wanted = {name: float(goal[t]) for name, goal in goals.items() if t < len(goal)}

        def quarter(factors: AddFactors, state: State = state, drivers: Drivers = drivers) -> Quarter:
            return step(state, drivers, factors, p, k, xp)

        if date.quarter == 1:
            year = YearSoFar(0.0, 0.0)
        add, done = _newton(quarter, add, wanted, year, closes=date.quarter == 4)
        if done is None:
            raise InputError(
                f"the outlook {plan.outlook.name!r} cannot be reached in {plan.quarters[t]} with these "
                "parameters; run with baseline='none' or change the parameters"
            )
        found.append(add)
        state = done.state
        year = year.plus(done)
    return tuple(found)


def target_paths(plan: Plan, state: State) -> dict[str, Floats]:
    """Quarterly goals by add-factor, each in the unit of `measure`.

    The current account of a fourth quarter is the annual figure: there the year so far is counted in.
    """
    outlook = plan.outlook
    first, gone = plan.quarters[0].year, plan.quarters[0].quarter - 1
    last = first + HORIZON - 1  # whatever the run's end, so that no quarter's goal depends on it
    year = plan.base_year
    goals: dict[str, Floats] = {}
    for name, target in outlook.targets.items():
        if name == "tjs_per_usd":
            goals["exchange_rate"] = year_ends(
                state.rate, target.through(first, last), geometric=True, gone=gone
            )
        elif name == "gdp_growth":
            goals["demand"] = _levels(year.gdp, target.through(first, last), (1.0,) * 4, gone)
        elif name == "inflation":
            goals["prices"] = _levels(year.prices, target.through(first, last), (1.0,) * 4, gone)
        elif name == "current_account_gdp":
            annual = target.through(first, last)
            start = 100.0 * plan.parameters.economy.current_account_gdp_share
            left = [1.0 - 0.25 * gone, *[1.0] * (len(annual) - 1)]  # of each year
            path = smooth(
                [start, start], [a * x for a, x in zip(annual, left, strict=True)], [0.25] * 4, gone
            )
            path[3 - gone :: 4] = annual
            goals["imports"] = path
        else:
            goals["remittances"] = _remittances(plan, outlook, first, last)
    return goals


def _levels(history: Sequence[float], growth: Sequence[float], weights: Sequence[float], gone: int) -> Floats:
    """Levels by quarter whose weighted annual sums grow as asked.

    history: the quarters of the base year. weights: by calendar quarter. gone: quarters of the first year
    that are past, the last of the base year; those that are left grow over the first of the base year.
    """
    sums = [h * w for h, w in zip(history, of_base_year(weights, gone or 4), strict=True)]
    total, before = sum(sums[: 4 - gone]), sum(sums[4 - gone :])
    annual = []
    for rate in growth:
        total *= 1.0 + rate / 100.0
        annual.append(total)
        if len(annual) == 1:
            total += before
    return smooth(history, annual, weights, gone)


def _remittances(plan: Plan, outlook: Outlook | ObservedDrivers, first: int, last: int) -> Floats:
    """Seasonally adjusted money whose reported annual sums grow as asked, while the outlook lasts."""
    target = outlook.targets["remittances_growth"]
    growth = target.through(first, min(last, max(target.values)))
    gone = plan.quarters[0].quarter - 1
    factors = plan.seasons["money"]
    eco = plan.parameters.economy
    g = (1.0 + eco.gdp_growth_base / 100.0) ** 0.25
    total = plan.parameters.remittances.remittances_gdp_share * eco.nominal_gdp / eco.exchange_rate
    unit = total / sum(f * g**i for i, f in enumerate(of_base_year(factors, gone or 4)))
    return _levels([unit * g**i for i in range(4)], growth, factors, gone)


class YearSoFar(NamedTuple):
    """The year so far: current account and output, million somoni."""

    current_account: float
    gdp: float

    def plus(self, q: Quarter) -> YearSoFar:
        return YearSoFar(
            self.current_account + q.balance.current_account * q.state.rate, self.gdp + q.state.gdp_nominal
        )


def measure(q: Quarter, year: YearSoFar, closes: bool) -> dict[str, float]:
    """What is held against each goal in a quarter; `closes`: it ends a year, so the year so far counts in."""
    counted = year.plus(q) if closes else YearSoFar(0.0, 0.0).plus(q)
    return {
        "imports": 100.0 * counted.current_account / counted.gdp,
        "remittances": q.remitted.total,
        "exchange_rate": q.state.rate,
        "prices": q.state.prices.level,
        "demand": q.output.gdp,
    }


def _newton(
    quarter: Callable[[AddFactors], Quarter],
    add: AddFactors,
    wanted: dict[str, float],
    year: YearSoFar,
    closes: bool,
) -> tuple[AddFactors, Quarter | None]:
    """Solve for the add-factors that have a goal; the others keep the value they had."""
    names = tuple(name for name in AddFactors._fields if name in wanted)

    def gaps(factors: AddFactors) -> tuple[Floats, Quarter | None]:
        try:
            q = quarter(factors)
        except (ValueError, OverflowError, ZeroDivisionError):
            return np.full(len(names), np.inf), None
        found = measure(q, year, closes)
        scale = [100.0 if name == "imports" else wanted[name] for name in names]
        return np.array([(found[n] - wanted[n]) / x for n, x in zip(names, scale, strict=True)]), q

    best, q = gaps(add)
    for _ in range(STEPS):
        if not len(names) or np.max(np.abs(best)) < EXACT:
            return add, q
        jacobian = np.empty((len(names), len(names)))
        for j, name in enumerate(names):
            nudged, _ = gaps(add._replace(**{name: getattr(add, name) + 1e-6}))
            jacobian[:, j] = (nudged - best) / 1e-6
        try:
            move = np.linalg.solve(jacobian, -best)
        except np.linalg.LinAlgError:
            return add, None
        length = 1.0
        while length > 1e-4:
            trial = add._replace(
                **{n: getattr(add, n) + length * float(m) for n, m in zip(names, move, strict=True)}
            )
            after, q_after = gaps(trial)
            if np.max(np.abs(after)) < np.max(np.abs(best)):
                add, best, q = trial, after, q_after
                break
            length *= 0.5
        else:
            break
    return (add, q) if np.max(np.abs(best)) < 1e-10 else (add, None)
