"""Parameter sets as tables, and what is read of a set where the class itself need not be known."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.entry import Entry
from tajsim.parameters.registry import declarations

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.parameters.ensemble import Ensemble
    from tajsim.parameters.entry import Entry, Figure, Resolution
    from tajsim.parameters.known import KnownQuarters


def describe(entries: Mapping[str, Entry]) -> pd.DataFrame:
    """One row a parameter, headline ones first, with what it is, what it is worth and who says so."""
    import pandas as pd

    known = declarations()
    rows = [
        {
            "name": name,
            "block": known[name].block,
            "value": entry.value,
            "unit": known[name].unit,
            "low": entry.low,
            "high": entry.high,
            "distribution": entry.distribution,
            "source": entry.source,
            "confidence": entry.confidence,
            "description": known[name].description,
            "note": entry.note,
            "allowed_low": known[name].low,
            "allowed_high": known[name].high,
            "base_year": known[name].base_year,
        }
        for name, entry in entries.items()
    ]
    return pd.DataFrame(rows)


def base_year(entries: Mapping[str, Entry]) -> pd.DataFrame:
    """The rows of `describe` that are figures of the base year, block by block."""
    table = describe(entries)
    order = {name: place for place, (name, _) in enumerate(BLOCKS)}
    table = table[table["base_year"]].sort_values(
        "block", key=lambda blocks: blocks.map(order), kind="stable"
    )
    return table[["block", "name", "value", "unit", "low", "high", "source", "description"]]


def headline(entries: Mapping[str, Entry]) -> pd.DataFrame:
    """The headline rows of `describe`, with the columns a reader asks for first."""
    table = describe(entries)
    rows = [declarations()[name].headline for name in table["name"]]
    return table.loc[rows, ["name", "value", "unit", "low", "high", "source", "description"]]


def diff(here: ParametersLike, there: ParametersLike) -> pd.DataFrame:
    """One row for each parameter whose value or distribution differs; change is there less here.

    A posterior differs when any member of its column does.
    """
    import pandas as pd

    rows = []
    for name, declared in declarations().items():
        a, b = here.entries[name], there.entries[name]
        same = (a.value, a.distribution, a.low, a.high) == (b.value, b.distribution, b.low, b.high)
        if same and np.array_equal(_column(here, name), _column(there, name)):
            continue
        change = b.value - a.value
        percent = 100.0 * change / a.value if a.value else float("nan")
        rows.append(
            (
                name,
                declared.block,
                declared.unit,
                a.value,
                b.value,
                change,
                percent,
                a.spread,
                b.spread,
                a.source,
                b.source,
            )
        )
    return pd.DataFrame(rows, columns=_DIFF_COLUMNS)


def _column(p: ParametersLike, name: str) -> NDArray[np.float64]:
    ensemble = p.ensemble
    return ensemble.column(name) if ensemble is not None and name in ensemble.names else np.empty(0)


_DIFF_COLUMNS = [
    "name",
    "block",
    "unit",
    "here",
    "there",
    "change",
    "change_pct",
    "spread_here",
    "spread_there",
    "source_here",
    "source_there",
]


class ParametersLike(Protocol):
    """A parameter set, as `tajsim.parameters.parameter_set.Parameters` is."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> datetime.date: ...
    @property
    def narrative(self) -> str: ...
    @property
    def entries(self) -> Mapping[str, Entry]: ...
    @property
    def figures(self) -> Mapping[str, Figure]: ...
    @property
    def resolutions(self) -> Mapping[str, Resolution]: ...
    @property
    def parents(self) -> Sequence[str]: ...
    @property
    def ensemble(self) -> Ensemble | None: ...
    @property
    def known(self) -> KnownQuarters | None: ...
