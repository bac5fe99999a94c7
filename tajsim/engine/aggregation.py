"""Aggregation: from the quarters of a path to quarterly and annual values of the kept outputs."""

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
        past: dict[str, Sequence[Any]] = {"gdp_growth": year.gdp, "inflation": year.prices}
        self.recent = {o.name: list(past[o.name]) for o in outputs if o.annual == "growth"}
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
        rows = max(quarters - self.window.first, 0)
        for array in self.target.quarterly.values():
            array[:rows, scenario] = array[:rows, self.scenario]
        ended = quarters + self.window.season
        closed = [place for year, place in self.window.years.items() if 4 * (year + 1) <= ended]
        for array in self.target.annual.values():
            array[closed, scenario] = array[closed, self.scenario]
        return other

    def add(self, t: int, quarter: QuarterOutcome) -> None:
        """Take in simulated quarter `t`, counted from 0."""
        year, season = divmod(self.window.season + t, 4)
        row, place = t - self.window.first, self.window.years.get(year)
        s, quarterly, annual = self.scenario, self.target.quarterly, self.target.annual
        for o, found, weight in zip(self.outputs, quarter.values, quarter.weights, strict=True):
            value: Any = found
            if o.season:
                value = value * self.seasons[o.season][season]
            reported = value
            if o.annual == "growth":
                recent = self.recent[o.name]
                reported = 100.0 * (value / recent[0] - 1.0)
                recent.pop(0)
                recent.append(np.array(value))
            if row >= 0:
                quarterly[o.name][row, s] = reported
            if o.annual == "end":
                if season == 3 and place is not None:
                    annual[o.name][place, s] = value
                continue
            part = value if weight is None else value * weight
            if season == 0 or o.name not in self.sums:
                self.sums[o.name] = np.array(part)
                self.weights[o.name] = None if weight is None else np.array(weight)
            else:
                self.sums[o.name] = self.sums[o.name] + part
                if weight is not None:
                    self.weights[o.name] = self.weights[o.name] + weight
            if season == 3:
                self._close_year(o, place)

    def _close_year(self, o: Output, place: int | None) -> None:
        total = self.sums[o.name]
        if o.annual == "growth":
            growth = 100.0 * (total / self.last_year[o.name] - 1.0)
            self.last_year[o.name] = total
            total = growth
        elif o.annual == "ratio":
            total = total / self.weights[o.name]
        elif o.annual == "mean":
            total = 0.25 * total
        if place is not None:
            self.target.annual[o.name][place, self.scenario] = total
