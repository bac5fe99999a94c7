"""What was known of a year while it ran, as conditions of a run that starts with it.

Figures count from the last day that they are of, not from the day of their publication, which the history
does not say of most: some came out one to three months later, and some are derived from later ones.

    at home    what `tajsim.published` makes of the series of data/history/, of the outputs in `MEASURED`
    rouble     the mean of a quarter, of its months, or from the days there are
    oil        the mean of the months of Brent, whose price stands for oil in runs over the past

Decision. A year's own annual figures are left out: they come after it. So are outputs of which a past base
year is not observed but has a proxy (taxes, loans, wages), and reserves, of which the register has another
definition within years than at their ends.

Decision. A run of 2024 stands on goods at customs, one of an earlier year on the balance of payments. `APART`
is how far growth of the two differed: root mean square of 2015, 2016, 2023 and 2024 (imports 0.7, 0.2, 0.2,
2.8 points; exports 7.6, 8.2, 3.4, 2.8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tajsim.engine.condition import Condition
from tajsim.evidence.partial.case import Stage
from tajsim.frozen import FrozenMap
from tajsim.past.published import Published
from tajsim.published.measured import measure
from tajsim.published.register import of_history
from tajsim.published.row import Observation
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    import pandas as pd

ROUBLE, OIL = "rub_per_usd", "oil_price"
MEASURED = frozenset(
    (
        ROUBLE, "remittances_usd", "imports_usd", "exports_usd", "tjs_per_usd", "gdp", "gdp_growth",
        "gdp_nominal", "inflation", "consumer_prices",
    )
)  # fmt: skip
APART: Mapping[str, float] = FrozenMap({"imports_usd": 1.5, "exports_usd": 6.0})
_COUNTRIES = ("TJK", "RUS")
_WHOLE = ("year", "years")
MEASURE_OF: Mapping[str, frozenset[str]] = FrozenMap(
    {
        "gdp_growth": frozenset(("gdp", "gdp_growth")),
        "inflation": frozenset(("inflation", "consumer_prices")),
    }
)
"""The outputs that measure a scored variable, of those that are not measured by their own output alone."""


@dataclass(frozen=True, eq=False)
class Known:
    """The register, and what each stage of a year knew of it."""

    register: pd.DataFrame

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The figures of Tajikistan and Russia, in an order of their own."""
        return tuple(one for one in of_history(self.register) if one.country in _COUNTRIES)

    def by(self, year: int, stage: Stage) -> tuple[Condition, ...]:
        """The conditions of a run that starts with `year`, none of days after the stage."""
        day, first = stage.day(year), Quarter(year, 1)
        if not stage.quarters:
            return ()
        last = first + (stage.quarters - 1)
        over = [one for one in self.rows if one.span.last <= day]
        own = [one for one in over if one.span.first >= date(year, 1, 1) and one.span.kind not in _WHOLE]
        before = [one for one in over if one.span.last.year < year]
        conditions = (one.condition for one in measure(own, before, day, first, last))
        home = (_of_past_year(one) for one in conditions if one is not None and one.name in MEASURED)
        return (*_oil(self.register, year, last), *home)


def measures(conditions: Iterable[Condition], variable: str) -> bool:
    """Whether one of the conditions is of the variable itself."""
    outputs = MEASURE_OF.get(variable, frozenset((variable,)))
    return any(one.name in outputs for one in conditions)


def _of_past_year(condition: Condition) -> Condition:
    """The condition with the error that it has where the base year is that of the balance of payments."""
    apart = APART.get(condition.name, 0.0)
    return replace(condition, error=math.hypot(condition.error, apart)) if apart else condition


def _oil(register: pd.DataFrame, year: int, last: Quarter) -> tuple[Condition, ...]:
    found = Published(register).by_quarter("brent_spot_monthly", "WLD", "M").get(year, {})
    return tuple(
        Condition(
            name=OIL, first=Quarter(year, q), last=Quarter(year, q), measure="mean", value=found[q],
            source="US EIA, months of Brent",
        )
        for q in range(1, last.quarter + 1)
        if q in found
    )  # fmt: skip
