"""The backtest: forecasts from every year of the past, scored against what came after.

For each origin the behaviour is calibrated on the years up to it (`tajsim.evidence.calibration`), the state
is that observed by its end, and the next one and three years are simulated: given the drivers as they were
(conditional), and given drivers forecast at the origin (unconditional). Four benchmarks answer the same
questions. What is fitted and what is scored are kept apart by construction: everything that makes a forecast
is handed a register that ends with the origin; only conditional runs see the drivers of the years ahead.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, Progress, function, number, parts, whole, year
from tajsim.defaults import PRIORS, SEED, TRIALS
from tajsim.engine.request import SEED_BITS
from tajsim.engine.sampling import BLOCK
from tajsim.errors import InputError, Problems, unknown_name
from tajsim.evidence.backtest.benchmarks import BENCHMARKS, Question
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, HORIZONS, simulated
from tajsim.evidence.backtest.scores import Forecast, interval, score
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.calibration.likelihood import FEWEST
from tajsim.evidence.calibration.study import MOST_TRIALS, REQUIRED, Calibration
from tajsim.evidence.calibration.trials import Trials, declared, trials, wider
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.evidence.observations import observed
from tajsim.evidence.variables import SCORED, VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.observed import check_frame, history
from tajsim.parameters import Parameters
from tajsim.past.drivers import LAST, last_year
from tajsim.results.weights import TRUSTED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

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


def backtest(
    start: int | str = 2005,
    end: int | str = LAST,
    *,
    parameters: Parameters | str = PRIORS,
    trials_draws: int = TRIALS,
    draws: int = FORECAST_DRAWS,
    seed: int = SEED,
    data: pd.DataFrame | None = None,
    required: float = REQUIRED,
    progress: Progress | None = None,
    variant: str = HEADLINE,
) -> Backtest:
    """Forecast the years from `start` to `end` one and three years ahead, and score them.

    Conditional forecasts are given what drove the years ahead: Russian output and consumer prices, the
    rouble, Brent, the dollar prices of four neighbours, and what Russia's rules and borders did to migrants.

    Parameters
    ----------
    start, end : int or str, default 2005, 2024
        First and last year forecast.
    parameters : Parameters or str, default "world-bank-2024"
        The declared priors and proxies.
    trials_draws : int, default 65536
        Draws of the prior behind each posterior.
    draws : int, default 2000
        Draws of every forecast.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    data : pandas.DataFrame, optional
        Observations instead of the shipped ones.
    required : float, default 400.0
        Effective sample size that the weights behind every posterior must have.
    progress : callable, optional
        Called with (steps done, steps in all).
    variant : str, default "headline"
        What forecasts owe to: "unfitted" takes the declared ranges as they are, "wide" fits ranges three
        times as wide, "enforcement held" is told that Russia's rules for migrants stay as they were at the
        origin, "enforcement off" nothing of them, neither then nor in the years fitted.

    Returns
    -------
    Backtest
        With `.scores()`, `.table()` and `.plot()`.

    Raises
    ------
    InputError
        For years outside the register, and when a posterior rests on too few draws.
    UnknownNameError
        For an unknown variant.

    Examples
    --------
    Small numbers of draws, so that it takes a second; the defaults take a minute.

    >>> import tajsim as ts
    >>> scores = ts.backtest(2006, 2006, trials_draws=4096, draws=50, required=1).scores()
    >>> sorted(set(scores["horizon"]))
    [1]
    """
    if variant not in VARIANTS:
        raise unknown_name("variant", variant, tuple(VARIANTS))
    asked = _Asked.of(
        start=start,
        end=end,
        parameters=parameters,
        trials_draws=trials_draws,
        draws=draws,
        seed=seed,
        data=data,
        required=required,
        progress=progress,
    )
    return asked.backtest(variant, progress)


def backtest_variants(progress: Progress | None = None, **asked: Any) -> dict[str, Backtest]:
    """The backtest in every variant, by its name: some minutes.

    asked: as `tajsim.backtest` takes it. progress: called with (variants done, variants in all). Raises what
    `tajsim.backtest` raises.
    """
    defaults = inspect.signature(backtest).parameters
    given = {name: defaults[name].default for name in defaults if name not in ("progress", "variant")}
    one = _Asked.of(progress=progress, **given | asked)
    shared = one.tried(HEADLINE, _silent)
    found = {}
    for done, (name, how) in enumerate(VARIANTS.items(), start=1):
        same = how.fitted and how.width == 1.0 and how.rules != "unknown"  # as the headline's
        found[name] = one.backtest(name, None, shared if same else None)
        if progress is not None:
            progress(done, len(VARIANTS))
    return found


def _silent(done: int, total: int) -> None:
    """Progress that nobody asked for."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A backtest that can be made, in any variant."""

    first: int
    last: int
    behaviour: Parameters
    trials_draws: int
    draws: int
    seed: int
    required: float
    register: pd.DataFrame

    @classmethod
    def of(cls, *, parameters: Parameters | str, data: pd.DataFrame | None, **numbers: Any) -> _Asked:
        """What was asked for, checked. Raises InputError with every argument that cannot be."""
        if data is not None:
            check_frame(AT_ONCE, data)
        register = history() if data is None else data
        first, last, trials_draws, draws, seed, required = _asked(latest=last_year(register), **numbers)
        return cls(
            first=first,
            last=last,
            behaviour=declared(parameters),
            trials_draws=trials_draws,
            draws=draws,
            seed=seed,
            required=required,
            register=register,
        )

    def backtest(self, variant: str, progress: Progress | None, tried: Trials | None = None) -> Backtest:
        """The forecasts of one variant. tried: the draws of its prior, where they have been run already."""
        how, table = VARIANTS[variant], observed(self.register)
        origins = range(self.first - 1, self.last)
        fitted = how.fitted and tried is None
        before = len(range(FIRST_ORIGIN, self.last - 1)) if fitted else 0

        def report(done: int) -> None:
            if progress is not None:
                progress(done, before + len(origins))

        if fitted:
            tried = self.tried(variant, lambda done, _: report(done))
        forecasts: list[Forecast] = []
        benchmarks: dict[str, list[Forecast]] = {name: [] for name in BENCHMARKS}
        calibrations = {}
        for origin in origins:
            behaviour = self.behaviour
            if tried is not None:
                least, heaviest = (0.0, math.inf) if how.rough else (self.required, TRUSTED)
                calibrations[origin] = Calibration.of(tried, origin, least, heaviest)
                behaviour = calibrations[origin].posterior
            for question, sample in simulated(
                origin,
                (self.first, self.last),
                posterior=behaviour,
                draws=self.draws,
                seed=self.seed,
                register=self.register,
                table=table,
                rules=how.rules,
            ):
                truth = table.change(question.variable, origin, origin + question.horizon)
                if np.isnan(truth):
                    continue
                forecasts.append(_forecast(question, sample, truth))
                for name, rule in BENCHMARKS.items():
                    answer = rule(question)
                    if answer is not None:
                        benchmarks[name].append(_forecast(question, answer, truth))
            report(before + (origin - origins[0]) + 1)
        found = {name: tuple(answers) for name, answers in benchmarks.items()}
        return Backtest(tuple(forecasts), found, calibrations)

    def tried(self, variant: str, progress: Progress) -> Trials:
        """Draws of the prior of a variant, run through the years to the last origin."""
        how = VARIANTS[variant]
        return trials(
            self.last - 1,
            how.more * self.trials_draws,
            self.seed,
            parameters_from=self.behaviour if how.width == 1.0 else wider(self.behaviour, how.width),
            data=self.register,
            progress=progress,
            rules="unknown" if how.rules == "unknown" else "known",
        )


