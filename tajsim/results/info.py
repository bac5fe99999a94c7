"""The labels of a result: what each output is, and how well each accounting identity held."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from tajsim.errors import InputError, Problems
from tajsim.quarters import Quarter

AnnualRule = Literal["sum", "mean", "end", "ratio", "growth"]
_POINT_UNITS = ("months", "index")
_DECLARED_YEAR = "2024"  # the base year in the units and definitions of the model's outputs


@dataclass(frozen=True, slots=True)
class OutputInfo:
    """One output: its name, unit and definition, the model block it comes from, and how a year is made of it.

    `annual` says how the annual value was made of the quarters: their "sum" (flows), "mean" (rates and
    prices), the "end" of the year (stocks), the "ratio" of two annual values, or the "growth" of the annual
    value. Raises InputError naming every field that is wrong.
    """

    name: str
    unit: str
    definition: str
    block: str
    annual: AnnualRule

    def __post_init__(self) -> None:
        problems = Problems(f"bad output {self.name!r}")
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str) or not value.strip():
                problems.add(f"{field.name} is {value!r}; it must be text")
        if self.annual not in get_args(AnnualRule):
            problems.add(f"annual is {self.annual!r}; allowed: {', '.join(get_args(AnnualRule))}")
        problems.raise_if_any(InputError)

    @property
    def is_level(self) -> bool:
        """Whether the output is a level (money, volume, people), compared in percent of the baseline.

        Rates, shares, growth (units starting with "%"), months and indices are compared by difference.
        """
        return not (self.unit.startswith("%") or self.unit.startswith(_POINT_UNITS))

    def based_on(self, last: Quarter) -> OutputInfo:
        """The same output of a run whose base year ended with the quarter `last`: unit and definition say so.

        A base year that is no calendar year is named by its end: "the year to 2025Q2".
        """
        whole = last.quarter == 4
        year = str(last.year) if whole else f"the year to {last}"
        prices = f"at {year} prices" if whole else f"at prices of {year}"
        named = {
            f"{_DECLARED_YEAR}Q4": str(last),
            f"at {_DECLARED_YEAR} prices": prices,
            _DECLARED_YEAR: year,
        }
        pattern = re.compile("|".join(named))  # the longest first
        unit, definition = (
            pattern.sub(lambda found: named[found[0]], text) for text in (self.unit, self.definition)
        )
        return replace(self, unit=unit, definition=definition)

    def delta_unit(self, relative: bool) -> str:
        """The unit of a deviation from the baseline: `% of baseline`, `percentage points`, or its own."""
        if relative:
            return "% of baseline"
        if self.unit.startswith("%"):
            return "percentage points" + self.unit[1:]
        return self.unit


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """The worst relative violation of one accounting identity in a run, and where it occurred."""

    identity: str
    worst: float
    scenario: str
    quarter: Quarter
    draw: int
