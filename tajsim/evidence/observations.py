"""What forecasts are scored against: observed variables of Tajikistan, and the drivers of rules, by year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim import observed as shipped
from tajsim.errors import Problems
from tajsim.evidence.variables import SCORED, VARIABLES, WORLD_BANK, scored
from tajsim.frozen import FrozenMap
from tajsim.past.drivers import index, inflation
from tajsim.past.published import Published

if TYPE_CHECKING:
    import pandas as pd


DECEMBER = "inflation_december_on_december"


class Drivers(NamedTuple):
    """What drives a year from abroad, in log points; nan where it was not observed."""

    rouble: float
    """Change of roubles per dollar from the year before, annual averages; positive: the rouble loses."""
    growth: float
    """Growth of Russian real GDP."""
    prices: float = math.nan
    """Change of Russian consumer prices from the year before, annual averages."""
    oil: float = math.nan
    """Change of the dollar price of Brent from the year before, annual averages."""


def as_change(variable: str, at_origin: ArrayLike, at_target: ArrayLike) -> NDArray[np.float64]:
    """The quantity that is forecast, from the levels at origin and target (any shapes that broadcast).

    Log change for money and the exchange rate; for growth and inflation (percent) the log growth of the
    target year, whatever the origin's; for shares (percent) the difference as a share, 0.01 = one point.
    Raises UnknownNameError for a variable that is not scored.
    """
    return scored(variable).change(at_origin, at_target)


@dataclass(frozen=True)
class Observed:
    """Annual observations. A missing year has no entry.

    Parameters
    ----------
    values : mapping of str to mapping of int to float
        Variable -> figures by year: money in million US dollars, somoni per dollar, the others in percent.
    rouble : mapping of int to float
        RUB per USD by year.
    russian_growth : mapping of int to float
        Growth of Russian real GDP by year, percent.
    breaks : mapping of str to tuple of int
        Variable -> the first years of a new kind of figure.
    russian_prices : mapping of int to float, optional
        Russian consumer prices by year, an index of annual averages.
    oil : mapping of int to float, optional
        Brent by year, US dollars per barrel.
    december_prices : mapping of int to float, optional
        Consumer prices of December on the December before by year, percent.

    Raises
    ------
    InputError
        With every figure that cannot be.
    UnknownNameError
        For a variable that is not scored.
    """

    values: Mapping[str, Mapping[int, float]]
    rouble: Mapping[int, float]
    russian_growth: Mapping[int, float]
    breaks: Mapping[str, tuple[int, ...]]
    russian_prices: Mapping[int, float] = FrozenMap({})
    oil: Mapping[int, float] = FrozenMap({})
    december_prices: Mapping[int, float] = FrozenMap({})

    def __post_init__(self) -> None:
        for name in (*self.values, *self.breaks):
            scored(name)
        frozen = {name: FrozenMap(self.values.get(name, {})) for name in VARIABLES}
        breaks = {name: tuple(sorted(self.breaks.get(name, ()))) for name in VARIABLES}
        object.__setattr__(self, "values", FrozenMap(frozen))
        object.__setattr__(self, "breaks", FrozenMap(breaks))
        beside = {name: FrozenMap(getattr(self, name)) for name in _BESIDE}
        for name, given in beside.items():
            object.__setattr__(self, name, given)
        problems = Problems("observations that cannot be")
        for name, column in {**frozen, **beside}.items():
            signed = name in ("russian_growth", "december_prices") or (name in SCORED and SCORED[name].signed)
            low = -100.0 if signed else 0.0
            for year, value in column.items():
                if not (math.isfinite(value) and value > low):
                    problems.add(f"{name} of {year} is {value!r}; must be a number above {low:g}")
        problems.raise_if_any()

    def level(self, variable: str, year: int) -> float:
        """The figure of one year, in the unit of the table; nan where there is none."""
        scored(variable)
        return self.values[variable].get(year, math.nan)

    def change(self, variable: str, origin: int, target: int) -> float:
        """What a forecast from `origin` for `target` is scored against, as `as_change` defines it.

        nan where either end is missing or a known break lies between them.
        """
        ends = self.level(variable, origin), self.level(variable, target)
        if any(origin < year <= target for year in self.breaks[variable]):
            return math.nan
        return float(as_change(variable, *ends))

    def base(self, variable: str, origin: int) -> float:
        """The change that would mean "as before": 0, and for growth and inflation that of `origin`."""
        return math.log1p(self.level(variable, origin) / 100) if scored(variable).ends_only else 0.0

    def changes(self, variable: str, horizon: int = 1) -> dict[int, float]:
        """Every observed change over `horizon` years by target year, across no break."""
        since = scored(variable).since
        years = [year for year in sorted(self.values[variable]) if year - horizon >= since]
        found = {year: self.change(variable, year - horizon, year) for year in years}
        return {year: value for year, value in found.items() if math.isfinite(value)}

    def drivers(self, years: Iterable[int]) -> dict[int, Drivers]:
        """The observed drivers of each year; nan where one was not observed."""

        def change(column: Mapping[int, float], year: int) -> float:
            return math.log(column.get(year, math.nan) / column.get(year - 1, math.nan))

        def of(year: int) -> Drivers:
            return Drivers(
                rouble=change(self.rouble, year),
                growth=math.log1p(self.russian_growth.get(year, math.nan) / 100),
                prices=change(self.russian_prices, year),
                oil=change(self.oil, year),
            )

        return {year: of(year) for year in years}

    def until(self, year: int) -> Observed:
        """The same with everything after `year` removed: what a forecaster at the end of `year` may see."""

        def cut(column: Mapping[int, float]) -> dict[int, float]:
            return {y: value for y, value in column.items() if y <= year}

        return Observed(
            values={name: cut(column) for name, column in self.values.items()},
            breaks={name: tuple(y for y in years if y <= year) for name, years in self.breaks.items()},
            **{name: cut(getattr(self, name)) for name in _BESIDE},
        )


_BESIDE = ("rouble", "russian_growth", "russian_prices", "oil", "december_prices")
"""What is observed beside the scored variables."""


def observed(data: pd.DataFrame | None = None) -> Observed:
    """The shipped observations of the scored variables, or those of `data` (a frame of `tajsim.history`).

    World Bank figures where there are any, the first other source for years without one; of a stock without a
    figure for the year that of December. Reserves before 2008 were misreported: a break, as `tajsim.breaks`
    lists it. Roubles per dollar go on with the annual means of Bank of Russia rates where the World Bank's
    end; the two agree to 0.1 % where both exist. Russian prices and oil are those that runs over the past are
    given. A variable of which `data` has no figure has none; UnknownNameError is raised for a missing driver.
    """
    frame = shipped.history() if data is None else data

    present = set(frame.loc[frame["country"] == "TJK", "series"])
    december = frame["period"].str.endswith("-12") & (frame["frequency"] == "M")

    def column(
        series: str, country: str = "TJK", preferred: str = WORLD_BANK, ends: bool = False
    ) -> dict[int, float]:
        order = december.astype(int) - frame["source"].str.contains(preferred, regex=False)
        rows = frame.assign(_order=order).sort_values("_order", kind="stable")
        if ends:
            rows = rows.assign(frequency=rows["frequency"].where(~december, "A"))
        found = shipped.annual(series, country, first=True, data=rows)
        return {int(year): float(value) for year, value in zip(found.index, found, strict=True)}

    rouble = column("exchange_rate_official_avg", "RUS")
    recent = (frame["country"] == "RUS") & (frame["series"] == "rub_per_usd_avg")
    if (recent & (frame["frequency"] == "A")).any():
        later = column("rub_per_usd_avg", "RUS")
        rouble |= {year: value for year, value in later.items() if year > max(rouble)}
    known = shipped.breaks()
    home = known[known["country"] == "TJK"]
    return Observed(
        values={
            name: column(variable.series, preferred=variable.preferred, ends=variable.december)
            for name, variable in SCORED.items()
            if variable.series in present
        },
        rouble=rouble,
        russian_growth=column("gdp_growth_from_constant", "RUS"),
        breaks={
            name: tuple(int(year) for year in home.loc[home["series"] == variable.series, "year"])
            for name, variable in SCORED.items()
        },
        russian_prices=index(inflation("RUS", Published(frame))),
        oil=column("brent_spot_annual", "WLD"),
        december_prices=column(DECEMBER) if DECEMBER in present else {},
    )