def _forecast(question: Question, sample: Floats, truth: float) -> Forecast:
    return Forecast.of(
        sample,
        variable=question.variable,
        horizon=question.horizon,
        conditional=question.conditional,
        origin=question.origin,
        observed=truth,
        base=question.table.base(question.variable, question.origin),
    )


def _asked(
    *,
    start: object,
    end: object,
    trials_draws: object,
    draws: object,
    seed: object,
    required: object,
    progress: object,
    latest: int,
) -> tuple[int, int, int, int, int, float]:
    """The numbers in their plain form. Raises InputError with every argument that cannot be."""
    problems = Problems("cannot run the backtest")
    first, last = year(problems, "start", start), year(problems, "end", end)
    low = FIRST_ORIGIN + 2
    if not problems.found and not low <= first <= last <= latest:
        problems.add(f"the years {first} to {last} must lie in order within {low} to {latest}")
    numbers = (
        whole(problems, "trials_draws", trials_draws, FEWEST, MOST_TRIALS),
        whole(problems, "draws", draws, 2, BLOCK),
        whole(problems, "seed", seed, 0, 2**SEED_BITS - 1),
    )
    least = number(problems, "required", required, 0.0)
    function(problems, "progress", progress, "(done, total)")
    problems.raise_if_any()
    return first, last, *numbers, least


def _plain(forecast: Forecast) -> dict[str, Any]:
    values = dataclasses.asdict(forecast)
    quantiles = values.pop("quantiles")
    return {**values, **{f"q{100 * share:g}": value for share, value in quantiles.items()}}
