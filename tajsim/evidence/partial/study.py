"""The backtest with partial knowledge: past years forecast while they ran, with and without their figures.

For each year the behaviour is fitted to the years before it and the state is that observed by the end of the
year before, as in `tajsim.backtest`; the drivers are forecast from there, and Russia's rules for migrants are
not given. To this the figures of the part of the year that is over are added as conditions of the run
(`tajsim.evidence.partial.figures`), and both forecasts are scored on what came.

What hindsight is left: figures count from the last day they are of, as they were published last; the errors
that they are given, which say how far definitions differ, were measured over the years scored; and so were
some of the declared ranges of behaviour (`docs/explanation/evidence.md`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, Progress, items
from tajsim.defaults import BACKEND, PRIORS, SEED, TRIALS
from tajsim.drivers.stochastic import SHORTEST
from tajsim.engine.backend import check_backend
from tajsim.engine.block import run_block
from tajsim.engine.condition import Condition
from tajsim.engine.conditioning import met_in_every_draw
from tajsim.errors import InputError, Problems, nearest
from tajsim.evidence.backtest.asked import asked
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, NO_OUTLOOK
from tajsim.evidence.calibration.study import REQUIRED, Calibration
from tajsim.evidence.calibration.trials import Trials, declared, trials
from tajsim.evidence.hindcast import FIRST_ORIGIN, changes, past_plan
from tajsim.evidence.observations import Observed, observed
from tajsim.evidence.partial.answer import PartialBacktest
from tajsim.evidence.partial.case import STAGES, Case, Stage
from tajsim.evidence.partial.figures import Known, measures
from tajsim.evidence.variables import POVERTY, SCORED
from tajsim.observed import check_frame, history
from tajsim.parameters import Parameters
from tajsim.past.drivers import LAST, last_year
from tajsim.results.weights import TRUSTED, Weights

if TYPE_CHECKING:
    import pandas as pd


Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws of the years after an origin. paths: variable -> changes since it (year, draw)."""

    paths: Mapping[str, Floats]
    weights: Weights


def forecast(
    origin: int,
    years: int,
    given: Sequence[Condition] = (),
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    register: pd.DataFrame,
    backend: str = BACKEND,
) -> Sample:
    """What the model makes of the `years` after `origin`, residuals and forecast drivers included.

    given: figures of these years. posterior: behaviour given the years up to the origin. register: what was
    observed, of which nothing after the origin is used. backend: what computes the draws.
    """
    known = register[register["year"] <= origin]
    plan = past_plan(
        origin,
        years,
        posterior,
        draws,
        seed,
        known,
        outlook=NO_OUTLOOK,
        missed=True,
        given=tuple(given),
        backend=backend,
    )
    log_weights = np.zeros(draws)
    if plan.given is not None:
        plan = met_in_every_draw(plan, None)
        if plan.given is not None and plan.given.solved is not None:
            log_weights = plan.given.solved.log_weights
    return Sample(changes(plan, run_block(plan, 0)[0].annual), Weights.of_log(log_weights))


FIRST = max(SHORTEST, FIRST_ORIGIN + 1) + 1
"""The first year: before it there are too few to forecast drivers, or to fit behaviour to."""
PARTLY_KNOWN = tuple(name for name in SCORED if name != POVERTY)
"""The variables scored. Poverty has no figures within a year, and surveys err by more than a run knows."""


