"""What is shown of a result first: a few outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike

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


def headline_outputs(result: ResultLike) -> tuple[str, ...]:
    """The headline outputs that the result holds, or when it has none of them its first ones."""
    kept = result.kept
    return tuple(name for name in HEADLINE if name in kept) or kept[: len(HEADLINE)]
