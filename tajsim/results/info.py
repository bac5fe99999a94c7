"""The labels of a result: what each output is, which are shown first, and how well the accounts closed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from tajsim.errors import InputError, Problems
from tajsim.model.outputs import OUTPUTS, with_base_year
from tajsim.quarters import Quarter

AnnualRule = Literal["sum", "mean", "end", "ratio", "growth"]
_POINT_UNITS = ("months", "index")


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

    @classmethod
    def of(cls, name: str, last: Quarter) -> OutputInfo:
        """The label of an output of the model in a run whose base year is the four quarters to `last`."""
        o = with_base_year(next(o for o in OUTPUTS if o.name == name), last)
        return cls(o.name, o.unit, o.definition, o.block, o.annual)  # type: ignore[arg-type]

    @property
    def is_level(self) -> bool:
        """Whether the output is a level (money, volume, people), compared in percent of the baseline.

        Rates, shares, growth (units starting with "%"), months and indices are compared by difference.
        """
        return not (self.unit.startswith("%") or self.unit.startswith(_POINT_UNITS))

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


HEADLINE = (
    "migrants_russia",
    "remittances_usd",
    "consumption",
    "imports",
    "gdp",
    "reserves_usd",
    "unemployment_rate",
    "poverty_rate",
)


def headline_outputs(kept: tuple[str, ...]) -> tuple[str, ...]:
    """The headline outputs among those that a result holds, or when it has none of them its first ones."""
    return tuple(name for name in HEADLINE if name in kept) or kept[: len(HEADLINE)]
