"""Stress tests: many scenarios side by side on the same draws, and the probability of a condition in each."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from tajsim.analysis.policy.search import ladder
from tajsim.analysis.thresholds.condition import Condition, ConditionLike
from tajsim.arguments import number
from tajsim.engine.plan import Plan, first_shown, scenario_plan
from tajsim.engine.request import HISTORY, RunOptions, ScenarioLike, read
from tajsim.engine.run import prepare, run_options
from tajsim.errors import InputError, Problems, quoted
from tajsim.labels import distinct
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.periods import Period, find_period
from tajsim.results.rerun import run_beside
from tajsim.results.result import Result
from tajsim.scenarios import Scenario, as_scenario

TOGETHER = 2_000_000  # scenarios x draws of one run, so that their values stay within half a gigabyte
_CLOSE = 1e-6  # relative: how closely the largest size that can be run is enclosed
_SMALLEST = 1e-9  # a size below it counts as none


@dataclass(frozen=True, kw_only=True, eq=False)
class StressTest:
    """What every run of a stress test has in common.

    options: of each run, but for its scenario. reference: the name of the baseline. plan: of the economy
    without shocks.
    """

    condition: Condition
    at: Period | None
    prob: float
    options: RunOptions
    draws: int
    reference: str
    plan: Plan

    def limit(self, make: Callable[[float], Scenario], low: float, high: float) -> tuple[float, str]:
        """The largest size up to `high` to which every size can be run, and what stops larger ones.

        A size cannot be run when a shock does not scale to it or takes a target out of its allowed range. The
        size is found from below, so that it is the same however large `high` is, and has four digits. The
        reason is empty when `high` itself can be run. Raises InputError when `low` cannot.
        """
        at_low = self._obstacles(make, low)
        if at_low:
            raise InputError(f"size {low:g}, the smallest of the span, cannot be run", at_low)
        possible = low
        for beyond in ladder(low, high)[1:]:
            found = self._obstacles(make, beyond)
            if found:
                break
            possible = beyond
        else:
            return high, ""
        while beyond - possible > _CLOSE * (beyond - low) and beyond - low > _SMALLEST:
            middle = 0.5 * (possible + beyond)
            if not possible < middle < beyond:
                break
            tried = self._obstacles(make, middle)
            possible, beyond, found = (possible, middle, tried) if tried else (middle, beyond, found)
        largest = possible
        for distance in _four_digits(possible - low):  # in short numbers, as people write them
            obstacles = self._obstacles(make, low + distance)
            if obstacles and distance > largest - low:
                return largest, "; ".join(obstacles)
            largest = largest if obstacles or low + distance > beyond else low + distance
        return largest, "; ".join(found)

    def first(self, scenario: Scenario) -> Result:
        """The run of one scenario, which the others repeat: the baseline is solved once for all of them.

        Warns of a shock without effect in the run, and refuses one that could have none.
        """
        (name,) = distinct([scenario.name], (self.reference,))
        return run_options(replace(self.options, scenarios=replace(scenario, name=name)))

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
            names = distinct([one.name for one in some], (known.name,))
            named = [replace(one, name=name) for one, name in zip(some, names, strict=True)]
            with _quiet():
                result = run_beside(first, named, (self.condition.output,))
            found = [self.condition.share(result, name, self.at) for name in names]
            shares |= dict(zip(some, found, strict=True))
        return [shares[scenario] for scenario in scenarios]

    def _obstacles(self, make: Callable[[float], Scenario], size: float) -> list[str]:
        """Why the scenario of a size cannot be run; nothing when it can."""
        problems = Problems("the scenarios cannot be run")
        with _quiet():
            scenario = problems.attempt(lambda: make(size))
            if scenario is not None:
                scenario_plan(
                    scenario,
                    self.plan.scenarios[-1].drivers,
                    self.plan.quarters,
                    self.plan.parameters,
                    problems,
                )
        return problems.found


def too_late(scenarios: Sequence[Scenario], at: Period | None, start: str, end: str) -> str:
    """A sentence where none of the scenarios acts before the period `at` is over; else ""."""
    quarters = quarter_range(start, end)
    if at is None:
        last = quarters[-1]
    else:
        years = [q.year for q in quarters if q.quarter == 4]
        freq, place = find_period(at, quarters, years)
        last = quarters[place] if freq == "Q" else Quarter(years[place], 4)
    with _quiet():
        acts = [change.touched for one in scenarios for change in one.modifiers(quarters).values()]
    places = [int(np.argmax(touched)) for touched in acts if touched.any()]
    if not places or quarters[min(places)] <= last:
        return ""
    return f"No shock acts before {quarters[min(places)]}, which is after {at}."


def _four_digits(distance: float) -> tuple[float, ...]:
    """Numbers of four digits around a distance: the one below and the next two."""
    if distance < _SMALLEST:
        return 0.0, _SMALLEST
    unit = 10.0 ** (math.floor(math.log10(distance)) - 3)
    count = math.floor(distance / unit)
    return tuple(float(f"{(count + i) * unit:.4g}") for i in range(3))


def scaled(scenario: Scenario, size: float) -> Scenario:
    """`scenario.scale(size)`; of size 0 a scenario without shocks."""
    if size == 0.0:
        return Scenario(f"{scenario.name} x 0")
    return scenario.scale(size)


def read_stress_test(
    problems: Problems,
    scenarios: Sequence[ScenarioLike],
    options: RunOptions,
    *,
    until: ConditionLike,
    prob: float,
    at: Period | None,
) -> tuple[StressTest, tuple[Scenario, ...]]:
    """Check everything that was asked, and the scenarios. Raises InputError with every problem.

    options: of the runs, but for scenarios and outputs.
    """
    condition = problems.attempt(lambda: Condition.of(until))
    level = number(problems, "prob", prob)
    if not 0.0 < level < 1.0 and np.isfinite(level):
        problems.add(f"prob is {quoted(prob)}; it must be between 0 and 1, such as 0.10")
    if options.draws is None:
        problems.add("draws is None; a probability needs draws, for example draws=2000")
    chosen = [problems.attempt(lambda one=one: as_scenario(one)) for one in scenarios]  # type: ignore[misc]
    for found in chosen:
        if found is not None:
            check_scaling(problems, found)
    start = first_shown(options.start, options.parameters)
    problems.attempt(lambda: check_period(at, start, options.end))
    if isinstance(options.baseline, str) and options.baseline == HISTORY:
        problems.add(
            "baseline is 'history'; sizes are searched on a projection: 'baseline', 'none' or a scenario"
        )
    options = replace(options, outputs=None if condition is None else (condition.output,))
    known = tuple(found for found in chosen if found is not None)
    request = problems.attempt(lambda: read(replace(options, scenarios=known)))
    problems.raise_if_any()
    if condition is None or request is None or request.draws is None:
        raise AssertionError("a part is missing although no problem was noted")
    stress_test = StressTest(
        condition=condition,
        at=at,
        prob=level,
        options=replace(options, parameters=request.given),
        draws=request.draws,
        reference=request.baseline.name,
        plan=prepare(replace(request, scenarios=(Scenario("unshocked"),))),
    )
    return stress_test, known


def check_scaling(problems: Problems, scenario: Scenario) -> None:
    """Note a scenario that cannot be scaled because it has no shocks."""
    if not scenario.shocks:
        problems.add(f"scenario {scenario.name!r} has no shocks, so it has no size")


def check_period(at: Period | None, start: str | Quarter, end: str | Quarter) -> None:
    """Raise InputError when `at` is no period of a run from `start` to `end`."""
    try:
        quarters = quarter_range(start, end)
    except InputError:  # reported with the other arguments of the run
        return
    if at is not None:
        inner = {q.year for q in quarters if q.quarter == 1} & {q.year for q in quarters if q.quarter == 4}
        find_period(at, quarters, sorted(inner))


@contextmanager
def _quiet() -> Iterator[None]:
    """A warning about a scenario is given once, not at every size."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
