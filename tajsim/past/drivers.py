"""The drivers as they were: quarterly paths of history for runs over the past.

The rouble and oil are quarterly where the register has every quarter of a year, else annual averages laid out
as smoothly as possible; Russian output and consumer prices are annual. Of a year that is not over, the
quarters that have been published are taken, of output and prices as growth on the same quarter a year before.
What stands before the end of the base year is laid out from that year and earlier ones alone, and what
follows continues it: nothing known later reaches the state that a run starts from.

A run that starts where a parameter set stands keeps the state of the set: oil then moves from the price of
the set as Brent does from its average of the same year, and the average wage in Russia, which the model
determines where it was not observed, is that of the register from the level of the set on.

Decision. Dollar prices of imports have no series. What is bought in the region is taken to follow the dollar
deflators of output of four neighbours (observed; their mean), for a share of imports; the rest, as demand of
the world besides Russia, keeps the values of the model's own projection.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.interpolate import smooth
from tajsim.drivers.outlook import Annual
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.model.base_year.opening import Past
from tajsim.model.host import QuarterDrivers
from tajsim.observed import history
from tajsim.past.published import Published
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.parameters.blocks import Host

Floats = NDArray[np.float64]

FIRST = 2000  # the first year of the register
FIRST_ESTIMATE, TWELVE_MONTHS = "gdp_growth", "inflation_12_months"  # of Russia, before annual figures
WAGES = "average_nominal_wage"
LAST = 2024  # the last year that is calibrated and scored unless asked otherwise
UNOBSERVED = FrozenMap(
    {
        "russia_labour_need": 0.0,
        "china_growth": 4.5,
        "partner_growth": 3.5,
        "import_price_inflation": 2.0,
        "export_price_inflation": 2.0,
    }
)
"""Drivers without a series: values of data/outlooks/none.toml."""
REGION = ("ARM", "GEO", "KGZ", "MDA")  # whose rates float and whose figures are in the register
REGION_SHARE = 0.3
"""Imports from the region without Russia: Kazakhstan 16 % (Agency for Statistics, 5M 2024), and Uzbekistan,
Kyrgyzstan, Belarus and Ukraine together about as much (judgement)."""


@dataclass(frozen=True)
class Series:
    """One observed series: annual averages, and quarters of the years that have all four.

    Of a year without an annual average, the quarters from the first on that there are, or in `growth` what
    they are above the same quarter a year before, percent.
    """

    annual: Mapping[int, float]
    quarterly: Mapping[int, tuple[float, ...]]
    growth: Mapping[int, tuple[float, ...]] = FrozenMap({})

    def quarters(self, first: int, last: int, before: list[float]) -> list[float]:
        """Quarters of `first` to `last` that continue `before` and keep every annual average."""
        found = list(before)
        year = first
        while year <= last:
            if year in self.quarterly:
                found += self._published(year)
                year += 1
                continue
            if year in self.growth:
                for rate in self.growth[year]:
                    found.append(found[-4] * (1.0 + rate / 100.0))
                year += 1
                continue
            until = year
            while until < last and until + 1 not in self.quarterly and until + 1 not in self.growth:
                until += 1
            averages = [self.annual[y] for y in range(year, until + 1)]
            start = found[-2:] if len(found) > 1 else [averages[0], averages[0]]
            found += [float(q) for q in smooth(start, averages, [0.25] * 4)]
            year = until + 1
        return found[len(before) :]

    def _published(self, year: int) -> list[float]:
        """The quarters of a year as published, scaled to its annual average, which counts every day."""
        quarters = self.quarterly[year]
        if year not in self.annual:
            return list(quarters)
        mean = sum(quarters) / 4.0
        return [quarter * self.annual[year] / mean for quarter in quarters]


@dataclass(frozen=True)
class ObservedDrivers:
    """The drivers from the year after `base_year` to `end_year`, as they were.

    oil_ratio: price of oil of the parameter set over that of the register. wages: average wage in Russia by
    year, where a run is given it; wage_path: by quarter after the base year.
    """

    series: Mapping[str, Series]
    base_year: int
    end_year: int
    workers_growth: float = 0.0  # of workers in Russia over the base year, log
    regional_prices: Mapping[int, float] = FrozenMap({})  # percent a year, in dollars
    name: str = "history"
    title: str = "As it was"
    oil_ratio: float = 1.0
    wages: Mapping[int, float] = FrozenMap({})
    wage_path: tuple[float, ...] = ()

    @property
    def targets(self) -> Mapping[str, Annual]:
        """Nothing is aimed at: outcomes are what the model makes of the drivers."""
        return {}

    def before(self, name: str) -> list[float]:
        """Quarters of one series up to the end of the base year."""
        return self.series[name].quarters(FIRST, self.base_year, [])

    def levels(self, name: str) -> tuple[list[float], list[float]]:
        """Quarters of one series up to the end of the base year, and after it."""
        past = self.before(name)
        return past, self.series[name].quarters(self.base_year + 1, self.end_year, past)

    def carry(self, name: str) -> float:
        """Log of the last quarter of the base year over the year's average."""
        return math.log(self.levels(name)[0][-1] / self.series[name].annual[self.base_year])

    def from_set(self, host: Host, gone: int) -> ObservedDrivers:
        """The same for a run from the state of a parameter set: at its price of oil and its Russian wage.

        gone: quarters of the year after the base year that its state has seen.
        """
        past, after = self.levels("oil_price")
        seen = [*past, *after[:gone]][-4:]
        wages = () if gone else self._wages_from(host.russia_wage_base)
        return replace(self, oil_ratio=host.oil_price_base / (sum(seen) / 4.0), wage_path=wages)

    def _wages_from(self, base: float) -> tuple[float, ...]:
        """Quarters after the base year that continue its end, `base`, and keep every annual average."""
        years = [year for year in range(self.base_year, self.end_year + 1) if year in self.wages]
        if years[:1] != [self.base_year] or years != list(range(self.base_year, self.base_year + len(years))):
            return ()
        before = base - (base - self.wages[self.base_year]) / 1.5  # from the middle of the year to its end
        averages = [self.wages[year] for year in years[1:]]
        return tuple(float(q) for q in smooth([before, base], averages, [0.25] * 4))

    def driver_paths(
        self, years: range, _starts: object = None, _model: object = None, gone: int = 0
    ) -> dict[str, Floats]:
        """Every driver by quarter over `years`, which start after the base year, without the first `gone`.

        The average wage is nan in quarters for which a run is not given it.
        """
        return {name: path[gone:] for name, path in self._paths(years).items()}

    def _paths(self, years: range) -> dict[str, Floats]:
        count = 4 * len(years)
        paths = {name: np.full(count, value) for name, value in UNOBSERVED.items()}
        for name, ratio in (("rub_per_usd", 1.0), ("oil_price", self.oil_ratio)):
            paths[name] = ratio * np.asarray(self.levels(name)[1][:count])
        if self.wage_path:
            given = self.wage_path[:count]
            paths["russia_wage"] = np.array([*given, *[np.nan] * (count - len(given))])
        for name, level in (("russia_gdp_growth", "russia_output"), ("russia_inflation", "russia_prices")):
            past, after = self.levels(level)
            paths[name] = _growth([past[-1], *after])[:count]
        usual = UNOBSERVED["import_price_inflation"]
        region = [self.regional_prices.get(year, usual) for year in years]
        mixed = (1.0 - REGION_SHARE) * usual + REGION_SHARE * np.asarray(region)
        paths["import_price_inflation"] = np.repeat(mixed, 4)
        return paths

    def past(self) -> Past:
        """The quarters up to the end of the base year."""
        levels = {name: np.asarray(self.before(name)) for name in self.series}
        growth, inflation = (_growth([x[0], *x]) for x in (levels["russia_output"], levels["russia_prices"]))
        others: dict[str, Any] = dict(UNOBSERVED)
        drivers = [
            QuarterDrivers(float(rub), float(oil), float(g), float(pi), **others)
            for rub, oil, g, pi in zip(
                levels["rub_per_usd"], levels["oil_price"], growth, inflation, strict=True
            )
        ]
        return Past(
            drivers, levels["tjs_per_usd"].tolist(), levels["home_prices"].tolist(), self.workers_growth
        )


