"""The quantity of interest of a sensitivity study: an outcome as a function of parameter values.

What the study varies are factors: single parameters, groups of them, and the ensemble as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim import arguments
from tajsim.defaults import SEED
from tajsim.engine.backend import COMPILED, used
from tajsim.engine.block import kernel_for
from tajsim.engine.given import run_given
from tajsim.engine.plan import Plan, first_shown, last_quarter
from tajsim.engine.request import Request, RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import BLOCK
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.parameters import Parameters, declarations
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
    except InputError:  # reported with the run
        return
    shown = [q.year for q in quarters]
    find_period(at, quarters, [year for year in dict.fromkeys(shown) if shown.count(year) == 4])


def quantity_of(request: Request, at: Period, deviation: bool) -> QuantityOfInterest:
    """The quantity of interest of a checked request. Raises InputError for a scenario that cannot be run."""
    plan = prepare(request)
    if used(request.asked, BLOCK) == COMPILED:  # the draws are many, and one backend is for all of them
        plan = replace(plan, kernel=kernel_for(plan))
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


ENSEMBLE = "ensemble"  # of `groups=`
AS_CALIBRATED = "behaviour as calibrated"  # the factor it makes
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Factor:
    """One source of uncertainty: parameters varied together.

    Attributes
    ----------
    name : str
        That of the one parameter, or of the group.
    parameters : tuple of str
        What is varied.
    joint : bool
        Whether they are drawn as whole members of the ensemble, with its correlations; otherwise each on its
        own from its distribution.
    width : int
        The number of probabilities that a draw of it takes.
    """

    name: str
    parameters: tuple[str, ...]
    joint: bool = False

    @property
    def width(self) -> int:
        """The probabilities that a draw of it takes."""
        return 1 if self.joint else len(self.parameters)

    def values(self, p: Parameters, u: Floats) -> dict[str, Floats]:
        """Values of its parameters at given probabilities.

        Parameters
        ----------
        p : Parameters
            The set with their distributions.
        u : numpy.ndarray
            Probabilities, 0 to 1, shape (width, draw).

        Returns
        -------
        dict of str to numpy.ndarray
            By parameter, in its unit, each of shape (draw,).
        """
        if not self.joint or p.ensemble is None:
            return {name: p.draw(name, row) for name, row in zip(self.parameters, u, strict=True)}
        last = p.ensemble.members - 1
        member = np.minimum((u[0] * (last + 1)).astype(np.intp), last)
        return {name: p.ensemble.column(name)[member] for name in self.parameters}


def uncertain(p: Parameters) -> tuple[str, ...]:
    """The parameters that are not fixed, in the order of the declarations."""
    return tuple(name for name, entry in p.entries.items() if entry.distribution != "fixed")


def medians(p: Parameters) -> dict[str, float]:
    """The median of every uncertain parameter: the values of those that are not varied."""
    return {name: float(p.draw(name, 0.5)) for name in uncertain(p)}


def columns_of(factors: Sequence[Factor]) -> list[range]:
    """The columns of each factor among those of all."""
    ends = np.cumsum([factor.width for factor in factors]).tolist()
    return [range(end - factor.width, end) for factor, end in zip(factors, ends, strict=True)]


def values_at(p: Parameters, factors: Sequence[Factor], u: Floats) -> dict[str, Floats]:
    """Values of all uncertain parameters at the probabilities `u` (column, draw): medians of what stays."""
    found = {name: np.full(u.shape[-1], median) for name, median in medians(p).items()}
    for factor, columns in zip(factors, columns_of(factors), strict=True):
        found |= factor.values(p, u[columns.start : columns.stop])
    return found


def check_names(names: Any, p: Parameters | None, problems: Problems, what: str = "names") -> tuple[str, ...]:
    """The parameters named, with what cannot be varied noted."""
    known, before = declarations(), len(problems.found)
    free = tuple(known) if p is None else uncertain(p)
    chosen = arguments.names(problems, what, names)
    for name in chosen:
        if name not in known:
            problems.add(f"{what} has the unknown parameter {name!r}; {nearest(name, free)}")
        elif name not in free and p is not None:
            problems.add(f"{what} has {name!r}, which is fixed in {p.name!r}: give it a distribution first")
    if not chosen and len(problems.found) == before:
        problems.add(f"{what} is empty; name at least one parameter")
    return chosen


def read_groups(groups: Any, p: Parameters | None, problems: Problems) -> tuple[Factor, ...]:
    """The factors that `groups` asks for: the ensemble, named groups, or none."""
    if groups is None:
        return ()
    if isinstance(groups, str):
        if groups != ENSEMBLE:
            problems.add(f"groups is {quoted(groups)}; {nearest(groups, (ENSEMBLE,))}")
        elif p is not None and p.ensemble is None:
            problems.add(f"groups is {groups!r}, but {p.name!r} has no ensemble; leave it out")
        elif p is not None and p.ensemble is not None:
            return (Factor(AS_CALIBRATED, p.ensemble.names, joint=True),)
        return ()
    if not isinstance(groups, Mapping):
        problems.add(
            f"groups is {quoted(groups)}; it must be {ENSEMBLE!r}, a mapping of a name to parameters, or None"
        )
        return ()
    found = []
    for label, names in groups.items():
        if not isinstance(label, str) or not label.strip() or label in declarations():
            problems.add(f"groups has the name {quoted(label)}; it must be text that names no parameter")
        name = label if isinstance(label, str) else quoted(label)
        found.append(Factor(name, check_names(names, p, problems, f"group {quoted(label)}")))
    if not found:
        problems.add("groups is empty; leave it out or name a group")
    return tuple(found)


def check_disjoint(factors: Sequence[Factor], problems: Problems) -> None:
    """Note the parameters that are in more than one factor."""
    home: dict[str, str] = {}
    for factor in factors:
        for name in dict.fromkeys(factor.parameters):
            if name in home:
                problems.add(f"{name!r} is varied by {home[name]!r} already; name it once")
            home.setdefault(name, factor.name)