def partial_backtest(
    start: int | str = FIRST,
    end: int | str = LAST,
    *,
    stages: Sequence[str] | str = tuple(STAGES),
    parameters: Parameters | str = PRIORS,
    trials_draws: int = TRIALS,
    draws: int = FORECAST_DRAWS,
    seed: int = SEED,
    data: pd.DataFrame | None = None,
    required: float = REQUIRED,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> PartialBacktest:
    """Forecast past years while they ran, with and without the figures of the part that was over.

    A year is forecast at its start, after its first quarter, half and nine months, and at its end the next
    one is. Figures known of part of it are the rouble and oil by quarter, and what the history has of
    transfers from Russia, the somoni, trade, output and prices within years. Both forecasts know the years
    before and no more: behaviour is fitted to them, drivers are forecast from their end.

    Parameters
    ----------
    start, end : int or str, default 2005, 2024
        First and last year in which forecasts are made.
    stages : str or sequence of str
        When in the year: of "start", "first quarter", "half", "nine months" and "end"; all of them.
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
        Called with (years done, years in all).
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    PartialBacktest
        With `.scores()`, `.table()` and `.lowered()`.

    Raises
    ------
    InputError
        For years outside the register and unknown stages, when a posterior rests on too few draws, and when
        no draw of a run meets its figures.

    Examples
    --------
    Small numbers of draws and one stage, so that it takes seconds; the defaults take some minutes.

    >>> import tajsim as ts
    >>> found = ts.partial_backtest(2009, 2009, stages="half", trials_draws=4096, draws=100, required=1)
    >>> found.lowered("remittances_usd")
    (1, 1)
    """
    if data is not None:
        check_frame(AT_ONCE, data)
    register = history() if data is None else data
    problems = Problems("cannot run the backtest with partial knowledge")
    numbers = asked(
        problems, start=start, end=end, trials_draws=trials_draws, draws=draws, seed=seed, required=required,
        progress=progress, years=(FIRST, last_year(register)),
    )  # fmt: skip
    check_backend(problems, backend)
    named = (stages,) if isinstance(stages, str) else items(problems, "stages", stages, "names of stages")
    for name in named:
        if name not in STAGES:
            problems.add(f"unknown stage {name!r}; {nearest(str(name), tuple(STAGES))}")
    problems.raise_if_any()
    first, last = numbers.first, numbers.last
    tried = trials(
        last - 1, numbers.trials_draws, numbers.seed, parameters_from=declared(parameters), data=register,
        backend=backend,
    )  # fmt: skip
    study = _Study(
        stages=tuple(stage for name, stage in STAGES.items() if name in named), last=last_year(register),
        draws=numbers.draws, seed=numbers.seed, required=numbers.required, tried=tried, register=register,
        known=Known(register), table=observed(register), backend=backend,
    )  # fmt: skip
    cases: list[Case] = []
    for done, one in enumerate(range(first, last + 1), start=1):
        cases += study.cases(one)
        if progress is not None:
            progress(done, last - first + 1)
    return PartialBacktest(tuple(cases))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Study:
    """What forecasts of every year are made from."""

    stages: tuple[Stage, ...]
    last: int
    draws: int
    seed: int
    required: float
    tried: Trials
    register: pd.DataFrame
    known: Known
    table: Observed
    backend: str

    def cases(self, year: int) -> Iterator[Case]:
        """The cases of the forecasts made within one year."""
        stages = [stage for stage in self.stages if stage.target(year) <= self.last]
        if not stages:
            return
        posterior = Calibration.of(self.tried, year - 1, self.required, TRUSTED).posterior
        plain = {ahead: self.forecast(year, ahead, posterior) for ahead in {s.ahead for s in stages}}
        for stage in stages:
            given = self.known.by(year, stage)
            before = after = plain[stage.ahead]
            if given:
                try:
                    after = self.forecast(year, stage.ahead, posterior, given)
                except InputError as error:
                    raise InputError(f"{year}, {stage.name}: {error}") from error
            for name in PARTLY_KNOWN:
                truth = self.table.change(name, year - 1, stage.target(year))
                if math.isfinite(truth) and year - 1 >= SCORED[name].since:
                    weights = after.weights.values if given else None
                    yield Case.of(
                        before.paths[name][-1], after.paths[name][-1], weights, truth,
                        variable=name, stage=stage.name, year=year, target=stage.target(year),
                        figures=len(given), own=measures(given, name), effective=after.weights.ess,
                    )  # fmt: skip

    def forecast(
        self, year: int, ahead: int, posterior: Parameters, given: Sequence[Condition] = ()
    ) -> Sample:
        return forecast(
            year - 1, ahead, given, posterior=posterior, draws=self.draws, seed=self.seed,
            register=self.register, backend=self.backend,
        )  # fmt: skip