def last_observed(data: pd.DataFrame | None = None) -> Quarter:
    """The last quarter for which the rouble, oil, Russian output and Russian prices are all in the register.

    An annual figure stands for its four quarters. First estimates of output count, which `last_year` leaves
    to be revised.
    """
    return _reached(Published(history() if data is None else data))


def _reached(known: Published) -> Quarter:
    """The last quarter for which all drivers of `last_observed` are there."""

    def reach(country: str, names: tuple[str, ...], *quarterly: tuple[str, str]) -> Quarter:
        year = known.last_annual(country, *names)
        more = (len(known.begun(name, country, frequency, year + 1)) for name, frequency in quarterly)
        return Quarter(year, 4) + max(more)

    return min(
        reach("RUS", ("exchange_rate_official_avg", "rub_per_usd_avg"), ("rub_per_usd_avg", "Q")),
        reach("WLD", ("brent_spot_annual",), ("brent_spot_monthly", "M")),
        reach("RUS", ("gdp_growth_from_constant", FIRST_ESTIMATE), (FIRST_ESTIMATE, "Q")),
        reach("RUS", ("cpi_inflation_avg", "inflation_december_on_december"), (TWELVE_MONTHS, "M")),
    )


def last_year(data: pd.DataFrame | None = None) -> int:
    """The last year of the rouble, oil, Russian prices and revised output: forecasts are scored with it."""
    known = Published(history() if data is None else data)
    return min(
        known.last_annual("RUS", "exchange_rate_official_avg", "rub_per_usd_avg"),
        known.last_annual("WLD", "brent_spot_annual"),
        known.last_annual("RUS", "gdp_growth_from_constant"),
        known.last_annual("RUS", "cpi_inflation_avg", "inflation_december_on_december"),
    )


