"""The periods of published figures: their days, and the quarters that they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tajsim.errors import InputError, quoted
from tajsim.quarters import Quarter

FORMS = "2025, 2025Q1, 2025-05, 2025-H1, 2025-9M, 2023-2025 or 2025-01-31"
_YEAR = re.compile(r"(\d{4})")
_YEARS = re.compile(r"(\d{4})-(\d{4})")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_HALF = re.compile(r"(\d{4})-H([12])")
_FIRST_MONTHS = re.compile(r"(\d{4})-([1-9]|1[01])M")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a figure is of, both ends included, and how its period is written.

    Parameters
    ----------
    text : str
        As it is written, such as "2025-9M".
    kind : str
        "year", "years", "quarter", "half", "months" (the first ones of a year), "month" or "day".
    first, last : date
        The first and last day.

    Attributes
    ----------
    months : int
        The months it reaches over: 1 for a day.
    days : int
        How many days it has.
    """

    text: str
    kind: str
    first: date
    last: date

    @property
    def months(self) -> int:
        """The months it reaches over: 1 for a day."""
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def quarters(self) -> tuple[Quarter, Quarter] | None:
        """The first and last of the quarters that make it up.

        Returns
        -------
        tuple of Quarter or None
            None where whole quarters do not.
        """
        if self.kind in ("day", "month") or self.months % 3 or (self.first.month - 1) % 3:
            return None
        return Quarter.parse(self.first), Quarter.parse(self.last)

    def nearest_quarters(self) -> tuple[Quarter, Quarter] | None:
        """The nearest whole number of quarters for the first months of a year, by its first and last.

        Five months stand for two quarters, seven as well.

        Returns
        -------
        tuple of Quarter or None
            None for other periods, and where less than half a quarter would be left.
        """
        count = (self.months + 1) // 3
        if self.kind != "months" or count == 0:
            return None
        first = Quarter.parse(self.first)
        return first, first + (count - 1)

    def year_before(self) -> str:
        """The period a year earlier.

        Returns
        -------
        str
            As it is written.
        """
        found = re.sub(r"^\d{4}", f"{self.first.year - 1:04d}", self.text)
        if self.kind != "years":
            return found
        return f"{self.first.year - 1:04d}-{self.last.year - 1:04d}"


def span(text: str) -> Span:
    """The days of a period as it is written. Raises InputError for anything else than the known forms."""
    given = text.strip()
    try:
        found = _span(given)
    except ValueError:  # a day that does not exist, or the year 0
        found = None
    if found is None:
        raise InputError(f"{quoted(text)} is not a period; write {FORMS}")
    return found


def quarter_span(quarter: Quarter) -> Span:
    """The days of a quarter."""
    return span(str(quarter))


def publication(text: str) -> date:
    """The day from which a figure is known: the day of publication, or the last one of its month.

    Raises InputError for anything else: a year alone says too little.
    """
    given = text.strip()
    try:
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
        if match := _MONTH.fullmatch(given):
            return month_end(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise InputError(f"{quoted(text)} is not a date of publication; write 2025-09 or 2025-09-15")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1) if year < 9999 or month < 12 else date.max
    return following - timedelta(days=1) if following != date.max else following


def _span(text: str) -> Span | None:
    if match := _YEAR.fullmatch(text):
        return _months(text, "year", int(match[1]), 1, 12)
    if match := _QUARTER.fullmatch(text):
        return _months(text, "quarter", int(match[1]), 3 * int(match[2]) - 2, 3 * int(match[2]))
    if match := _HALF.fullmatch(text):
        return _months(text, "half", int(match[1]), 6 * int(match[2]) - 5, 6 * int(match[2]))
    if match := _FIRST_MONTHS.fullmatch(text):
        return _months(text, "months", int(match[1]), 1, int(match[2]))
    if match := _MONTH.fullmatch(text):
        return _months(text, "month", int(match[1]), int(match[2]), int(match[2]))
    if (match := _YEARS.fullmatch(text)) and match[1] <= match[2]:
        return Span(text, "years", date(int(match[1]), 1, 1), date(int(match[2]), 12, 31))
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        return Span(text, "day", day, day)
    return None


def _months(text: str, kind: str, year: int, first: int, last: int) -> Span:
    return Span(text, kind, date(year, first, 1), month_end(year, last))
