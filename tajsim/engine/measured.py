"""Figures as the conditions of a run measure them: from the quarters of a path, and those before it.

Quarters before a run are those of the base year as the model lays them out: output and prices, money sent
home, imports, and dollar exports. Of other outputs they are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import QuarterOutcome
from tajsim.engine.block import PreparedBlock, Stepper, drivers_of, simulate, stepper_of
from tajsim.engine.condition import Condition
from tajsim.engine.plan import Plan, last_quarter, year_of
from tajsim.errors import InputError
from tajsim.model.base_year.opening import of_base_year, seasonal_factors
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Number
from tajsim.model.outputs import OUTPUTS

Values = Sequence[Number]
_BY_NAME = {o.name: o for o in OUTPUTS}


class _Path:
    """What is measured along one path by quarter; `before`: in the four quarters of the base year."""

    def __init__(self, before: Mapping[str, Values]) -> None:
        self.before = before
        self.values: dict[str, list[Number]] = {}
        self.weights: dict[str, list[Number]] = {}

    def at(self, name: str, place: int) -> Number:
        """The value in a quarter, counted from the first simulated one; below zero in the base year."""
        return self.values[name][place] if place >= 0 else self.before[name][place]


@dataclass(frozen=True, eq=False)
class Measurement:
    """The figures of `conditions` on the baseline of a plan, which keeps the outputs that are measured."""

    plan: Plan
    conditions: Sequence[Condition]

    @classmethod
    def of(cls, plan: Plan, conditions: Sequence[Condition]) -> Measurement:
        """Of any plan; nothing is compiled."""
        wanted = {c.name for c in conditions if not c.is_driver}
        outputs = tuple(o.name for o in OUTPUTS if o.name in wanted)
        return cls(replace(plan, outputs=outputs, kernel=None), conditions)

    @cached_property
    def factors(self) -> Mapping[str, Sequence[float]]:
        """Seasonal factors by output, by calendar quarter."""
        seasons = self.plan.seasons
        return {o.name: seasons[o.season] for o in self.plan.kept if o.season}

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that are measured."""
        return tuple(dict.fromkeys(c.name for c in self.conditions if c.is_driver))

    @cached_property
    def quarters(self) -> int:
        """How many quarters there are to the last one with a figure."""
        return max((c.last - self.plan.quarters[0] + 1 for c in self.conditions), default=0)

    def figures(self, economy: PreparedBlock, stepper: Stepper | None = None) -> NDArray[np.float64]:
        """The figures of a block, (condition, draw). stepper: of the block, to be used again."""
        plan, baseline = self.plan, self.plan.scenarios[0]
        path = _Path(base_values(plan, economy, self.conditions))
        with np.errstate(all="ignore"):
            by = stepper or stepper_of(plan, economy)
            for t, quarter in simulate(
                plan, baseline, economy, state=by.start, last=self.quarters - 1, advance=by.advance
            ):
                self._add(path, t, drivers_of(baseline, economy, t), quarter)
            found = np.empty((len(self.conditions), economy.draws or 1))
            for row, c in zip(found, self.conditions, strict=True):
                row[:] = figure(c, path, c.first - plan.quarters[0], c.last - plan.quarters[0])
        return found

    def _add(self, path: _Path, t: int, drivers: QuarterDrivers, quarter: QuarterOutcome) -> None:
        """Take in quarter `t`; what the stepper gave may be overwritten afterwards."""
        for name in self.drivers:
            path.values.setdefault(name, []).append(getattr(drivers, name))
        season = self.plan.quarters[t].quarter - 1
        for o, value, weight in zip(self.plan.kept, quarter.values, quarter.weights, strict=True):
            factor = self.factors[o.name][season] if o.season else 1.0
            path.values.setdefault(o.name, []).append(value * factor)
            if weight is not None:
                path.weights.setdefault(o.name, []).append(weight + 0.0)


