"""The baseline: add-factors solved from the model so that its central path follows the outlook exactly.

In each quarter a number is added to an equation for each target (own consumption, import contents, prices,
the exchange rate, money sent from Russia, taxes, public purchases, bad loans) and solved by Newton's method
so that output, the current account, consumer prices, the exchange rate, remittances, tax revenue, the budget
balance and the share of bad loans meet the outlook's quarterly path. An outlook of a user's
own may give annual figures of any other output. Where the outlook ends, an add-factor keeps its last value.
The same add-factors then stand in every scenario and draw, so that shocks are read as deviations.

Decision. Of a calendar year that began before the first simulated quarter, the quarters that are left meet
the outlook's figure: they grow at its rate over the same quarters a year before, and average its current
account. What the base year's own quarters made of the rest is not made good in them. Every later year meets
its figures against the whole calendar year before, the quarters of the base year counted in.

Decision. The add-factor that meets an annual figure of another output is constant within the year, solved
over its four quarters, so that any output will do: a sum, a mean, the end of the year or a ratio, without a
quarterly path that nobody published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.interpolate import smooth, stepped, year_ends
from tajsim.drivers.outlook import HORIZON, TARGETS, Annual, Outlook
from tajsim.engine.block import PreparedBlock, central_economy, drivers_of, simulate
from tajsim.engine.known_quarters import first_free
from tajsim.engine.newton import newton
from tajsim.engine.plan import Plan, ScenarioPlan
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.model.base_year.opening import of_base_year
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import ScalarMath
from tajsim.model.outputs import OUTPUTS, Output
from tajsim.model.state import NO_ADD_FACTORS, AddFactors, State
from tajsim.past import ObservedDrivers
from tajsim.quarters import Quarter as Date

Floats = NDArray[np.float64]
MET = 1e-10  # largest gap of a goal met, as a share of it
MET_IN_YEAR = 1e-9


def solve(
    plan: Plan, paths: ScenarioPlan, quarters: Sequence[Date], goals: Sequence[Goal] = ()
) -> tuple[AddFactors, ...]:
    """Add-factors by quarter for the plan's outlook; `paths` is the scenario without shocks over `quarters`.

    goals: annual figures of the outlook that have no quarterly path; `quarters` hold whole years to the end.

    Raises InputError naming the quarter, or the year, when no add-factors reach the outlook.
    """
    if not plan.outlook.targets:
        return (NO_ADD_FACTORS,) * len(quarters)
    known = plan.parameters.known
    for goal in goals if known is None else ():
        early = [year for year in sorted(goal.values) if Date(year, 1) < quarters[0]]
        if early:
            raise InputError(
                f"the outlook {plan.outlook.name!r} has {goal.output.name!r} for {early[0]}, of which the "
                f"run does not have all quarters; it begins in {quarters[0]}"
            )
    economy = central_economy(replace(plan, quarters=tuple(quarters)))
    state, first, before = economy.state, 0, base_year(plan, economy.state)
    found: list[AddFactors] = []
    add = NO_ADD_FACTORS
    if known is not None:
        first = min(first_free(known), len(quarters))
        unguided = replace(plan, quarters=tuple(quarters), add_factors=())
        made = [q for _, q in simulate(unguided, paths, economy, last=first - 1)]
        state, found = made[-1].state, [NO_ADD_FACTORS] * first
        before = _made(made, quarters[first - 1].year + 1)
    path = _Path(plan.outlook.name, quarters, paths, economy, first, target_paths(plan, before))
    for year, dates in groupby(range(first, len(quarters)), lambda t: quarters[t].year):
        places = list(dates)
        due = [goal for goal in goals if year in goal.values]
        factors, last = _year(path, places, state, add, due, plan.seasons)
        found += factors
        state, add = last.state, factors[-1]
    return tuple(found)


class _Path(NamedTuple):
    """What the quarters of a baseline are computed from: all but the state and the add-factors."""

    outlook: str
    quarters: Sequence[Date]
    drivers: ScenarioPlan
    economy: PreparedBlock  # the single path
    first: int  # place of the first quarter with goals
    goals: Mapping[str, Floats]  # by quarter from there on

    def through(
        self, places: Sequence[int], state: State, add: AddFactors
    ) -> tuple[list[AddFactors], list[SimulatedQuarter]]:
        """The quarters of a year from `state` on; add-factors without a goal keep the values of `add`."""
        xp = ScalarMath()
        factors, made = [], []
        year = YearSoFar(0.0, 0.0)
        for t in places:
            drivers, place = drivers_of(self.drivers, self.economy, t), t - self.first
            wanted = {name: float(goal[place]) for name, goal in self.goals.items() if place < len(goal)}

            def quarter(
                factors: AddFactors, state: State = state, drivers: QuarterDrivers = drivers, t: int = t
            ) -> SimulatedQuarter:
                missed = self.economy.residuals
                every = factors if missed is None else missed.added(factors, t)
                return step(state, drivers, every, self.economy.parameters, self.economy.constants, xp)

            add, done, missed = met(quarter, add, wanted, year, closes=self.quarters[t].quarter == 4)
            if done is None or missed.any():
                raise InputError(
                    f"the outlook {self.outlook!r} cannot be reached in {self.quarters[t]} with these "
                    "parameters; run with baseline='none' or change the parameters"
                )
            factors.append(add)
            made.append(done)
            state = done.state
            year = year.plus(done)
        return factors, made


def _year(
    path: _Path,
    places: Sequence[int],
    state: State,
    add: AddFactors,
    due: Sequence[Goal],
    seasons: Mapping[str, Sequence[float]],
) -> tuple[list[AddFactors], SimulatedQuarter]:
    """The add-factors of a year and its last quarter, with the annual figures that are `due` in it met."""
    year = path.quarters[places[0]].year

    def gaps(x: Floats) -> tuple[Floats, tuple[list[AddFactors], list[SimulatedQuarter]] | None]:
        moved = add._replace(**{goal.by: float(value) for goal, value in zip(due, x[:, 0], strict=True)})
        try:
            factors, made = path.through(places, state, moved)
        except (InputError, ValueError, OverflowError, ZeroDivisionError):
            return np.full((len(due), 1), np.inf), None
        wanted = [goal.values[year] for goal in due]
        reached = [goal.reached(made, seasons) for goal in due]
        left = [[(r - w) / max(abs(w), 1.0)] for r, w in zip(reached, wanted, strict=True)]
        return np.array(left), (factors, made)

    if not due:
        factors, made = path.through(places, state, add)
        return factors, made[-1]
    _, left, done = newton(gaps, np.array([[getattr(add, goal.by)] for goal in due]), 1e-5)
    if done is None or np.max(np.abs(left)) > MET_IN_YEAR:
        goals = ", ".join(f"{goal.output.name} = {goal.values[year]:g} by {goal.by}" for goal in due)
        raise InputError(
            f"the outlook {path.outlook!r} cannot be reached in {year} with these parameters: {goals}; "
            "change the figures or by"
        )
    return done[0], done[1][-1]


class Before(NamedTuple):
    """The four quarters before an outlook holds. first: its first year, of which `gone` quarters are past.

    Output, prices and money sent by quarter (money seasonally adjusted), the rate at their end, and ratios to
    output over them, and of bad loans at their end, in percent, by add-factor.
    """

    first: int
    gone: int
    rate: float
    gdp: Sequence[float]
    prices: Sequence[float]
    money: Sequence[float]
    ratios: Mapping[str, float]


def base_year(plan: Plan, state: State) -> Before:
    """The base year of a plan."""
    p, year, gone = plan.parameters, plan.base_year, plan.quarters[0].quarter - 1
    eco = p.economy
    g = (1.0 + eco.gdp_growth_base / 100.0) ** 0.25
    total = p.remittances.remittances_gdp_share * eco.nominal_gdp / eco.exchange_rate
    factors = plan.seasons["money"]
    unit = total / sum(f * g**i for i, f in enumerate(of_base_year(factors, gone or 4)))
    ratios = {
        "imports": 100.0 * eco.current_account_gdp_share,
        "taxes": 100.0 * p.fiscal.tax_revenue / eco.nominal_gdp,
        "spending": 100.0 * p.fiscal.balance_gdp_share,
        "bad_loans": 100.0 * p.banks.npl_ratio,
    }
    money = [unit * g**i for i in range(4)]
    return Before(
        first=plan.quarters[0].year,
        gone=gone,
        rate=state.rate,
        gdp=year.gdp,
        prices=year.prices,
        money=money,
        ratios=ratios,
    )


def _made(quarters: Sequence[SimulatedQuarter], first: int) -> Before:
    """The last four of simulated quarters, after which the year `first` begins."""
    year, last = YearSoFar(0.0, 0.0), quarters[-4:]
    for q in last:
        year = year.plus(q)
    return Before(
        first=first,
        gone=0,
        rate=last[-1].state.rate,
        gdp=[q.output.gdp for q in last],
        prices=[q.state.prices.level for q in last],
        money=[q.remitted.total for q in last],
        ratios={
            "imports": 100.0 * year.current_account / year.gdp,
            "taxes": 100.0 * year.taxes / year.gdp,
            "spending": 100.0 * year.balance / year.gdp,
            "bad_loans": 100.0 * last[-1].state.bank.npl_share,
        },
    )


def target_paths(plan: Plan, before: Before) -> dict[str, Floats]:
    """Quarterly goals by add-factor, each in the unit of `measure`, from the end of `before` on.

    The ratios to output of a fourth quarter are the annual figures: there the year so far is counted in.
    """
    outlook, first, gone = plan.outlook, before.first, before.gone
    last = first + HORIZON - 1  # whatever the run's end, so that no quarter's goal depends on it
    goals: dict[str, Floats] = {}
    for name, target in outlook.targets.items():
        if name not in MET_BY:
            continue
        by, annual = MET_BY[name], target.through(first, last)
        if name == "tjs_per_usd":
            goals[by] = year_ends(before.rate, annual, geometric=True, gone=gone)
        elif name == "npl_ratio":
            goals[by] = year_ends(before.ratios[by], annual, geometric=False, gone=gone)
        elif name == "gdp_growth":
            goals[by] = _levels(before.gdp, annual, (1.0,) * 4, gone)
        elif name == "inflation":
            goals[by] = _levels(before.prices, annual, (1.0,) * 4, gone)
        elif name == "remittances_growth":
            goals[by] = _remittances(plan, before, target)
        else:
            goals[by] = _ratios(before.ratios[by], annual, gone)
    return goals


def _ratios(start: float, annual: Sequence[float], gone: int) -> Floats:
    """Quarters of a ratio to output, of which each fourth one is the figure of the year.

    start: the figure of the base year. gone: quarters of the first year that are past.
    """
    left = [1.0 - 0.25 * gone, *[1.0] * (len(annual) - 1)]  # of each year
    path = smooth([start, start], [a * x for a, x in zip(annual, left, strict=True)], [0.25] * 4, gone)
    path[3 - gone :: 4] = annual
    return path


def _levels(history: Sequence[float], growth: Sequence[float], weights: Sequence[float], gone: int) -> Floats:
    """Levels by quarter whose weighted annual sums grow as asked.

    history: the quarters of the base year. weights: by calendar quarter. gone: quarters of the first year
    that are past, the last of the base year; those that are left grow over the first of the base year.
    """
    return smooth(history, _sums(history, growth, weights, gone), weights, gone)


def _sums(
    history: Sequence[float], growth: Sequence[float], weights: Sequence[float], gone: int
) -> list[float]:
    """The weighted annual sums that grow as asked; arguments as for `_levels`."""
    sums = [h * w for h, w in zip(history, of_base_year(weights, gone or 4), strict=True)]
    total, before = sum(sums[: 4 - gone]), sum(sums[4 - gone :])
    annual = []
    for rate in growth:
        total *= 1.0 + rate / 100.0
        annual.append(total)
        if len(annual) == 1:
            total += before
    return annual


def _remittances(plan: Plan, before: Before, target: Annual) -> Floats:
    """Seasonally adjusted money whose reported annual sums grow as asked, while the outlook lasts.

    Its quarters of the base year are laid out, not observed, and a new outlook may be far from them: the step
    is taken between the years, so that quarters within them grow as the years do.
    """
    growth = target.through(before.first, min(before.first + HORIZON - 1, max(target.values)))
    factors = plan.seasons["money"]
    return stepped(_sums(before.money, growth, factors, before.gone), factors, before.gone)


class YearSoFar(NamedTuple):
    """The year so far: current account, output, taxes and the budget balance, million somoni."""

    current_account: float
    gdp: float
    taxes: float = 0.0
    balance: float = 0.0

    def plus(self, q: SimulatedQuarter) -> YearSoFar:
        return YearSoFar(
            current_account=self.current_account + q.balance.current_account * q.state.rate,
            gdp=self.gdp + q.state.gdp_nominal,
            taxes=self.taxes + q.revenue.tax,
            balance=self.balance + q.budget.balance,
        )


def measure(q: SimulatedQuarter, year: YearSoFar, closes: bool) -> dict[str, float]:
    """What is held against each goal in a quarter; `closes`: it ends a year, so the year so far counts in."""
    counted = year.plus(q) if closes else YearSoFar(0.0, 0.0).plus(q)
    return {
        "imports": 100.0 * counted.current_account / counted.gdp,
        "remittances": q.remitted.total,
        "exchange_rate": q.state.rate,
        "prices": q.state.prices.level,
        "demand": q.output.gdp,
        "taxes": 100.0 * counted.taxes / counted.gdp,
        "spending": 100.0 * counted.balance / counted.gdp,
        "bad_loans": 100.0 * q.state.bank.npl_share,
    }


def met(
    quarter: Callable[[AddFactors], SimulatedQuarter],
    add: AddFactors,
    wanted: Mapping[str, float],
    year: YearSoFar,
    closes: bool,
) -> tuple[AddFactors, SimulatedQuarter | None, NDArray[np.bool_]]:
    """Solve for the add-factors that have a goal in the quarter; the others keep the value they had.

    Of one economy in plain floats, or of many side by side where the add-factors are arrays (economy,). Last
    comes which of them miss a goal; the quarter is None where none can be computed.
    """
    names = tuple(name for name in AddFactors._fields if name in wanted)
    plain, count = np.ndim(add[0]) == 0, np.size(add[0])
    balances = ("imports", "spending")  # goals that may be zero
    scale = np.array([100.0 if name in balances else wanted[name] for name in names])[:, np.newaxis]
    goal = np.array([wanted[name] for name in names])[:, np.newaxis]

    def with_values(x: Floats) -> AddFactors:
        values = x[:, 0].tolist() if plain else list(x)
        return add._replace(**dict(zip(names, values, strict=True)))

    def gaps(x: Floats) -> tuple[Floats, SimulatedQuarter | None]:
        try:
            q = quarter(with_values(x))
        except (ValueError, OverflowError, ZeroDivisionError):
            return np.full(x.shape, np.inf), None
        found = measure(q, year, closes)
        reached: list[Any] = [found[name] for name in names]
        if not plain:  # what is the same for all of them may be a single number
            reached = [np.broadcast_to(value, count) for value in reached]
        return (np.array(reached).reshape(x.shape) - goal) / scale, q

    x, left, q = newton(gaps, np.array([getattr(add, name) for name in names]).reshape(-1, count), 1e-6)
    near = np.max(np.abs(left), axis=0, initial=0.0) < MET
    return with_values(x), q, np.full(count, True) if q is None else ~near


MET_BY: Mapping[str, str] = {
    "gdp_growth": "demand",
    "inflation": "prices",
    "tjs_per_usd": "exchange_rate",
    "remittances_growth": "remittances",
    "current_account_gdp": "imports",
    "tax_revenue_gdp": "taxes",
    "budget_balance_gdp": "spending",
    "npl_ratio": "bad_loans",
}
"""The add-factor that meets each of the targets with a quarterly path."""


class Goal(NamedTuple):
    """Annual figures of an output in its unit, and the add-factor that meets them."""

    output: Output
    by: str
    values: Mapping[int, float]

    def reached(self, quarters: Sequence[SimulatedQuarter], seasons: Mapping[str, Sequence[float]]) -> float:
        """The annual value of the output in the four quarters of a year, as a result reports it."""
        o = self.output
        pattern = seasons[o.season] if o.season else (1.0,) * len(quarters)
        values = [float(o.value(q)) * factor for q, factor in zip(quarters, pattern, strict=True)]
        if o.annual == "end":
            return values[-1]
        if o.annual == "ratio" and o.weight is not None:
            weights = [float(o.weight(q)) for q in quarters]
            return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
        return sum(values) if o.annual == "sum" else sum(values) / len(values)


def goals_of(outlook: Outlook | ObservedDrivers) -> tuple[Goal, ...]:
    """The goals of an outlook beside the targets with a quarterly path.

    Raises InputError naming every goal that is no output, that is met by no add-factor, or by one that meets
    another target as well.
    """
    known = {o.name: o for o in OUTPUTS}
    problems = Problems(f"cannot follow the outlook {outlook.name!r}")
    meets = {MET_BY[name]: name for name in outlook.targets if name in MET_BY}
    found = []
    for name, target in outlook.targets.items():
        if name in MET_BY:
            continue
        if name not in known:
            problems.add(f"unknown target {quoted(name)}; {nearest(name, [*TARGETS, *known])}")
        elif known[name].annual == "growth":
            problems.add(f"target {quoted(name)} is met without by")
        elif target.by not in AddFactors._fields:
            problems.add(
                f"target {quoted(name)}: by is {quoted(target.by)}; {nearest(target.by, AddFactors._fields)}"
            )
        elif target.by in meets:
            problems.add(
                f"{target.by} would have to meet both {quoted(meets[target.by])} and {quoted(name)}; take "
                f"another by, or leave one out with drop = [...]"
            )
        else:
            meets[target.by] = name
            found.append(Goal(known[name], target.by, target.values))
    problems.raise_if_any()
    return tuple(found)
