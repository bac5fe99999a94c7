"""Calendar quarters: `2025Q1`, arithmetic in quarters, ranges."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tajsim.errors import InputError, quoted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_PATTERN = re.compile(r"([0-9]{4})[Qq]([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One calendar quarter. `Quarter.parse("2025Q1") + 3` is `2025Q4`; a difference is in quarters."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: QuarterLike) -> Quarter:
        """The quarter that `text` names: `2025Q1`, a quarterly Period of pandas, or a day in the quarter.

        A day is a date, a datetime, a Timestamp of pandas or a datetime64 of NumPy. Raises InputError naming
        what was given when it is not a quarter.
        """
        if isinstance(text, Quarter):
            return text
        if isinstance(text, str):
            match = _PATTERN.fullmatch(text.strip())
            if match is not None:
                return cls(int(match[1]), int(match[2]))
        else:
            day = _day(text)
            if day is not None:
                return cls(day.year, (day.month + 2) // 3)
        raise InputError(f"not a quarter: {quoted(text)}; write it as 2025Q1")

    @property
    def index(self) -> int:
        """Quarters since year 0, for arithmetic."""
        return 4 * self.year + self.quarter - 1

    def __add__(self, quarters: int) -> Quarter:
        year, quarter = divmod(self.index + quarters, 4)
        return Quarter(year, quarter + 1)

    def __sub__(self, other: Quarter) -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.quarter}"


QuarterLike: TypeAlias = "str | Quarter | datetime.date | np.datetime64 | pd.Period"


def _day(value: Any) -> datetime.date | None:
    """A day in the quarter that a date, a datetime64 or a quarterly Period stands for, or None."""
    if getattr(getattr(value, "dtype", None), "kind", "") == "M" and getattr(value, "ndim", 1) == 0:
        value = value.astype("datetime64[us]").item()
    elif str(getattr(value, "freqstr", "")).startswith("Q") and hasattr(value, "end_time"):
        value = value.end_time  # of a fiscal year, its name says another quarter than the calendar
        if value.month % 3:
            return None
    if not isinstance(value, datetime.date) or value.year != value.year:  # NaT has no year
        return None
    return value


def quarter_range(start: QuarterLike, end: QuarterLike) -> tuple[Quarter, ...]:
    """Every quarter from `start` to `end`, both included. Raises InputError when `end` is before `start`."""
    first, last = Quarter.parse(start), Quarter.parse(end)
    if last < first:
        raise InputError(f"the end {last} is before the start {first}")
    return tuple(first + i for i in range(last - first + 1))
