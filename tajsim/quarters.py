"""Calendar quarters: `2025Q1`, arithmetic in quarters, ranges."""

from __future__ import annotations

import datetime
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard, overload

import numpy as np

from tajsim.errors import InputError, quoted
from tajsim.kinds import is_whole, plain

if TYPE_CHECKING:
    import pandas as pd

Dated: TypeAlias = "str | Quarter | datetime.date | np.datetime64 | pd.Period"

LAST_YEAR = 9999  # of four digits
_PATTERN = re.compile(r"([0-9]{4})[Qq]([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One calendar quarter. `Quarter.parse("2025Q1") + 3` is `2025Q4`; a difference is in quarters.

    Parameters
    ----------
    year : int
        0 to 9999.
    quarter : int
        1 to 4.

    Attributes
    ----------
    index : int
        Quarters since year 0, for arithmetic.

    Raises
    ------
    InputError
        Naming what is anything else.

    Examples
    --------
    >>> import tajsim as ts
    >>> print(ts.Quarter.parse("2025Q1") + 3)
    2025Q4
    >>> ts.Quarter(2026, 1) - ts.Quarter(2025, 1)
    4
    """

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if type(self.year) is not int or type(self.quarter) is not int:
            if not (is_whole(self.year) and is_whole(self.quarter)):
                raise _no_quarter(self.year, self.quarter)
            object.__setattr__(self, "year", int(self.year))
            object.__setattr__(self, "quarter", int(self.quarter))
        if not (0 <= self.year <= LAST_YEAR and 1 <= self.quarter <= 4):
            raise _no_quarter(self.year, self.quarter)

    @classmethod
    def parse(cls, text: Dated) -> Quarter:
        """Read `2025Q1`, or take the quarter that a date or a pandas Timestamp or Period lies in.

        Parameters
        ----------
        text : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period
            The quarter, or a date in it.

        Returns
        -------
        Quarter
            The quarter.

        Raises
        ------
        InputError
            Naming what is no quarter.
        """
        if isinstance(text, Quarter):
            return text
        given = plain(text)
        match = _PATTERN.fullmatch(given.strip()) if isinstance(given, str) else None
        if match is not None:
            return cls(int(match[1]), int(match[2]))
        dated = None if isinstance(given, str) else _dated(given)
        if dated is None:
            raise InputError(f"not a quarter: {quoted(text)}; write it as 2025Q1")
        year, month = dated
        return cls(year, (month + 2) // 3)

    @property
    def index(self) -> int:
        """Quarters since year 0, for arithmetic."""
        return 4 * self.year + self.quarter - 1

    def __add__(self, quarters: int) -> Quarter:
        if type(quarters) is not int:
            if not is_whole(quarters):
                return NotImplemented
            quarters = int(quarters)
        year, place = divmod(4 * self.year + self.quarter - 1 + quarters, 4)
        if not 0 <= year <= LAST_YEAR:
            raise _no_quarter(year, place + 1)
        made = object.__new__(Quarter)  # of parts that need no second check: this runs in loops
        object.__setattr__(made, "year", year)
        object.__setattr__(made, "quarter", place + 1)
        return made

    @overload
    def __sub__(self, other: Quarter) -> int: ...
    @overload
    def __sub__(self, other: int) -> Quarter: ...
    def __sub__(self, other: Quarter | int) -> int | Quarter:
        if isinstance(other, Quarter):
            return self.index - other.index
        return self + -int(other) if is_whole(other) else NotImplemented

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.quarter}"


def quarter_range(start: Dated, end: Dated) -> tuple[Quarter, ...]:
    """Every quarter from `start` to `end`, both included. Raises InputError when `end` is before `start`."""
    first, last = Quarter.parse(start), Quarter.parse(end)
    if last < first:
        raise InputError(f"the end {last} is before the start {first}")
    return tuple(first + i for i in range(last - first + 1))


def _no_quarter(year: object, quarter: object) -> InputError:
    return InputError(
        f"not a quarter: Quarter({quoted(year)}, {quoted(quarter)}); the year must be whole, from 0 to "
        f"{LAST_YEAR}, the quarter one from 1 to 4"
    )


def _dated(given: object) -> tuple[int, int] | None:
    """Year and month of a date, or of a period of at most a quarter; None for anything else, as NaT is."""
    if isinstance(given, np.datetime64):
        if np.datetime_data(given)[0] in ("Y", "generic") or np.isnat(given):
            return None
        months = int(given.astype("datetime64[M]").astype(np.int64))
        return (1970 + months // 12, months % 12 + 1)
    if isinstance(given, datetime.date):
        return (given.year, given.month) if isinstance(given.year, int) else None
    if is_period(given) and given.freqstr[0] not in "YA0123456789":
        if given.freqstr[0] == "Q" and given.month % 3:  # of a fiscal year, it lies in two calendar quarters
            return None
        return (given.year, given.month)
    return None


def is_period(value: object) -> TypeGuard[pd.Period]:
    """Whether `value` is a pandas Period; nothing is one as long as pandas is not loaded."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.Period) and value is not pandas.NaT


def is_label(value: object) -> bool:
    """Whether `value` is one text, quarter, date or period, rather than a list of them."""
    single = isinstance(plain(value), str | Quarter | datetime.date | np.datetime64)
    return single or is_period(value)
