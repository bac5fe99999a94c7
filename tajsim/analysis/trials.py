"""Trials: many scenarios run side by side on the same draws, and the probability of a condition in each."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tajsim.analysis.condition import Asked, Condition
from tajsim.arguments import number
from tajsim.engine.plan import Plan, scenario_plan
from tajsim.engine.request import HISTORY, read
from tajsim.engine.run import MEMORY_LIMIT, prepare, run
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.periods import Period, find_period
from tajsim.results.result import Result
from tajsim.scenarios import Scenario, as_scenario

TOGETHER = 2_000_000  # scenarios x draws of one run, so that their values stay within half a gigabyte
START, END = "2025Q1", "2030Q4"
_STEPS = 1000  # the parts of a span to which the largest possible size is found

Given = Scenario | str | Path


@dataclass(frozen=True, eq=False)
class Trials:
    """What every run of a search has in common."""

    condition: Condition
    at: Period | None
    prob: float
    parameters: Parameters
    baseline: Scenario | str
    start: Quarter
    end: Quarter
    draws: int
    seed: int
    plan: Plan  # of the unshocked economy

    def limit(self, make: Callable[[float], Scenario], low: float, high: float) -> tuple[float, str]:
        """The largest size up to `high` that takes no target out of its allowed range, and what stops more.

        The reason is empty when `high` itself can be run. Raises InputError when `low` cannot.
        """
        self._problems(make(low)).raise_if_any()
        found = self._problems(make(high)).found
        if not found:
            return high, ""
        step = (high - low) / _STEPS
        possible, beyond = 0, _STEPS
        while beyond - possible > 1:
            middle = (possible + beyond) // 2
            tried = self._problems(make(low + middle * step)).found
            possible, beyond, found = (possible, middle, tried) if tried else (middle, beyond, found)
        return low + possible * step, "; ".join(found)

    def first(self, scenario: Scenario) -> Result:
        """The run of one scenario, which the others repeat: the baseline is solved once for all of them.

        Warns of a shock without effect in the run, and refuses one that could have none.
        """
        return run(
            scenario,
            parameters=self.parameters,
            baseline=self.baseline,
            start=self.start,
            end=self.end,
            draws=self.draws,
            seed=self.seed,
            outputs=(self.condition.output,),
        )

    def probabilities(self, first: Result, scenarios: Sequence[Scenario]) -> list[float]:
        """The probability of the condition in each scenario, all on the draws of the first run."""
        if first.rerun is None:
            raise InputError("the first run cannot be repeated; make it in this process")
        count = max(1, TOGETHER // self.draws)
        known = first.rerun.scenarios[first.baseline]  # it runs beside the others in any case
        shares: dict[Scenario, float] = {known: self.condition.share(first, known.name, self.at)}
        new = [one for one in dict.fromkeys(scenarios) if one not in shares]
        for place in range(0, len(new), count):
            some = new[place : place + count]
            with _quiet():
                result = first.rerun.run(some, (self.condition.output,))
            shares |= {one: self.condition.share(result, one.name, self.at) for one in some}
        return [shares[scenario] for scenario in scenarios]

    def _problems(self, scenario: Scenario) -> Problems:
        problems = Problems("the scenarios cannot be run")
        with _quiet():
            scenario_plan(
                scenario,
                self.plan.scenarios[-1].drivers,
                self.plan.quarters,
                self.plan.parameters,
                problems,
            )
        return problems


def scaled(scenario: Scenario, size: float) -> Scenario:
    """`scenario.scale(size)`; of size 0 a scenario without shocks."""
    if size == 0.0:
        return Scenario(f"{scenario.name} x 0")
    return scenario.scale(size)


def read_trials(
    problems: Problems,
    scenarios: Sequence[tuple[Given, float]],
    *,
    until: Asked,
    prob: float,
    at: Period | None,
    parameters: Parameters | str | Path,
    baseline: Scenario | str,
    start: str | Quarter,
    end: str | Quarter,
    draws: int | None,
    seed: int,
) -> tuple[Trials, tuple[Scenario, ...]]:
    """Check everything that was asked, `scenarios` with their largest sizes. Raises every problem at once."""
    condition = problems.attempt(lambda: Condition.of(until))
    level = number(problems, "prob", prob)
    if not 0.0 < level < 1.0 and np.isfinite(level):
        problems.add(f"prob is {quoted(prob)}; it must be between 0 and 1, such as 0.10")
    if draws is None:
        problems.add("draws is None; a probability needs draws, for example draws=2000")
    chosen = [problems.attempt(lambda one=one: as_scenario(one)) for one, _ in scenarios]  # type: ignore[misc]
    for found, (_, largest) in zip(chosen, scenarios, strict=True):
        if found is not None:
            check_scaling(problems, found, largest)
    problems.attempt(lambda: check_period(at, start, end))
    if isinstance(baseline, str) and baseline == HISTORY:
        problems.add(
            "baseline is 'history'; sizes are searched on a projection: 'baseline', 'none' or a scenario"
        )
    request = problems.attempt(
        lambda: read(
            [found for found in chosen if found is not None],
            parameters, baseline, start, end, draws, seed,
            None if condition is None else (condition.output,),
            None, "draws", MEMORY_LIMIT, None, "numpy",
        )
    )  # fmt: skip
    problems.raise_if_any()
    if condition is None or request is None or draws is None:
        raise AssertionError("a part is missing although no problem was noted")
    plan = prepare(replace(request, scenarios=(Scenario("unshocked"),)))
    first, last = request.quarters[request.first], request.quarters[-1]
    given = baseline if isinstance(baseline, Scenario) else str(baseline)
    trials = Trials(condition, at, level, request.parameters, given, first, last, int(draws), int(seed), plan)
    return trials, tuple(found for found in chosen if found is not None)


def check_scaling(problems: Problems, scenario: Scenario, largest: float) -> None:
    """Note what keeps a scenario from being scaled up to `largest`: it has no shocks, or one with `set`."""
    if not scenario.shocks:
        problems.add(f"scenario {scenario.name!r} has no shocks, so it has no size")
    for shock in scenario.shocks:
        if shock.operation == "set" and largest > 1.0:
            problems.add(
                f"sizes up to {largest:g} are asked for, but {shock} of {scenario.name!r} scales only from 0 "
                "to 1; ask for sizes up to 1, or leave that shock out"
            )


def check_period(at: Period | None, start: str | Quarter, end: str | Quarter) -> None:
    """Raise InputError when `at` is no period of a run from `start` to `end`."""
    try:
        quarters = quarter_range(start, end)
    except InputError:  # told with the other arguments of the run
        return
    if at is not None:
        inner = {q.year for q in quarters if q.quarter == 1} & {q.year for q in quarters if q.quarter == 4}
        find_period(at, quarters, sorted(inner))


@contextmanager
def _quiet() -> Iterator[None]:
    """What a scenario is warned of is told once, not at every size."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
