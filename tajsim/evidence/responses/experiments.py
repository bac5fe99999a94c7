"""Experiments: the shocks of published responses, run side by side, and what is read from them.

An experiment is a scenario that starts a year after the figures of a parameter set, so that any set can be
asked. Replays take the observed drivers of an episode relative to the year before it, on top of the outlook;
their responses are deviations from the baseline, as if nothing else had moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.observed import annual, history
from tajsim.quarters import Quarter
from tajsim.results.result import Result
from tajsim.scenarios import Scenario, Shock, fade, path, pulse, step

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tajsim.parameters import Parameters

    Floats = NDArray[np.float64]

READ = (
    "rub_per_usd", "migrant_wage_usd", "migrants_russia", "migrants_russia_regular", "departures", "deported",
    "remittances_usd", "remittances_russia_usd", "remittances_tjs", "remittances_gdp", "disposable_income",
    "consumption", "imports_usd", "gdp_growth", "consumer_prices", "tjs_per_usd", "npl_ratio", "poverty_rate",
)  # fmt: skip
"""The outputs that responses are read from."""
YEARS = 9  # from the first shock on: consumption closes nearly all of its gap in this time


def first_quarter(p: Parameters) -> Quarter:
    """When the shocks begin: the first quarter of the second year after the date of the parameter set."""
    return Quarter(p.date.year + 2, 1)


def experiments(p: Parameters) -> tuple[Scenario, ...]:
    """Every experiment, with shocks from `first_quarter(p)` on."""
    start = first_quarter(p)
    data = history()
    always, year = partial(step, start=start), partial(pulse, start=start, quarters=4)
    tenth = 0.1 * (1.0 - p.policy.remittance_cost)
    return (
        Scenario("growth", [Shock("russia_gdp_growth", add=year(-1.0))]),
        Scenario("rouble", [Shock("rub_per_usd", multiply=always(1.1))]),
        # one standard deviation of the annual changes of the rouble, 2000-2023, 13 log points
        Scenario("weak-rouble", [Shock("rub_per_usd", multiply=always(1.14))]),
        Scenario("oil", [Shock("oil_price", multiply=always(0.9))]),
        Scenario("russian-prices", [Shock("russia_inflation", add=year(1.0))]),
        # an inflow that neither households nor demand feel moves the somoni and nothing else at first
        Scenario("capital", [Shock("direct_investment_factor", multiply=pulse(0.0, start))]),
        Scenario(
            "tenth",
            [
                Shock("remittance_cost", add=always(tenth)),
                Shock("other_remitted_ratio", multiply=always(0.9)),
            ],
        ),
        Scenario("slump", [Shock("fiscal_stimulus", add=always(-0.1))]),
        Scenario("membership", [Shock("eaeu_membership", set=always(1.0))]),
        Scenario("enforcement-2024", [Shock("enforcement", multiply=always(30.0 / 11.0))]),
        Scenario("enforcement-2025", [Shock("enforcement", multiply=always(36.0 / 30.0))]),
        Scenario("replay-2009", _replay(data, start, (2009,))),
        Scenario("replay-2015", _replay(data, start, (2015, 2016))),
        Scenario(
            "replay-2020",
            [*_replay(data, start, (2020,)), Shock("border_closure", add=fade(0.76, start + 1, 6))],
        ),
    )


def _replay(data: pd.DataFrame, start: Quarter, years: Sequence[int]) -> list[Shock]:
    """The rouble, oil, Russian output and prices of `years`; levels stay, rates of growth return."""
    shocks = []
    for target, series, country in (
        ("rub_per_usd", "exchange_rate_official_avg", "RUS"),
        ("oil_price", "brent_spot_annual", "WLD"),
    ):
        observed = annual(series, country, first=True, data=data)
        factors = [float(observed[year] / observed[years[0] - 1]) for year in years]
        shocks.append(Shock(target, multiply=path(np.repeat(factors, 4).tolist(), start)))
    for target, series in (
        ("russia_gdp_growth", "gdp_growth_from_constant"),
        ("russia_inflation", "cpi_inflation_avg"),
    ):
        observed = annual(series, "RUS", first=True, data=data)
        rates = [float(observed[year]) for year in years]
        shocks.append(Shock(target, set_mean=path(np.repeat(rates, 4).tolist(), start, hold=False)))
    return shocks


@dataclass(frozen=True)
class ExperimentResult:
    """One experiment beside the baseline, in every draw or on the single path (one draw).

    Years and quarters are counted from the first shock, the first being 1. A reading is a pair of arrays
    (draws,): baseline, experiment.
    """

    result: Result
    experiment: str
    start: Quarter
    central: bool = False

    def year(self, name: str, number: int = 1) -> tuple[Floats, Floats]:
        """The annual values of an output."""
        place = self.result.years.index(self.start.year) + number - 1
        return self._pair(self.result.central_annual if self.central else self.result.annual, name, place)

    def quarter(self, name: str, number: int = 1) -> tuple[Floats, Floats]:
        """The quarterly values of an output."""
        place = self.start - self.result.quarters[0] + number - 1
        return self._pair(self.result.central if self.central else self.result.quarterly, name, place)

    def percent(self, name: str, number: int = 1) -> Floats:
        """The deviation of a year in percent of the baseline."""
        base, value = self.year(name, number)
        return 100.0 * (value / base - 1.0)

    def points(self, name: str, number: int = 1) -> Floats:
        """The difference from the baseline in a year, in the output's unit."""
        base, value = self.year(name, number)
        return value - base

    def log(self, name: str, number: int = 1) -> Floats:
        """The log deviation of a year."""
        base, value = self.year(name, number)
        return np.log(value / base)

    def log_quarter(self, name: str, number: int = 1) -> Floats:
        """The log deviation of a quarter."""
        base, value = self.quarter(name, number)
        return np.log(value / base)

    def _pair(self, kept: Mapping[str, NDArray[Any]], name: str, place: int) -> tuple[Floats, Floats]:
        rows = np.asarray(kept[name][place], dtype=np.float64)
        base, value = rows[0], rows[self.result.position(self.experiment)]
        return np.atleast_1d(base), np.atleast_1d(value)
