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

_CHANGES: Mapping[Transformation, str] = FrozenMap(
    {
        "log change": "change, log points",
        "growth": "growth, log points",
        "difference": "change, share of people",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One scored variable.

    series: of `tajsim.history`, country TJK; output: of the model that stands for it. unit: of the level.
    transformation: what is forecast, "log change" of the level, "growth" of the target year (log points of a
    level in percent) or "difference" (as a share, of a level in percent). title: what it is, as in headings;
    level_title: the same of the annual level, in its unit; short: at most 14 letters, for tables; words: in a
    sentence. digits: behind the point of a level that is stated.
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

    @property
    def in_points(self) -> bool:
        """Whether the level is in percent, so that levels differ by points."""
        return self.transformation != "log change"

    @property
    def change_unit(self) -> str:
        """What is forecast and its unit, as on an axis."""
        return _CHANGES[self.transformation]

    @property
    def full_title(self) -> str:
        """The title where no axis says that it is growth that is forecast."""
        return f"{self.title} growth" if self.transformation == "growth" else self.title

    def change(self, at_origin: ArrayLike, at_target: ArrayLike) -> Floats:
        """The quantity that is forecast, from the levels at origin and target (shapes that broadcast)."""
        origin, target = np.broadcast_arrays(np.asarray(at_origin, float), np.asarray(at_target, float))
        if self.transformation == "growth":
            change = np.where(np.isnan(origin), np.nan, np.log1p(target / 100))
        elif self.transformation == "difference":
            change = (target - origin) / 100
        else:
            change = np.log(target / origin)
        return np.asarray(change, np.float64)

    def level(self, at_origin: float, change: Floats) -> Floats:
        """The level that a change from the origin leads to: the inverse of `change`."""
        if self.transformation == "growth":
            return 100.0 * np.expm1(change)
        if self.transformation == "difference":
            return at_origin + 100.0 * change
        return at_origin * np.exp(change)


def _money(name: str, series: str, title: str, level_title: str, short: str, words: str) -> Variable:
    """A variable in million dollars, whose output has its name."""
    return Variable(
        name=name, series=series, output=name, unit="million USD", transformation="log change", title=title,
        level_title=level_title, short=short, words=words,
    )  # fmt: skip


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
        "reserves_usd", "reserves_total_incl_gold",
        "Reserves, USD", "Reserves, end of year", "Reserves $", "reserves",
    ),
    Variable(
        name="gdp_growth", series="gdp_growth_from_constant", output="gdp_growth", unit="% per year",
        transformation="growth", title="Real GDP", level_title="Growth of GDP", short="GDP growth",
        words="growth", digits=1,
    ),
    Variable(
        name="poverty", series="poverty_headcount_national", output="poverty_rate", unit="% of population",
        transformation="difference", title="Poverty, national line", level_title="Poverty, national line",
        short="Poverty", words="poverty", digits=1,
    ),
)  # fmt: skip

SCORED: Mapping[str, Variable] = FrozenMap({variable.name: variable for variable in _ALL})
VARIABLES = tuple(SCORED)
GROWTH = "gdp_growth"
POVERTY = "poverty"


def scored(name: str) -> Variable:
    """A scored variable by name. Raises UnknownNameError for any other."""
    if name not in SCORED:
        raise unknown_name("variable", name, VARIABLES)
    return SCORED[name]
