"""What the register has of years and quarters: of whole years, and of a year that is not over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.observed import annual
from tajsim.published.estimate import Figure, walk_estimate

if TYPE_CHECKING:
    import pandas as pd

ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
"""Month and day on which each quarter ends."""


class Published:
    """The observations of a frame, found by series, country and frequency.

    Which rows are of which series is looked up once: runs over the past ask for some hundred of them.

    frame: as `tajsim.history` returns.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame, self._last = frame, math.inf
        self._years, self._values = frame["year"].to_numpy(), frame["value"].to_numpy(dtype=np.float64)
        places: dict[tuple[str, str, str], list[int]] = {}
        columns = (frame[name].tolist() for name in ("series", "country", "frequency"))
        for row, key in enumerate(zip(*columns, strict=True)):
            places.setdefault(key, []).append(row)
        self._places = {key: np.array(rows, dtype=np.intp) for key, rows in places.items()}

    def until(self, year: int) -> Published:
        """What had been observed by the end of a year."""
        found = copy(self)
        found._last = min(year, self._last)
        return found

    @property
    def data(self) -> pd.DataFrame:
        """The observations, as a frame."""
        return self._frame[self._years <= self._last]

    def rows(
        self, series: str, country: str, frequency: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Years and figures, in the order of the frame."""
        places = self._own(series, country, frequency)
        return self._years[places], self._values[places]

    def has(self, country: str) -> bool:
        """Whether anything annual is known of a country."""
        return any(len(self._own(*key)) for key in self._places if key[1:] == (country, "A"))

    def has_annual(self, series: str, country: str) -> bool:
        return bool(len(self._own(series, country, "A")))

    def annual(self, series: str, country: str) -> dict[int, float]:
        """The figures by year in order, of several of one year the first, as `tajsim.observed.annual`."""
        years, values = self.rows(series, country, "A")
        if not len(years):
            annual(series, country, first=True, data=self.data)  # says what there is
        found, once = np.unique(years, return_index=True)
        return dict(zip(found.tolist(), values[once].tolist(), strict=True))

    def last_annual(self, country: str, *names: str) -> int:
        """The last year for which one of several series has an annual figure; 0 without any."""
        return max(int(self.rows(name, country, "A")[0].max(initial=0)) for name in names)

    def dated(self, series: str, country: str, frequency: str) -> dict[str, float]:
        """Period -> figure, of several of one period the last."""
        places = self._own(series, country, frequency)
        return dict(zip(self._periods(places), self._values[places].tolist(), strict=True))

    def quarters_of(
        self, series: str, country: str, frequency: str, last: int
    ) -> dict[int, tuple[float, ...]]:
        """Averages of quarters of the years in which every quarter (or every month) was published.

        Of the year after `last`, the last with an annual average, the quarters from the first on.
        """
        found = self.by_quarter(series, country, frequency)
        whole = {year: tuple(found[year][q] for q in (1, 2, 3, 4)) for year in found if len(found[year]) == 4}
        part = self.begun(series, country, frequency, last + 1)
        return whole | ({last + 1: part} if part else {})

    def begun(self, series: str, country: str, frequency: str, year: int) -> tuple[float, ...]:
        """The quarters of a year, from the first on without a gap."""
        values = self.by_quarter(series, country, frequency, year).get(year, {})
        return tuple(values[q] for q in (1, 2, 3, 4) if all(earlier in values for earlier in range(1, q + 1)))

    def rates(self, series: str, frequency: str, year: int) -> dict[int, tuple[float, ...]]:
        """Russian growth on the same quarter a year before in a year without an annual figure, percent."""
        part = self.begun(series, "RUS", frequency, year)
        return {year: part} if part else {}

    def by_quarter(
        self, series: str, country: str, frequency: str, only: int | None = None
    ) -> dict[int, dict[int, float]]:
        """Year -> quarter -> the figure, or the mean of its three months; the first of several in the files.

        only: the one year that is looked at.
        """
        places = self._own(series, country, frequency)
        if only is not None:
            places = places[self._years[places] == only]
        years, values = self._years[places].tolist(), self._values[places].tolist()
        published: dict[int, dict[int, float]] = {}
        for year, period, value in zip(years, self._periods(places), values, strict=True):
            part = int(period[-1 if frequency == "Q" else -2 :])
            published.setdefault(year, {}).setdefault(part, value)
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

    def walked(
        self, series: str, country: str, averages: Mapping[int, float]
    ) -> dict[int, tuple[float, ...]]:
        """Quarters of a rate that moves from day to day as a random walk, by year.

        They are what annual `averages` and quotes of single days, in `series`, of the year and the one before
        say: nothing of later years. An exchange rate is no better forecast by its own slope than by its last
        quote (Meese and Rogoff, Journal of International Economics 14, 1983), so that a path which carries
        the slope of annual averages into the end of a year would invent a move.
        """
        places = self._own(series, country, "day")
        quotes: dict[int, dict[date, float]] = {}
        for period, value in zip(self._periods(places), self._values[places].tolist(), strict=True):
            day = date.fromisoformat(period)
            quotes.setdefault(day.year, {}).setdefault(day, value)
        found = {}
        for year in averages:
            known = [
                (date(y, 1, 1).toordinal(), date(y, 12, 31).toordinal(), averages[y])
                for y in (year - 1, year)
                if y in averages
            ]
            for y in (year - 1, year):
                known += [
                    (day.toordinal(), day.toordinal(), value) for day, value in quotes.get(y, {}).items()
                ]
            found[year] = _walked(year, tuple(known))
        return found

    def _own(self, series: str, country: str, frequency: str) -> NDArray[np.intp]:
        """The rows that count of one series."""
        places = self._places.get((series, country, frequency), np.zeros(0, dtype=np.intp))
        return places[self._years[places] <= self._last]

    def _periods(self, places: NDArray[np.intp]) -> list[str]:
        return [str(period) for period in self._frame["period"].iloc[places]]


@cache
def _walked(year: int, known: tuple[tuple[int, int, float], ...]) -> tuple[float, ...]:
    """The quarters of a year from first and last day and value of what is known."""
    figures = [Figure(first, last, math.log(value)) for first, last, value in known]
    starts = [date(year, month - 2, 1) for month, _ in ENDS]
    ends = [date(year, month, day) for month, day in ENDS]
    # the size of a day's step does not matter where nothing known has an error
    means = (walk_estimate(figures, *days, 1.0)[0] for days in zip(starts, ends, strict=True))
    return tuple(math.exp(mean) for mean in means)
