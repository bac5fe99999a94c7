"""Rows of published figures for tests."""

from __future__ import annotations

import pandas as pd

import tajsim as ts
from tajsim.engine.condition import Condition

COLUMNS = ("series", "period", "value", "unit", "source", "published", "country", "standard_error")


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of series, period, value, unit, source, published and, if given, country and standard error."""
    full = [(*row, *(None,) * (len(COLUMNS) - len(row))) for row in rows]
    return pd.DataFrame(full, columns=list(COLUMNS), dtype=object)


def taken(*rows: tuple[object, ...]) -> ts.Observations:
    return ts.observations(table(*rows))


def condition_of(found: ts.Observations, name: str, first: str = "2025Q1") -> Condition:
    """The one condition on an output."""
    (one,) = [condition for condition in found.conditions(first) if condition.name == name]
    return one
