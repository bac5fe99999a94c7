"""The variables that forecasts are scored on: one table of what each is called, measured in and changed by.

The scores, pictures, episodes and report read it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.errors import unknown_name
from tajsim.frozen import FrozenMap

Floats = NDArray[np.float64]
Transformation = Literal["log change", "growth", "difference"]

WORLD_BANK = "World Bank WDI"  # one measure from first to last year; others only where it has no figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One scored variable.

    series: of `tajsim.history`, country TJK; output: of the model that stands for it. unit: of the level.
    transformation: what is forecast, "log change" of the level, "growth" of the target year (log points of a
    level in percent) or "difference" (as a share, of a level in percent). title: what it is, as in headings;
    level_title: the same of the annual level, in its unit; short: at most 14 letters, for tables; words: in a
    sentence. digits: behind the point of a level that is stated. signed: whether a level may be below zero.
    since: the first year whose figure can be trusted. preferred: a text in the source of the figures that are
    taken where a year has several. december: whether a figure of December is one of the year.
    """

    name: str
    series: str
    output: str
    unit: str
    transformation: Transformation
    title: str
    level_title: str
    short: str
    words: str
    digits: int = 0
    signed: bool = False
    since: int = 0
    preferred: str = WORLD_BANK
    december: bool = False

    @property
    def in_points(self) -> bool:
        """Whether the level is in percent, so that levels differ by points."""
        return self.transformation != "log change"

    @property
    def ends_only(self) -> bool:
        """Whether the target year alone counts (growth, inflation); otherwise the years to it add up."""
        return self.transformation == "growth"

    @property
    def change_unit(self) -> str:
        """What is forecast and its unit, as on an axis."""
        if self.transformation == "difference":
            return f"change, share of {self.unit.removeprefix('% of ')}"
        return f"{'growth' if self.ends_only else 'change'}, log points"

    @property
    def full_title(self) -> str:
        """The title where no axis says that it is growth that is forecast."""
        return f"{self.title} growth" if self.name == GROWTH else self.title

    def change(self, at_origin: ArrayLike, at_target: ArrayLike) -> Floats:
        """The quantity that is forecast, from the levels at origin and target (shapes that broadcast)."""
        origin, target = np.broadcast_arrays(np.asarray(at_origin, float), np.asarray(at_target, float))
        if self.ends_only:
            change = np.where(np.isnan(origin), np.nan, np.log1p(target / 100))
        elif self.transformation == "difference":
            change = (target - origin) / 100
        else:
            change = np.log(target / origin)
        return np.asarray(change, np.float64)

    def level(self, at_origin: float, change: Floats) -> Floats:
        """The level that a change from the origin leads to: the inverse of `change`."""
        if self.ends_only:
            return 100.0 * np.expm1(change)
        if self.transformation == "difference":
            return at_origin + 100.0 * change
        return at_origin * np.exp(change)


def _money(
    name: str, series: str, title: str, level_title: str, short: str, words: str, since: int = 0
) -> Variable:
    """A variable in million dollars, whose output has its name."""
    return Variable(
        name=name, series=series, output=name, unit="million USD", transformation="log change", title=title,
        level_title=level_title, short=short, words=words, since=since,
    )  # fmt: skip


GROWTH = "gdp_growth"
POVERTY = "poverty"
RESERVES = "reserves_usd"
MISREPORTED = 2008  # reserves of earlier years were misreported


_ALL = (
    _money(
        "remittances_usd", "remittances_received",
        "Remittances, USD", "Remittances", "Remittances $", "remittances",
    ),
    _money(
        "imports_usd", "imports_goods_services_bop",
        "Imports, USD", "Imports", "Imports $", "imports",
    ),
    Variable(
        name="tjs_per_usd", series="exchange_rate_official_avg", output="tjs_per_usd", unit="TJS per USD",
        transformation="log change", title="Somoni per dollar", level_title="Exchange rate, average",
        short="TJS per dollar", words="the somoni rate", digits=2,
    ),
    _money(
        RESERVES, "reserves_total_incl_gold",
        "Reserves, USD", "Reserves, end of year", "Reserves $", "reserves", MISREPORTED,
    ),
    Variable(
        name=GROWTH, series="gdp_growth_from_constant", output="gdp_growth", unit="% per year",
        transformation="growth", title="Real GDP", level_title="Growth of GDP", short="GDP growth",
        words="growth", digits=1, signed=True,
    ),
    Variable(
        name=POVERTY, series="poverty_headcount_national", output="poverty_rate", unit="% of population",
        transformation="difference", title="Poverty, national line", level_title="Poverty, national line",
        short="Poverty", words="poverty", digits=1,
    ),
    _money(
        "exports_usd", "exports_goods_services_bop",
        "Exports, USD", "Exports", "Exports $", "exports",
    ),
    Variable(
        name="inflation", series="cpi_inflation_avg", output="inflation", unit="% per year",
        transformation="growth", title="Inflation", level_title="Inflation, average", short="Inflation",
        words="inflation", digits=1, signed=True,
    ),
    Variable(
        name="current_account", series="current_account_pct_gdp", output="current_account_gdp",
        unit="% of GDP", transformation="difference", title="Current account",
        level_title="Current account balance", short="Current acct.", words="the current account", digits=1,
        signed=True,
    ),
    Variable(
        name="bad_loans", series="npl_ratio", output="npl_ratio", unit="% of loans",
        transformation="difference", title="Bad loans", level_title="Bad loans, end of year",
        short="Bad loans", words="the share of bad loans", digits=1, december=True,
        preferred="World Bank via",  # one statement for 2013 to 2016; World Bank GFDD has other definitions
    ),
)  # fmt: skip

SCORED: Mapping[str, Variable] = FrozenMap({variable.name: variable for variable in _ALL})
VARIABLES = tuple(SCORED)


def scored(name: str) -> Variable:
    """A scored variable by name. Raises UnknownNameError for any other."""
    if name not in SCORED:
        raise unknown_name("variable", name, VARIABLES)
    return SCORED[name]