def observed_drivers(base_year: int, end_year: int, data: pd.DataFrame | None = None) -> ObservedDrivers:
    """The observed drivers of a run that starts after `base_year`. Raises InputError outside the register."""
    return drivers_of(Published(history() if data is None else data), base_year, end_year)


def drivers_of(published: Published, base_year: int, end_year: int) -> ObservedDrivers:
    """The same from what was published."""
    last = _reached(published).year
    if not FIRST + 2 <= base_year <= end_year or end_year > max(base_year, last):
        raise InputError(
            f"the past can be run from {FIRST + 3} to {last}; asked for {base_year + 1} to {end_year}"
        )
    known = published.until(end_year)
    rouble = known.annual("exchange_rate_official_avg", "RUS")
    if end_year >= 2022:
        rouble = known.annual("rub_per_usd_avg", "RUS") | rouble
    growth = known.annual("gdp_growth_from_constant", "RUS")
    if end_year > max(growth):  # not revised yet
        growth = known.annual(FIRST_ESTIMATE, "RUS") | growth
    somoni = known.annual("exchange_rate_official_avg", "TJK")
    inflated, oil = inflation("RUS", known), known.annual("brent_spot_annual", "WLD")
    series = {
        "rub_per_usd": Series(rouble, known.quarters_of("rub_per_usd_avg", "RUS", "Q", max(rouble))),
        "oil_price": Series(oil, known.quarters_of("brent_spot_monthly", "WLD", "M", max(oil))),
        "russia_output": Series(index(growth), {}, known.rates(FIRST_ESTIMATE, "Q", max(growth) + 1)),
        "russia_prices": Series(index(inflated), {}, known.rates(TWELVE_MONTHS, "M", max(inflated) + 1)),
        "tjs_per_usd": Series(somoni, known.walked("exchange_rate_official", "TJK", somoni)),
        "home_prices": Series(index(inflation("TJK", known)), {}),
    }
    return ObservedDrivers(
        FrozenMap(series),
        base_year,
        end_year,
        _workers_growth(published, base_year),
        _regional_prices(known),
        wages=FrozenMap(known.annual(WAGES, "RUS") if known.has_annual(WAGES, "RUS") else {}),
    )


def index(growth: Mapping[int, float]) -> dict[int, float]:
    """The level by year that grows by `growth`, percent a year from `FIRST` on, where it is 1."""
    value, found = 1.0, {FIRST: 1.0}
    for year in range(FIRST + 1, max(growth) + 1):
        value *= 1.0 + growth[year] / 100.0
        found[year] = value
    return found


def _regional_prices(known: Published) -> FrozenMap[int, float]:
    """Growth of the dollar deflators of output in the region by year, percent, where all four are known."""
    found: dict[int, list[float]] = {}
    for country in REGION:
        if not known.has(country):
            continue
        dollars = known.annual("gdp_current", country)
        growth = known.annual("gdp_growth_from_constant", country)
        for year in list(dollars)[1:]:
            if year - 1 in dollars and year in growth:
                ratio = dollars[year] / dollars[year - 1] / (1.0 + growth[year] / 100.0)
                found.setdefault(year, []).append(100.0 * math.log(ratio))
    return FrozenMap({y: sum(v) / len(v) for y, v in found.items() if len(v) == len(REGION)})


def _workers_growth(published: Published, year: int) -> float:
    """Log growth a year of Tajik citizens in Russia, from the last two counts made by the end of `year`.

    They must be at least half a year apart and the earlier one at most two years old; zero otherwise.
    """
    counts = {
        int(period[:4]) + (int(period[5:7]) - 0.5) / 12.0: value
        for period, value in published.until(year).dated("citizens_in_russia_stock", "TJK", "M").items()
    }
    if not counts:
        return 0.0
    last = max(counts)
    earlier = [date for date in counts if year - 1.0 <= date <= last - 0.5]
    return math.log(counts[last] / counts[max(earlier)]) / (last - max(earlier)) if earlier else 0.0


def inflation(country: str, known: Published) -> dict[int, float]:
    """Average inflation by year: as published, else the mean of this and last December on December, else of
    what there is of the deflator."""
    published = known.annual("cpi_inflation_avg", country)
    name = "inflation_december_on_december"
    december = known.annual(name, country) if known.has_annual(name, country) else published
    deflator = known.annual("gdp_deflator_inflation", country)
    found: dict[int, float] = {}
    for year in range(FIRST + 1, max(*published, *december, *deflator) + 1):
        if year in published:
            found[year] = published[year]
        elif year in december:
            found[year] = 0.5 * (december[year] + december.get(year - 1, december[year]))
        else:
            found[year] = deflator[year]
    return found


def _growth(levels: list[float] | Floats) -> Floats:
    """Growth on the quarter before in percent, times four, as the model takes it."""
    values = np.asarray(levels, dtype=np.float64)
    return 400.0 * (values[1:] / values[:-1] - 1.0)
