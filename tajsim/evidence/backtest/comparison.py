"""The variants of the backtest side by side: their scores with intervals, and the recorded ones.

The shipped record (`data/evidence/variants.csv`) holds every forecast of every variant one year ahead given
the drivers, so that scores, intervals and what differs are computed anew from it in a moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.evidence.backtest.record import COLUMNS, read_record, record_path
from tajsim.evidence.backtest.scores import QUANTILES, Forecast, interval, score
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.evidence.backtest.answer import Backtest

Forecasts = Mapping[str, Sequence[Forecast]]

DIGITS = 6


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
    return read_record(record_path(), tuple(VARIANTS))
