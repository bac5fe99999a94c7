"""What is told of a result first: a few outputs, in one period."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tajsim.results.result import Result

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
YEAR = 2027  # the second full year after most shocks start


def headline_outputs(result: Result) -> tuple[str, ...]:
    """The headline outputs that the result holds, or when it has none of them its first ones."""
    kept = result.kept
    return tuple(name for name in HEADLINE if name in kept) or kept[: len(HEADLINE)]


def headline_period(result: Result) -> str | int:
    """2027, else the last full year, else the last quarter."""
    if not result.years:
        return str(result.quarters[-1])
    return YEAR if YEAR in result.years else result.years[-1]
