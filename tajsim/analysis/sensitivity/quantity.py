"""The quantity of interest of a sensitivity study: an outcome as a function of parameter values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.sensitivity.factors import medians
from tajsim.defaults import SEED
from tajsim.engine.given import run_given
from tajsim.engine.options import RunOptions
from tajsim.engine.plan import Plan, first_shown, last_quarter
from tajsim.engine.request import Request, read
from tajsim.engine.run import prepare
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.distribution import difference
from tajsim.results.info import OutputInfo
from tajsim.results.periods import Period, find_period
from tajsim.scenarios import Scenario

Floats = NDArray[np.float64]
OF = ("delta", "level")


@dataclass(frozen=True, eq=False)
class QuantityOfInterest:
    """An output of the last scenario of `plan` at one period and in every full year of the run.

    relative: in percent of the baseline; None: the level itself, not its deviation.
    """

    plan: Plan
    output: str
    at: Period
    relative: bool | None
    unit: str

    @property
    def parameters(self) -> Parameters:
        """The parameter set."""
        return self.plan.parameters

    def rows(self, values: Mapping[str, Floats]) -> Floats:
        """The outcome for draws of parameters, (1 + years, draw): at the period, then in each year.

        Raises InputError where the values cannot be run.
        """
        try:
            target = run_given(self.plan, values)
        except InputError as error:
            raise InputError(
                f"{error.heading} (values within the ranges of {self.parameters.name!r}; narrow a range)",
                error.problems,
            ) from error
        quarterly, annual = target.quarterly[self.output], target.annual[self.output]
        freq, place = find_period(self.at, self.plan.reported, self.plan.years)
        every = np.concatenate([(quarterly if freq == "Q" else annual)[place : place + 1], annual])
        if self.relative is None:
            return np.asarray(every[:, -1], dtype=np.float64)
        found = np.asarray(difference(every[:, -1], every[:, 0], self.relative), dtype=np.float64)
        if not np.isfinite(found).all():
            raise InputError(
                f"{self.output!r} of the baseline is 0 for some of the parameter values, so a percentage of "
                "it has no meaning; use of='level'"
            )
        return found


def read_quantity(options: RunOptions, at: Period, of: str, problems: Problems) -> Request | None:
    """The run that gives the quantity, of one scenario and one output; every problem is noted."""
    scenario, output = options.scenarios, options.outputs
    if not isinstance(of, str) or of not in OF:
        problems.add(f"of is {quoted(of)}; {nearest(of, OF)}")
    if not isinstance(output, str) or output == "all":
        problems.add(f"output is {quoted(output)}; it must be the name of one output")
        output = "gdp"
    if not isinstance(scenario, Scenario | str | Path):
        problems.add(f"scenario is {quoted(scenario)}; give a Scenario, its name, or a TOML file")
        scenario = ()
    start = first_shown(options.start, options.parameters)
    problems.attempt(lambda: _check_period(at, start, options.end))
    asked = replace(options, scenarios=scenario, outputs=output, draws=None, seed=SEED)
    request = problems.attempt(lambda: read(asked))
    if request is not None and of == "delta" and scenario != () and not request.scenarios:
        problems.add(
            f"the scenario is the baseline {request.baseline.name!r}: nothing deviates; use of='level' or "
            "another baseline"
        )
    return request


def _check_period(at: Period, start: str | Quarter, end: str | Quarter) -> None:
    try:
        quarters = quarter_range(start, end)
    except InputError:  # told with the run
        return
    shown = [q.year for q in quarters]
    find_period(at, quarters, [year for year in dict.fromkeys(shown) if shown.count(year) == 4])


def quantity_of(request: Request, at: Period, deviation: bool) -> QuantityOfInterest:
    """The quantity of interest of a checked request. Raises InputError for a scenario that cannot be run."""
    plan = prepare(request)
    (name,) = plan.outputs
    info = OutputInfo.of(name, last_quarter(plan.parameters))
    if not deviation:
        return QuantityOfInterest(plan, name, at, None, info.unit)
    relative = info.is_level and _is_positive(plan, name)
    return QuantityOfInterest(plan, name, at, relative, info.delta_unit(relative))


def _is_positive(plan: Plan, name: str) -> bool:
    """Whether the baseline is positive throughout at the medians: a percentage of it says something."""
    target = run_given(plan, {key: np.full(1, value) for key, value in medians(plan.parameters).items()})
    return all(bool((values[:, 0] > 0.0).all()) for values in (target.quarterly[name], target.annual[name]))
