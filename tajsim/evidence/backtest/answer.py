"""What a backtest found: forecasts beside those of the benchmarks, their scores, table and pictures."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, parts, whole
from tajsim.errors import InputError, Problems
from tajsim.evidence.backtest.forecasting import HORIZONS
from tajsim.evidence.backtest.scores import Forecast, interval, score
from tajsim.evidence.calibration.study import Calibration
from tajsim.evidence.variables import SCORED, VARIABLES
from tajsim.frozen import FrozenMap

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BANDS: Mapping[int, tuple[float, float]] = FrozenMap({50: (0.25, 0.75), 90: (0.05, 0.95)})
WINDOWS = ((2009, 2021), (2014, 2021), (2022, 2024))
"""Target years scored beside all of them: the span that published rules are compared on, the part of it after
the first shock, and the years after it."""


@dataclass(frozen=True)
class Backtest:
    """Forecasts from every origin, beside those of the benchmarks on the same questions.

    Parameters
    ----------
    forecasts : tuple of Forecast
        Those of the model.
    benchmarks : mapping of str to tuple of Forecast
        Name -> its forecasts.
    calibrations : mapping of int to Calibration
        By origin; none where the ranges were not fitted.

    See Also
    --------
    tajsim.backtest : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> scores = ts.backtest(2006, 2006, trials_draws=4096, draws=50, required=1).scores()
    >>> "crps" in scores.columns
    True
    """

    forecasts: tuple[Forecast, ...]
    benchmarks: Mapping[str, tuple[Forecast, ...]]
    calibrations: Mapping[int, Calibration]

    def __post_init__(self) -> None:
        problems = Problems("not a backtest")
        parts(problems, self, forecasts=(Sequence, Forecast), benchmarks=(Mapping, tuple))
        parts(problems, self, calibrations=(Mapping, Calibration))
        problems.raise_if_any()

    def __repr__(self) -> str:
        targets = [f.target for f in self.forecasts]
        span = f", target years {min(targets)} to {max(targets)}" if targets else ""
        return (
            f"<Backtest: {len(self.forecasts):,} forecasts{span}, "
            f"{len(self.benchmarks)} benchmarks; .scores(), .table(), .plot()>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        kinds = dict.fromkeys((f.conditional, f.horizon, f.variable) for f in self.forecasts)
        rows = []
        for conditional, horizon, variable in sorted(kinds, key=lambda kind: (not kind[0], kind[1])):
            own = [
                f
                for f in self.forecasts
                if (f.conditional, f.horizon, f.variable) == (conditional, horizon, variable)
            ]
            found = score(own)
            shares = (100.0 * found["sign"], 100.0 * found["coverage90"])
            drivers = "as they were" if conditional else "forecast"
            errors = (found["n"], found["rmse"], found["crps"])
            rows.append((SCORED[variable].full_title, horizon, drivers, *errors, *shares))
        head = ("variable", "years ahead", "drivers", "n", "RMSE", "CRPS", "right sign, %", "in 90 % band, %")
        under = "Errors in log points, of shares in shares; all target years together"
        return answer(f"Backtest: {len(self.forecasts):,} forecasts", under, "", head, rows)

    def scores(self) -> pd.DataFrame:
        """One row a variable, horizon, kind and window of target years.

        Returns
        -------
        pandas.DataFrame
            Columns variable, horizon (years), conditional, first, last, n, rmse, mae, crps, rmse_low,
            rmse_high, crps_low, crps_high (90 % bootstrap intervals, nan for fewer than five outcomes), sign
            (share right), coverage50, coverage90, bias, pit (counts in ten bins), benchmarks (name -> rmse,
            mae, crps, n, and the interval of the model's CRPS less that of the benchmark). A benchmark is
            scored on the same questions; where it has no answer to some, `model_crps` and `model_rmse` are
            those of the model on the questions it answers. Changes are in log points, shares as shares.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The scores as plain values."""
        return copy.deepcopy(self._rows)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        targets = [f.target for f in self.forecasts]
        spans = ((min(targets), max(targets)), *WINDOWS)
        found = []
        for conditional in (True, False):
            for horizon in HORIZONS:
                for variable in VARIABLES:
                    rows = [self._row(variable, horizon, conditional, *span) for span in spans]
                    # spans may hold the same target years where some were not observed
                    unique = {(row["first"], row["last"]): row for row in reversed(rows) if row is not None}
                    found += list(reversed(unique.values()))
        return found

    def _row(
        self, variable: str, horizon: int, conditional: bool, first: int, last: int
    ) -> dict[str, Any] | None:
        def asked(forecasts: Sequence[Forecast]) -> list[Forecast]:
            return [
                f
                for f in forecasts
                if (f.variable, f.horizon, f.conditional) == (variable, horizon, conditional)
                and first <= f.target <= last
            ]

        own = asked(self.forecasts)
        if not own:
            return None
        row = score(own)
        row["benchmarks"] = {}
        for name, forecasts in self.benchmarks.items():
            theirs = asked(forecasts)
            if not theirs:
                continue
            answered = {f.origin: f for f in theirs}
            shared = [f for f in own if f.origin in answered]
            scored, same = score(theirs), score(shared)
            low, high = interval([f.crps - answered[f.origin].crps for f in shared])
            row["benchmarks"][name] = {
                "rmse": scored["rmse"],
                "mae": scored["mae"],
                "crps": scored["crps"],
                "n": scored["n"],
                "model_rmse": same["rmse"],
                "model_crps": same["crps"],
                "gap_low": low,
                "gap_high": high,
            }
        return row

    def table(self) -> pd.DataFrame:
        """Every forecast; one row each.

        Returns
        -------
        pandas.DataFrame
            Columns by ("tajsim", and below it the benchmarks), variable, horizon, conditional, origin,
            target, observed, base, mean, median, crps, pit, and quantiles as q5, q25, q50, q75, q95.
        """
        import pandas as pd

        rows = [
            {"by": by, **_plain(f)}
            for by, forecasts in (("tajsim", self.forecasts), *self.benchmarks.items())
            for f in forecasts
        ]
        return pd.DataFrame(rows)

    def plot(
        self,
        horizon: int = 1,
        conditional: bool = True,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """Forecast bands against what came, by target year, one panel a variable.

        Parameters
        ----------
        horizon : int, default 1
            Years ahead: 1 or 3.
        conditional : bool, default True
            Forecasts given the drivers as they were, or given forecast drivers.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bars, as Matplotlib knows them.

        Returns
        -------
        matplotlib.figure.Figure
            The picture.

        Raises
        ------
        InputError
            When there is no such forecast.
        """
        from tajsim.evidence.backtest.picture import backtest_figure

        return backtest_figure(self, horizon=horizon, conditional=conditional, figsize=figsize, colors=colors)

    def plot_pit(
        self,
        horizon: int = 1,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """Where outcomes fell in their forecast distributions, in fifths, one panel a variable.

        Parameters
        ----------
        horizon : int, default 1
            Years ahead: 1 or 3.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Two: of the bars, given the drivers as they were, and of the line, as Matplotlib knows them.

        Returns
        -------
        matplotlib.figure.Figure
            The picture.

        Raises
        ------
        InputError
            When there is no such forecast.
        """
        from tajsim.evidence.backtest.picture import pit_figure

        return pit_figure(self, horizon=horizon, figsize=figsize, colors=colors)

    def coverage(self, share: int = 90) -> float:
        """Share of all outcomes inside the central band, all variables and origins.

        Parameters
        ----------
        share : int, default 90
            The band: of 50 or 90 percent.

        Returns
        -------
        float
            From 0 to 1.
        """
        share = whole(AT_ONCE, "share", share, 0, 100)
        if share not in BANDS:
            raise InputError(f"share is {share}; it must be 50 or 90 (percent)")
        low, high = BANDS[share]
        inside = [f.quantiles[low] <= f.observed <= f.quantiles[high] for f in self.forecasts]
        return float(np.mean(inside))


def _plain(forecast: Forecast) -> dict[str, Any]:
    values = dataclasses.asdict(forecast)
    quantiles = values.pop("quantiles")
    return {**values, **{f"q{100 * share:g}": value for share, value in quantiles.items()}}
