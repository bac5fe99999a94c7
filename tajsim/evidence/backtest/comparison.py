"""The variants of the backtest side by side: their scores with intervals, and the recorded ones.

The shipped record (`data/evidence/variants.csv`) holds every forecast of every variant one year ahead given
the drivers, so that scores, intervals and what differs are computed anew from it in a moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.evidence.backtest.scores import QUANTILES, Forecast, interval, score
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.variables import VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.records import Row, load
from tajsim.store import data_path

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tajsim.evidence.backtest.answer import Backtest

Forecasts = Mapping[str, Sequence[Forecast]]

_VALUES = ("observed", "base", "mean", *(f"q{100 * p:g}" for p in QUANTILES), "crps", "pit")
COLUMNS = ("variant", "variable", "origin", *_VALUES)
DIGITS = 6


def record_path() -> Path:
    """Where the shipped record is."""
    return data_path("evidence", "variants.csv")


def given(backtests: Mapping[str, Backtest]) -> dict[str, tuple[Forecast, ...]]:
    """The forecasts of each variant one year ahead, given the drivers."""
    return {
        name: tuple(f for f in found.forecasts if f.horizon == 1 and f.conditional)
        for name, found in backtests.items()
    }


def lines(variants: Forecasts, variable: str, first: int = 0, last: int = 9999) -> list[dict[str, Any]]:
    """The scores of each variant for one variable and the target years from `first` to `last`.

    As `score` gives them, with `variant`, and `gap_low` and `gap_high`: the 90 % bootstrap interval of its
    CRPS less that of the headline, year by year.
    """

    def asked(name: str) -> list[Forecast]:
        found = (f for f in variants[name] if f.variable == variable and first <= f.target <= last)
        return sorted(found, key=lambda f: f.origin)

    against = {f.origin: f.crps for f in asked(HEADLINE)}
    found = []
    for name in variants:
        own = asked(name)
        low, high = interval([f.crps - against[f.origin] for f in own])
        found.append({"variant": name, **score(own), "gap_low": low, "gap_high": high})
    return found


def frame(variants: Forecasts) -> pd.DataFrame:
    """The record: one row a forecast, figures to six digits."""
    import pandas as pd

    rows = []
    for name, forecasts in variants.items():
        for f in forecasts:
            values = (f.observed, f.base, f.mean, *(f.quantiles[p] for p in QUANTILES), f.crps, f.pit)
            plain = (float(f"{value:.{DIGITS}g}") for value in values)
            rows.append((name, f.variable, f.origin, *plain))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def recorded() -> dict[str, tuple[Forecast, ...]]:
    """The shipped record. Raises FileFormatError with every fault in it."""
    rows = load([record_path()], COLUMNS, _parsed)
    found: dict[str, list[Forecast]] = {name: [] for name in VARIANTS}
    for name, forecast in zip(rows["variant"], rows["forecast"], strict=True):
        found[name].append(forecast)
    return {name: tuple(forecasts) for name, forecasts in found.items()}


def _parsed(row: Row) -> dict[str, Any]:
    cells = row.texts("variant", "variable")
    for kind, known in (("variant", tuple(VARIANTS)), ("variable", VARIABLES)):
        if cells[kind] not in known:
            row.fault(f"unknown {kind} {cells[kind]!r}")
    value = {name: row.number(name) for name in _VALUES}
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
