"""What the register has of quarters: those of whole years, and those of a year that is not over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tajsim.observed import annual, positions

if TYPE_CHECKING:
    import pandas as pd


def quarters_of(
    data: pd.DataFrame, series: str, country: str, frequency: str, last: int
) -> dict[int, tuple[float, ...]]:
    """Averages of quarters of the years in which every quarter (or every month) was published.

    Of the year after `last`, the last with an annual average, the quarters from the first on.
    """
    found = by_quarter(data, series, country, frequency)
    whole = {year: tuple(found[year][q] for q in (1, 2, 3, 4)) for year in found if len(found[year]) == 4}
    part = _unbroken(found, last + 1)
    return whole | ({last + 1: part} if part else {})


def begun(data: pd.DataFrame, series: str, country: str, frequency: str, year: int) -> tuple[float, ...]:
    """The quarters of a year, from the first on without a gap."""
    return _unbroken(by_quarter(data, series, country, frequency), year)


def _unbroken(found: Mapping[int, Mapping[int, float]], year: int) -> tuple[float, ...]:
    values = found.get(year, {})
    return tuple(values[q] for q in (1, 2, 3, 4) if all(earlier in values for earlier in range(1, q + 1)))


def rates(data: pd.DataFrame, series: str, frequency: str, year: int) -> dict[int, tuple[float, ...]]:
    """Russian growth on the same quarter a year before in a year without an annual figure, percent."""
    part = begun(data, series, "RUS", frequency, year)
    return {year: part} if part else {}


def by_quarter(data: pd.DataFrame, series: str, country: str, frequency: str) -> dict[int, dict[int, float]]:
    """Year -> quarter -> the figure, or the mean of its three months; the first of several in the files."""
    here = positions(data, series=series, country=country, frequency=frequency)
    columns = (data[column].iloc[here] for column in ("year", "period", "value"))
    published: dict[int, dict[int, float]] = {}
    for year, period, value in zip(*columns, strict=True):
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


def by_year(data: pd.DataFrame, series: str, country: str) -> dict[int, float]:
    """Year -> the annual figure, in order; the first of several in the files. Raises InputError for none."""
    here = positions(data, series=series, country=country, frequency="A")
    if not len(here):
        annual(series, country, data=data)  # says what is missing
    found: dict[int, float] = {}
    for year, value in zip(data["year"].iloc[here], data["value"].iloc[here], strict=True):
        found.setdefault(int(year), float(value))
    return dict(sorted(found.items()))


def has_annual(data: pd.DataFrame, series: str, country: str) -> bool:
    return len(positions(data, series=series, country=country, frequency="A")) > 0
