"""What the register has of quarters: those of whole years, and those of a year that is not over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from tajsim.published.estimate import Figure, walk_estimate

if TYPE_CHECKING:
    import pandas as pd

ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
"""Month and day on which each quarter ends."""


def quarters_of(
    data: pd.DataFrame, series: str, country: str, frequency: str, last: int
) -> dict[int, tuple[float, ...]]:
    """Averages of quarters of the years in which every quarter (or every month) was published.

    Of the year after `last`, the last with an annual average, the quarters from the first on.
    """
    found = by_quarter(data, series, country, frequency)
    whole = {year: tuple(found[year][q] for q in (1, 2, 3, 4)) for year in found if len(found[year]) == 4}
    part = begun(data, series, country, frequency, last + 1)
    return whole | ({last + 1: part} if part else {})


def walked(
    data: pd.DataFrame, series: str, country: str, annual: Mapping[int, float]
) -> dict[int, tuple[float, ...]]:
    """Quarters of a rate that moves from day to day as a random walk, by year.

    They are what `annual` averages and quotes of single days, in `series`, of the year and the one before
    say: nothing of later years. An exchange rate is no better forecast by its own slope than by its last
    quote (Meese and Rogoff, Journal of International Economics 14, 1983), so that a path which carries the
    slope of annual averages into the end of a year would invent a move.
    """
    kept = (data["series"] == series) & (data["country"] == country) & (data["frequency"] == "day")
    quotes: dict[int, dict[date, float]] = {}
    for period, value in zip(data.loc[kept, "period"], data.loc[kept, "value"], strict=True):
        day = date.fromisoformat(str(period))
        quotes.setdefault(day.year, {}).setdefault(day, float(value))
    found = {}
    for year in annual:
        known = [
            (date(y, 1, 1).toordinal(), date(y, 12, 31).toordinal(), annual[y])
            for y in (year - 1, year)
            if y in annual
        ]
        for y in (year - 1, year):
            known += [(day.toordinal(), day.toordinal(), value) for day, value in quotes.get(y, {}).items()]
        found[year] = _walked(year, tuple(known))
    return found


@cache
def _walked(year: int, known: tuple[tuple[int, int, float], ...]) -> tuple[float, ...]:
    """The quarters of a year from first and last day and value of what is known."""
    figures = [Figure(first, last, math.log(value)) for first, last, value in known]
    starts = [date(year, month - 2, 1) for month, _ in ENDS]
    ends = [date(year, month, day) for month, day in ENDS]
    # the size of a day's step does not matter where nothing known has an error
    means = (walk_estimate(figures, *days, 1.0)[0] for days in zip(starts, ends, strict=True))
    return tuple(math.exp(mean) for mean in means)


def begun(data: pd.DataFrame, series: str, country: str, frequency: str, year: int) -> tuple[float, ...]:
    """The quarters of a year, from the first on without a gap."""
    values = by_quarter(data, series, country, frequency, year).get(year, {})
    return tuple(values[q] for q in (1, 2, 3, 4) if all(earlier in values for earlier in range(1, q + 1)))


def rates(data: pd.DataFrame, series: str, frequency: str, year: int) -> dict[int, tuple[float, ...]]:
    """Russian growth on the same quarter a year before in a year without an annual figure, percent."""
    part = begun(data, series, "RUS", frequency, year)
    return {year: part} if part else {}


def by_quarter(
    data: pd.DataFrame, series: str, country: str, frequency: str, only: int | None = None
) -> dict[int, dict[int, float]]:
    """Year -> quarter -> the figure, or the mean of its three months; the first of several in the files.

    only: the one year that is looked at.
    """
    kept = (data["series"] == series) & (data["country"] == country) & (data["frequency"] == frequency)
    if only is not None:
        kept &= data["year"] == only
    places = kept.to_numpy(dtype=bool).nonzero()[0]  # few of many rows, whose other columns nobody needs
    years, values = data["year"].to_numpy()[places], data["value"].to_numpy()[places]
    published: dict[int, dict[int, float]] = {}
    for year, period, value in zip(years, data["period"].iloc[places], values, strict=True):
        part = int(str(period)[-1 if frequency == "Q" else -2 :])
        published.setdefault(int(year), {}).setdefault(part, float(value))
    if frequency == "Q":
        return published
    return {
        year: {
            q: sum(months[3 * q - 2 + i] for i in range(3)) / 3.0
            for q in (1, 2, 3, 4)
            if all(3 * q - 2 + i in months for i in range(3))
        }
        for year, months in published.items()
    }


def has_annual(data: pd.DataFrame, series: str, country: str) -> bool:
    return bool(
        ((data["series"] == series) & (data["country"] == country) & (data["frequency"] == "A")).any()
    )
