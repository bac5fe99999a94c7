"""Aggregation: from the quarters of a path to quarterly and annual values of the kept outputs.

`Aggregator` does it quarter by quarter with NumPy or in floats; the compiled paths do the same in the loop
over draws (`tajsim.engine.path_program`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.model.accounts import Identities
from tajsim.model.base_year.opening import Year
from tajsim.model.numeric import Number
from tajsim.model.outputs import Output


class QuarterOutcome(NamedTuple):
    """What a run needs of a quarter, good until the next one is computed.

    `values` and `weights` are those of the kept outputs, in their order.
    """

    state: Any  # what the next quarter starts from, in the stepper's own form
    values: Sequence[Number]
    weights: Sequence[Number | None]
    identities: Identities


class OutputArrays(NamedTuple):
    """Where values go: arrays (period, scenario, draw) by output name."""

    quarterly: Mapping[str, NDArray[Any]]
    annual: Mapping[str, NDArray[Any]]


class Window(NamedTuple):
    """The reported part of a simulation, whose quarters count from the first simulated one.

    first: the first reported quarter. season: quarters of the first calendar year that are already past.
    years: from a calendar year, counted from that first one, to its place in the annual arrays.
    """

    first: int
    season: int
    years: Mapping[int, int]


def growth(value: Number, earlier: Number) -> Number:
    """Growth in percent."""
    return 100.0 * (value / earlier - 1.0)


def annual(o: Output, total: Any, weight: Any, last: Any) -> Any:
    """The annual value of an output, a stock excepted: of the sums of the year and of the year before."""
    if o.annual == "growth":
        return growth(total, last)
    if o.annual == "ratio":
        return total / weight
    return 0.25 * total if o.annual == "mean" else total


def _own(value: Any) -> Any:
    """A value that stays as it is when the next quarter is computed: of draws, a copy."""
    return value if isinstance(value, float) else np.array(value)


def base_quarters(outputs: Sequence[Output], year: Year) -> dict[str, Sequence[Any]]:
    """The quarters of the base year of every output that is reported as growth."""
    past: dict[str, Sequence[Any]] = {"gdp_growth": year.gdp, "inflation": year.prices}
    return {o.name: past[o.name] for o in outputs if o.annual == "growth"}


def share(target: OutputArrays, window: Window, one: int, other: int, quarters: int) -> None:
    """Give scenario `other` what the first `quarters` of scenario `one` left in the target."""
    rows = max(quarters - window.first, 0)
    for array in target.quarterly.values():
        array[:rows, other] = array[:rows, one]
    ended = quarters + window.season
    closed = [place for year, place in window.years.items() if 4 * (year + 1) <= ended]
    for array in target.annual.values():
        array[closed, other] = array[closed, one]


class Aggregator:
    """Writes one scenario's path into the target arrays, quarter by quarter.

    Flows of a year are sums, rates means, stocks ends; ratios are weighted by their denominators, growth is
    that of the annual sum. Of the first calendar year, the quarters before the first simulated one are those
    of the base year. Nothing but running sums is kept between quarters.
    """

    def __init__(
        self,
        outputs: Sequence[Output],
        seasons: Mapping[str, Sequence[float]],
        year: Year,
        window: Window,
        target: OutputArrays,
        scenario: int,
    ) -> None:
        self.outputs, self.seasons, self.window = outputs, seasons, window
        self.target, self.scenario = target, scenario
        self.recent = {name: list(values) for name, values in base_quarters(outputs, year).items()}
        self.last_year = {name: sum(values) for name, values in self.recent.items()}
        self.sums: dict[str, Any] = {}
        if window.season:  # the year has begun: only of what grows are its first quarters asked for
            self.sums = {name: sum(values[-window.season :]) for name, values in self.recent.items()}
        self.weights: dict[str, Any] = {}

    def branch(self, scenario: int, quarters: int) -> Aggregator:
        """An aggregator for another scenario that shares the first `quarters` with this one."""
        other = copy(self)
        other.scenario = scenario
        other.recent = {name: list(values) for name, values in self.recent.items()}
        other.last_year, other.sums = dict(self.last_year), dict(self.sums)
        other.weights = dict(self.weights)
        share(self.target, self.window, self.scenario, scenario, quarters)
        return other

    def add(self, t: int, quarter: QuarterOutcome) -> None:
        """Take in simulated quarter `t`, counted from 0."""
        year, season = divmod(self.window.season + t, 4)
        row, place = t - self.window.first, self.window.years.get(year)
        s, quarterly, yearly = self.scenario, self.target.quarterly, self.target.annual
        for o, found, weight in zip(self.outputs, quarter.values, quarter.weights, strict=True):
            value: Any = found
            if o.season:
                value = value * self.seasons[o.season][season]
            reported = value
            if o.annual == "growth":
                recent = self.recent[o.name]
                reported = growth(value, recent[0])
                recent.pop(0)
                recent.append(_own(value))
            if row >= 0:
                quarterly[o.name][row, s] = reported
            if o.annual == "end":
                if season == 3 and place is not None:
                    yearly[o.name][place, s] = value
                continue
            part = value if weight is None else value * weight
            if season == 0 or o.name not in self.sums:
                self.sums[o.name] = _own(part)
                self.weights[o.name] = None if weight is None else _own(weight)
            else:
                self.sums[o.name] = self.sums[o.name] + part
                if weight is not None:
                    self.weights[o.name] = self.weights[o.name] + weight
            if season == 3:
                self._close_year(o, place)

    def _close_year(self, o: Output, place: int | None) -> None:
        total = self.sums[o.name]
        value = annual(o, total, self.weights.get(o.name), self.last_year.get(o.name))
        if o.annual == "growth":
            self.last_year[o.name] = total
        if place is not None:
            self.target.annual[o.name][place, self.scenario] = value
