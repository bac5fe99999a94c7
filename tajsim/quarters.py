"""Calendar quarters: `2025Q1`, arithmetic in quarters, ranges."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tajsim.errors import InputError, quoted

_PATTERN = re.compile(r"([0-9]{4})[Qq]([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One calendar quarter. `Quarter.parse("2025Q1") + 3` is `2025Q4`; a difference is in quarters."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str | Quarter) -> Quarter:
        """Read `2025Q1`. Raises InputError naming the text when it is not a quarter."""
        if isinstance(text, Quarter):
            return text
        given: object = text
        shown = isinstance(given, str) or not isinstance(given, int | Collection)  # as a pandas Period is
        match = _PATTERN.fullmatch(str(given).strip()) if shown else None
        if match is None:
            raise InputError(f"not a quarter: {quoted(text)}; write it as 2025Q1")
        return cls(int(match[1]), int(match[2]))

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


def quarter_range(start: str | Quarter, end: str | Quarter) -> tuple[Quarter, ...]:
    """Every quarter from `start` to `end`, both included. Raises InputError when `end` is before `start`."""
    first, last = Quarter.parse(start), Quarter.parse(end)
    if last < first:
        raise InputError(f"the end {last} is before the start {first}")
    return tuple(first + i for i in range(last - first + 1))
