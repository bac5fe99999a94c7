"""Policy search: the cheapest mix of levers that keeps a condition in every one of several scenarios.

Decision. A mix is judged by its worst scenario (robust, as in Lempert, Popper and Bankes 2003), not by an
average, for which no weights are known. Regret of a mix in a scenario is what it costs beyond the cheapest
mix that would have kept the condition there, had the scenario been known (Savage 1951). Probabilities are
those of the draws that were searched, so the best mix looks a little better than it is: run it again with
another seed (`PolicySearch.scenario`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tajsim.analysis.policy.answer import Mix, PolicySearch
from tajsim.analysis.policy.levers import Lever, choose
from tajsim.analysis.policy.mixes import Requirement, combined, evaluate, grid
from tajsim.analysis.thresholds.condition import Condition
from tajsim.arguments import Progress, number, period
from tajsim.defaults import BACKEND, BASELINE, END, MEMORY_LIMIT, PARAMETER_SET, SEARCH_DRAWS, SEED
from tajsim.engine.plan import last_quarter
from tajsim.engine.request import HISTORY, Baseline, RunOptions, read
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter
from tajsim.results.info import OutputInfo
from tajsim.results.periods import Period, find_period
from tajsim.scenarios import Scenario
from tajsim.scenarios.expectation import MEASURES


def policy_search(
    scenarios: Any,
    levers: Any,
    condition: Any,
    prob: float,
    cost: Mapping[str, float] | None = None,
    *,
    at: Period | None = None,
    parameters: Parameters | str | Path = PARAMETER_SET,
    baseline: Baseline = BASELINE,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    draws: int = SEARCH_DRAWS,
    seed: int = SEED,
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> PolicySearch:
    """The cheapest mix of levers that keeps a condition with a probability in every one of the scenarios.

    Every mix of sizes is run on the same draws, those of `run`, and judged by its worst scenario.

    Parameters
    ----------
    scenarios : Scenario, str, Path or a sequence of these
        Scenario objects, names, compositions or files.
    levers : str, Path, Lever, Scenario, a sequence of these or a mapping
        Names of shipped ones (`levers`), files, Lever objects, scenarios with a cost, or a mapping of a name
        to the sizes to try.
    condition : tuple, Condition or str
        What is to be kept, as (output, operator, value) or (output, operator, value, at), a Condition or a
        text such as "reserves_months >= 3".
    prob : float
        The probability of keeping it, above 0 up to 1.
    cost : mapping of str to float, optional
        Lever -> million TJS a year at size 1, in place of its own.
    at : int or str, optional
        A year or a quarter of the condition; None for every quarter from start to end.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    baseline : str, Path or Scenario, default "baseline"
        What deviations are taken from, as in `run`.
    start : str or Quarter, optional
        First quarter; None for the first after the date of the parameters.
    end : str or Quarter, default "2030Q4"
        Last quarter.
    draws : int, default 500
        How many draws every run takes.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    memory_limit : float, default 4.0
        GiB that the mixes run side by side may take.
    progress : callable, optional
        Called with (scenarios done, in all).
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    PolicySearch
        With `.best`, `.frontier`, `.table()`, `.text` and `.plot()`.

    Raises
    ------
    InputError
        Naming every bad argument, and for levers that contradict a scenario.

    Examples
    --------
    >>> import tajsim as ts
    >>> kept = "poverty_rate < 2 from baseline"
    >>> found = ts.policy_search(
    ...     "crackdown", ["reintegration"], kept, prob=0.5, at="2026", draws=50, end="2026Q4"
    ... )
    >>> found.text.split(" to keep ")[0]
    'Nothing has to be done'
    """
    problems = Problems("cannot search policies")
    chosen = choose(levers, cost, problems)
    asked, when = problems.attempt(lambda: _condition(condition, at)) or (None, None)
    prob = number(problems, "prob", prob, 0.0, 1.0)
    if prob == 0.0:
        problems.add("prob is 0, which anything keeps; it must be above 0")
    output = "gdp" if asked is None else asked.output
    options = RunOptions(
        scenarios=scenarios,
        parameters=parameters,
        baseline=baseline,
        start=start,
        end=end,
        draws=draws,
        seed=seed,
        outputs=(output,),
        memory_limit=memory_limit,
        progress=progress,
        backend=backend,
    )
    request = problems.attempt(lambda: read(options))
    count: Any = draws
    if count is None:
        problems.add("draws is None; a probability needs draws, for example draws=500")
    if isinstance(baseline, str) and baseline == HISTORY:
        problems.add("baseline is 'history'; levers are searched on a projection")
    sizes = problems.attempt(lambda: grid(chosen)) if chosen else None
    if request is not None:
        if not request.scenarios:
            problems.add("there is no scenario besides the baseline; give at least one")
        problems.attempt(lambda: _last(when, request.quarters))
        _check_fits(request.scenarios, chosen, request.quarters, problems)
    problems.raise_if_any()
    if request is None or asked is None or sizes is None:  # already reported
        raise InputError("cannot search policies")
    last = max(
        _last(when, request.quarters), *_starts((*request.scenarios, *(one.scenario for one in chosen)))
    )
    required = Requirement(
        scenarios=request.scenarios,
        condition=asked,
        at=when,
        prob=float(prob),
        reference=request.baseline.name,
    )
    options = replace(
        options,
        parameters=request.given,
        start=str(request.quarters[request.first]),
        end=str(min(last, request.quarters[-1])),
        progress=None,
    )
    probability, shortfall = evaluate(required, options, chosen, sizes, progress)
    return PolicySearch(
        scenarios=tuple(s.name for s in request.scenarios),
        levers=chosen,
        condition=asked,
        at=None if when is None else str(period(problems, "at", when)),
        unit=asked.unit(OutputInfo.of(asked.output, last_quarter(request.parameters))),
        prob=float(prob),
        sizes=sizes,
        cost=sizes @ np.array([one.cost for one in chosen]),
        probability=probability,
        shortfall=shortfall,
        draws=draws,
        seed=seed,
        vintage=request.parameters.name,
    )


def _condition(given: Any, at: Period | None) -> tuple[Condition, Period | None]:
    """The condition and its period, which may stand last in a tuple."""
    if isinstance(given, tuple | list) and len(given) in (4, 5) and not _is_measure(given[-1]):
        if at is not None:
            raise InputError(
                f"the period is given twice: {quoted(given[-1])} in the condition and at={quoted(at)}"
            )
        *given, at = given
    return Condition.of(given), at


def _is_measure(given: object) -> bool:
    return isinstance(given, str) and given in MEASURES


def _last(at: Period | None, quarters: tuple[Quarter, ...]) -> Quarter:
    """The last quarter that the condition needs. Raises InputError for a period outside the run."""
    if at is None:
        return quarters[-1]
    full = [q.year for q in quarters if q.quarter == 1 and q + 3 in quarters]
    freq, place = find_period(at, quarters, full)
    return quarters[place] if freq == "Q" else Quarter(full[place], 4)


def _starts(scenarios: Iterable[Scenario]) -> list[Quarter]:
    """When shocks begin: a run that ended before would leave some out."""
    found = [shock.shape.start for scenario in scenarios for shock in scenario.shocks]
    return [start for start in found if start is not None] or [Quarter(0, 1)]


def _check_fits(
    scenarios: Iterable[Scenario], levers: Iterable[Lever], quarters: tuple[Quarter, ...], problems: Problems
) -> None:
    """Note levers that contradict a scenario or do nothing in the run."""
    for scenario, lever in itertools.product(scenarios, levers):
        for size in (s for s in lever.sizes[-1:] if s > 0.0):
            both = combined(scenario, [lever], [size], f"{scenario.name} with {lever.name}")
            problems.attempt(lambda both=both: both.modifiers(quarters))  # type: ignore[misc]


__all__ = ["Mix", "PolicySearch", "policy_search"]