def figure(c: Condition, path: _Path, first: int, last: int) -> Number:
    """What the condition measures, on the quarters at the places `first` to `last` of a path."""
    places = range(first, last + 1)
    now = [path.at(c.name, t) for t in places]
    grows = c.name in _BY_NAME and _BY_NAME[c.name].annual == "growth"
    if c.measure == "growth":
        return 100.0 * (sum(now) / sum(path.at(c.name, t - 4) for t in places) - 1.0)
    if grows:
        now = [100.0 * (x / path.at(c.name, t - 4) - 1.0) for x, t in zip(now, places, strict=True)]
    if c.measure == "end":
        return now[-1]
    if c.name in path.weights and first >= 0:
        by = path.weights[c.name][first : last + 1]
        return sum(x * w for x, w in zip(now, by, strict=True)) / sum(by)
    total: Number = sum(now)
    return total if c.measure == "sum" else total / len(now)


def reach(c: Condition) -> int:
    """How many quarters before its first one a condition reads."""
    grows = c.name in _BY_NAME and _BY_NAME[c.name].annual == "growth"
    return 4 if grows or c.measure == "growth" else 0


def base_values(plan: Plan, economy: PreparedBlock, conditions: Sequence[Condition]) -> dict[str, Values]:
    """The four quarters before the run, of every output of which a condition reads one.

    Raises InputError naming the conditions that read what is not known.
    """
    found: dict[str, Values] = {}
    for c in conditions:
        if c.first - plan.quarters[0] - reach(c) >= 0 or c.name in found:
            continue
        if c.name not in _KNOWN:
            raise InputError(
                f"{c} reads quarters before {plan.quarters[0]}, which are not known of {c.name!r}, only of "
                f"{', '.join(_KNOWN)}"
            )
        found[c.name] = _KNOWN[c.name](plan, economy)
    return found


def _grown(plan: Plan, economy: PreparedBlock, annual: Number) -> list[Number]:
    """Quarters that add up to the figure of the base year, at constant growth and in their seasons."""
    p = economy.parameters
    g = (1.0 + p.economy.gdp_growth_base / 100.0) ** 0.25
    factors = of_base_year(seasonal_factors(p), last_quarter(plan.parameters).quarter)
    unit = annual / sum(f * g**i for i, f in enumerate(factors))
    return [unit * f * g**i for i, f in enumerate(factors)]


def _money(plan: Plan, economy: PreparedBlock) -> Values:
    p = economy.parameters
    share = p.remittances.remittances_gdp_share
    return _grown(plan, economy, share * p.economy.nominal_gdp / p.economy.exchange_rate)


def _imports(plan: Plan, economy: PreparedBlock) -> Values:  # noqa: ARG001
    before = economy.state.imports_earlier
    return (before.three, before.two, before.one, economy.state.imports_usd)


def _exports(plan: Plan, economy: PreparedBlock) -> Values:  # noqa: ARG001
    """What the last quarter leaves of the year, evenly, as the model opens with imports."""
    last = economy.state.exports_usd
    return (*[(economy.parameters.trade.exports_total - last) / 3.0] * 3, last)


def _gdp(plan: Plan, economy: PreparedBlock) -> Values:  # noqa: ARG001
    return year_of(economy.parameters).gdp


def _prices(plan: Plan, economy: PreparedBlock) -> Values:  # noqa: ARG001
    return year_of(economy.parameters).prices


def _index(plan: Plan, economy: PreparedBlock) -> Values:
    return [100.0 * x for x in _prices(plan, economy)]


def _nominal(plan: Plan, economy: PreparedBlock) -> Values:  # noqa: ARG001
    year = year_of(economy.parameters)
    return [real * price for real, price in zip(year.gdp, year.prices, strict=True)]


_KNOWN: Mapping[str, Callable[[Plan, PreparedBlock], Values]] = {
    "gdp": _gdp,
    "gdp_growth": _gdp,
    "gdp_nominal": _nominal,
    "inflation": _prices,
    "consumer_prices": _index,
    "remittances_usd": _money,
    "imports_usd": _imports,
    "exports_usd": _exports,
}


def level(c: Condition) -> float:
    """The size against which a gap of the condition is small, in its unit."""
    return max(abs(c.value), 100.0 if c.measure == "growth" else 1.0)
