"""The shipped record of the backtest: every forecast of every variant one year ahead, given the drivers."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from tajsim.evidence.backtest.scores import QUANTILES, Forecast
from tajsim.evidence.variables import VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.records import Row, load
from tajsim.store import data_path

VALUES = ("observed", "base", "mean", *(f"q{100 * p:g}" for p in QUANTILES), "crps", "pit")
COLUMNS = ("variant", "variable", "origin", *VALUES)


def record_path() -> Path:
    """Where the shipped record is."""
    return data_path("evidence", "variants.csv")


def read_record(path: Path, variants: Collection[str] = ()) -> dict[str, tuple[Forecast, ...]]:
    """The forecasts in a record by variant; with `variants`, exactly those.

    Raises FileFormatError with every fault in it.
    """

    def parsed(row: Row) -> dict[str, Any]:
        return _parsed(row, variants)

    rows = load([path], COLUMNS, parsed)
    found: dict[str, list[Forecast]] = {name: [] for name in variants}
    for name, forecast in zip(rows["variant"], rows["forecast"], strict=True):
        found.setdefault(name, []).append(forecast)
    return {name: tuple(forecasts) for name, forecasts in found.items()}


def _parsed(row: Row, variants: Collection[str]) -> dict[str, Any]:
    cells = row.texts("variant", "variable")
    for kind, known in (("variant", variants), ("variable", VARIABLES)):
        if known and cells[kind] not in known:
            row.fault(f"unknown {kind} {cells[kind]!r}")
    value = {name: row.number(name) for name in VALUES}
    origin = row.dated("origin")["year"]
    return {
        "variant": cells["variant"],
        "forecast": Forecast(
            variable=cells["variable"],
            horizon=1,
            conditional=True,
            origin=origin,
            target=origin + 1,
            observed=value["observed"],
            base=value["base"],
            mean=value["mean"],
            median=value["q50"],
            quantiles=FrozenMap({p: value[f"q{100 * p:g}"] for p in QUANTILES}),
            crps=value["crps"],
            pit=value["pit"],
        ),
    }
