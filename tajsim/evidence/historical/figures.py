"""What is known of a year, as conditions on its path.

A year that is over has annual figures: the scored variables, met as changes since the year before, so that
the path starts from the figures of its parameter set. Of the year after, what had been published by a day is
met, and each output is taken apart over the quarters of which there are figures; a published figure with an
error is met as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tajsim.drivers.stochastic import SHORTEST
from tajsim.engine.block import central_economy
from tajsim.engine.condition import OWN, Condition, Figures, Measure, as_conditions
from tajsim.engine.measured import Measurement
from tajsim.engine.plan import Plan
from tajsim.errors import InputError, Problems, quoted
from tajsim.evidence.hindcast import OUTPUT_OF, figures_of
from tajsim.evidence.observations import Observed
from tajsim.evidence.variables import SCORED
from tajsim.frozen import FrozenMap
from tajsim.parameters import Parameters
from tajsim.past.drivers import last_observed
from tajsim.published.known import known
from tajsim.published.register import shipped
from tajsim.quarters import Quarter

VARIABLES = (
    *("remittances_usd", "tjs_per_usd", "reserves_usd", "gdp_growth", "imports_usd", "exports_usd"),
    *("inflation", "bad_loans"),
)
"""The scored variables whose output has an equation with a residual, in the order shown."""
OUTPUTS: tuple[str, ...] = tuple(OUTPUT_OF[name] for name in VARIABLES)
FIRST_YEAR = SHORTEST + 1  # the first year that the drivers can be forecast for
_MEASURES: Mapping[str, Measure] = FrozenMap(
    {"tjs_per_usd": "mean", "reserves_usd": "end", "gdp_growth": "growth", "inflation": "growth",
     "npl_ratio": "end"}
)  # fmt: skip
_SHOWN_BY = FrozenMap({"gdp": "gdp_growth", "consumer_prices": "inflation"})
"""Outputs whose figures are figures of one that is shown."""


@dataclass(frozen=True)
class Shown:
    """An output over the quarters of which there are figures, or over the year if there are none.

    measured: what is taken apart, whose value says nothing.
    """

    measured: Condition
    observed: bool

    @property
    def output(self) -> str:
        """The output."""
        return self.measured.name

    @property
    def whole(self) -> bool:
        """Whether it is of the whole year."""
        return self.measured.last - self.measured.first == 3

    @property
    def period(self) -> str:
        """What it is of, as "2015", "2025Q1-2025Q2" or "end of 2025Q1"."""
        c = self.measured
        if c.measure == "end":
            return f"end of {c.last.year if c.last.quarter == 4 else c.last}"
        return str(c.first.year) if self.whole else c.period

    @property
    def previous(self) -> str:
        """What it is held against: the same a year before; of stocks, rates and growth the year before."""
        c = self.measured
        if c.measure == "sum" and not self.whole:
            return self._year_before.period
        return f"end of {c.first.year - 1}" if c.measure == "end" else str(c.first.year - 1)

    def before(self, plan: Plan, seen: Observed) -> float:
        """The output in what it is held against. plan: of the year."""
        if self.measured.measure == "sum":  # quarters as the model lays out the year before
            measured = Measurement.of(plan, [self._year_before])
            return float(measured.figures(central_economy(measured.plan))[0, 0])
        variable = VARIABLES[OUTPUTS.index(self.output)]
        known = seen.level(variable, self.measured.first.year - 1)
        if SCORED[variable].ends_only and math.isfinite(known):  # a path starts from levels, not from growth
            return known
        return figures_of(plan.parameters)[variable]

    @property
    def _year_before(self) -> Condition:
        return replace(self.measured, first=self.measured.first - 4, last=self.measured.last - 4)


def years(seen: Observed) -> range:
    """The years that can be taken apart: those with figures, and the next if something is known of it."""
    until = last_observed().year
    last = max(year for year in range(FIRST_YEAR, until + 1) if _changes(seen, year))
    return range(FIRST_YEAR, last + 1 + (last < until and bool(_published(last + 1, None))))


def shown(year: int, conditions: Iterable[Condition]) -> tuple[Shown, ...]:
    """What is taken apart: every output, of a year of which only a part is known those with figures."""
    spans = {name: [c for c in conditions if output_of(c) == name] for name in OUTPUTS}
    over = any(c.last - c.first == 3 for c in conditions) or not any(spans.values())
    found = []
    for name, own in spans.items():
        ends = [q for c in own for q in ((c.last,) if c.measure == "end" else (c.first, c.last))]
        if not ends and not over:
            continue
        first, last = (min(ends), max(ends)) if ends else (Quarter(year, 1), Quarter(year, 4))
        if _MEASURES.get(name) == "end":
            first = Quarter(year, 1)
        measure = _MEASURES.get(name, "sum")
        measured = Condition(name=name, first=first, last=last, measure=measure, value=0.0)
        found.append(Shown(measured, bool(own)))
    return tuple(found)


def conditions_of(
    year: int, seen: Observed, p: Parameters, on: str | date | None, given: Figures
) -> tuple[Condition, ...]:
    """The figures of a year that the path meets, each by the residual of its own equation.

    p: the parameter set of the year before. Raises InputError for figures of other years and of drivers,
    when `on` is asked of a year that is over, and when nothing is known of the year.
    """
    if given is not None:
        return _checked(year, as_conditions(given), on)
    changes = _changes(seen, year)
    if not changes:
        found = _published(year, on)
        if not found:
            raise InputError(f"nothing had been published of {year} by {on}; take a later day")
        return found
    if on is not None:
        raise InputError(f"on is {quoted(on)}, and {year} is over: its annual figures are met; leave it out")
    start = figures_of(p)
    return as_conditions(
        [
            _condition(year, OUTPUT_OF[name], float(SCORED[name].level(start[name], np.array(change))))
            for name, change in changes.items()
        ]
    )


def output_of(condition: Condition) -> str:
    """The output that the figure is one of."""
    return _SHOWN_BY.get(condition.name, condition.name)


def _changes(seen: Observed, year: int) -> Mapping[str, float]:
    """The change of every variable since the year before that has one."""
    found = {v: seen.change(v, year - 1, year) for v in VARIABLES if year - 1 >= SCORED[v].since}
    return {name: change for name, change in found.items() if math.isfinite(change)}


def _condition(year: int, output: str, value: float) -> Condition:
    return Condition(
        name=output, first=Quarter(year, 1), last=Quarter(year, 4), measure=_MEASURES.get(output, "sum"),
        value=value, by=OWN,
    )  # fmt: skip


def _published(year: int, on: str | date | None) -> tuple[Condition, ...]:
    """What had been published of a year by a day, or by the last in the register."""
    day = max(row.published for row in shipped()) if on is None else on
    known_by = known(on=day).conditions(Quarter(year, 1), Quarter(year, 4))
    return as_conditions([replace(c, error=0.0, by=OWN) for c in known_by if output_of(c) in OUTPUTS])


def _checked(year: int, given: tuple[Condition, ...], on: object) -> tuple[Condition, ...]:
    problems = Problems(f"cannot take {year} apart by the figures given")
    if on is not None:
        problems.add(f"on is {quoted(on)} beside figures of your own; leave one of them out")
    if not given:
        problems.add("there are none; leave given out for the published ones")
    for c in given:
        if c.is_driver:
            problems.add(f"{c} is of a driver; they are taken as they were")
        elif (c.first.year, c.last.year) != (year, year):
            problems.add(f"{c} is of another year")
    problems.raise_if_any()
    return tuple(replace(c, error=0.0, by=c.by or OWN) for c in given)
