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
    """What one output is: its unit and definition, the block it comes from, and how a year is made of it.

    Parameters
    ----------
    name : str
        The output.
    unit : str
        Of its values.
    definition : str
        What it measures.
    block : str
        The block of the model that gives it.
    annual : str
        How a year is made of its quarters: their "sum" (flows), "mean" (rates and prices), the "end" of the
        year (stocks), the "ratio" of two annual values, or the "growth" of the annual value.

    Attributes
    ----------
    is_level : bool
        Whether it is a level (money, volume, people), which is compared in percent of the baseline.

    Raises
    ------
    InputError
        Naming every field that is wrong.

    Examples
    --------
    >>> import tajsim as ts
    >>> info = ts.run("crackdown", draws=None, end="2026Q1").info("gdp")
    >>> info.annual, info.is_level
    ('sum', True)
    >>> info.delta_unit(relative=True)
    '% of baseline'
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
        """The label of an output of the model.

        Parameters
        ----------
        name : str
            The output.
        last : Quarter
            The last of the four quarters of the base year.

        Returns
        -------
        OutputInfo
            With the base year in its unit.
        """
        o = with_base_year(next(o for o in OUTPUTS if o.name == name), last)
        return cls(o.name, o.unit, o.definition, o.block, o.annual)  # type: ignore[arg-type]

    @property
    def is_level(self) -> bool:
        """Whether the output is a level (money, volume, people), compared in percent of the baseline.

        Rates, shares, growth (units starting with "%"), months and indices are compared by difference.
        """
        return not (self.unit.startswith("%") or self.unit.startswith(_POINT_UNITS))

    def delta_unit(self, relative: bool) -> str:
        """The unit of a deviation from the baseline.

        Parameters
        ----------
        relative : bool
            Whether the deviation is in percent of the baseline.

        Returns
        -------
        str
            "% of baseline", "percentage points", or the output's own unit.
        """
        if relative:
            return "% of baseline"
        if self.unit.startswith("%"):
            return "percentage points" + self.unit[1:]
        return self.unit


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """How far one accounting identity is from holding in a run.

    Attributes
    ----------
    identity : str
        The identity in words.
    worst : float
        The largest violation, relative to the size of what it adds up, of at least 0.
    scenario : str
        Where it occurred.
    quarter : Quarter
        When it occurred.
    draw : int
        The draw in which it occurred, from 0.
    """

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
