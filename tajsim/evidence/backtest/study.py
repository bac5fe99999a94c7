"""The backtest: forecasts from every year of the past, scored against what came after.

For each origin the behaviour is calibrated on the years up to it (`tajsim.evidence.calibration`), the state
is that observed by its end, and the next one and three years are simulated: given the drivers as they were
(conditional), and given drivers forecast at the origin (unconditional). Four benchmarks answer the same
questions. What is fitted and what is scored are kept apart by construction: everything that makes a forecast
is handed a register that ends with the origin; only conditional runs see the drivers of the years ahead.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, Progress
from tajsim.defaults import BACKEND, PRIORS, SEED, TRIALS
from tajsim.engine.backend import check_backend
from tajsim.errors import Problems, unknown_name
from tajsim.evidence.backtest.answer import Backtest
from tajsim.evidence.backtest.asked import asked
from tajsim.evidence.backtest.benchmarks import BENCHMARKS, Question
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, simulated
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.calibration.study import REQUIRED, Calibration
from tajsim.evidence.calibration.trials import Trials, declared, trials, wider
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.evidence.observations import observed
from tajsim.observed import check_frame, history
from tajsim.parameters import Parameters
from tajsim.past.drivers import LAST, last_year
from tajsim.results.weights import TRUSTED

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
FIRST = FIRST_ORIGIN + 2  # the first year that can be forecast


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
    backend: str = BACKEND,
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
    trials_draws : int, default 131072
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
        times as wide, "enforcement held" supposes that Russia's rules for migrants stay as they were at the
        origin, "enforcement off" nothing of them, neither then nor in the years fitted.
    backend : str, default "auto"
        As for `run`.

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
    study = _Asked.of(
        start=start,
        end=end,
        parameters=parameters,
        trials_draws=trials_draws,
        draws=draws,
        seed=seed,
        data=data,
        required=required,
        progress=progress,
        backend=backend,
    )
    return study.backtest(variant, progress)


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
    backend: str
    register: pd.DataFrame

    @classmethod
    def of(
        cls, *, parameters: Parameters | str, data: pd.DataFrame | None, backend: str, **numbers: Any
    ) -> _Asked:
        """What was asked for, checked. Raises InputError with every argument that cannot be."""
        if data is not None:
            check_frame(AT_ONCE, data)
        register = history() if data is None else data
        problems = Problems("cannot run the backtest")
        found = asked(problems, years=(FIRST, last_year(register)), **numbers)
        check_backend(problems, backend)
        problems.raise_if_any()
        return cls(**found._asdict(), behaviour=declared(parameters), register=register, backend=backend)

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
                backend=self.backend,
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
            backend=self.backend,
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
