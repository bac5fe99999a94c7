"""How a parameter is declared: its unit, its allowed range and what it means, once, beside its name."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Declaration:
    """What a parameter is. `low` and `high` bound every value and every draw, both included, in `unit`.

    base_year: whether it is a figure of the base year (a stock, flow, share, price or rate measured in it or
    at its end), so that a set of another date needs another figure.
    """

    name: str
    block: str
    unit: str
    low: float
    high: float
    description: str
    headline: bool = False
    base_year: bool = False


def declare(
    unit: str, low: float, high: float, description: str, headline: bool = False, base_year: bool = False
) -> Any:
    """The field of a block's dataclass that declares one parameter; a headline parameter is listed first."""
    facts = {
        "unit": unit,
        "low": float(low),
        "high": float(high),
        "description": description,
        "headline": headline,
        "base_year": base_year,
    }
    return dataclasses.field(metadata=facts)


def declaration_of(field: dataclasses.Field[Any], block: str) -> Declaration:
    """The declaration that `declare` left on a field of the block named `block`."""
    return Declaration(name=field.name, block=block, **field.metadata)
