"""What a user asked of `run`, read and checked: every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim import arguments
from tajsim.arguments import items, quarter
from tajsim.drivers.outlook import OUTLOOKS, Outlook, is_outlook_file, read_outlook
from tajsim.drivers.stochastic import SHORTEST
from tajsim.engine.plan import first_shown, horizon, last_quarter, output_names
from tajsim.errors import InputError, Problems, quoted, unknown_name
from tajsim.kinds import as_float, is_whole
from tajsim.parameters import Parameters, as_parameters
from tajsim.past import enforcement, parameters_of
from tajsim.past.drivers import FIRST, last_year
from tajsim.quarters import Quarter, quarter_range
from tajsim.repeats import repeated
from tajsim.results.made_of import baseline_following
from tajsim.results.manifest import MOST_DRAWS
from tajsim.scenarios import Scenario, as_scenario, check_targets, scenario_names
from tajsim.scenarios import scenario as load_scenario
from tajsim.scenarios.composition import compose

if TYPE_CHECKING:
    import pandas as pd

Asked = Scenario | str | Path
Baseline = Scenario | Outlook | str | Path  # a scenario, its name or file, or an outlook of one's own
HISTORY = "history"  # the baseline of observed drivers
FIRST_START = FIRST + 3
SEED_BITS = 128
BACKENDS = ("numpy", "compiled")


@dataclass(frozen=True, eq=False)
class Request:
    """A run that can be planned."""

    parameters: Parameters
    scenarios: tuple[Scenario, ...]
    baseline: Scenario
    outlook: str
    quarters: tuple[Quarter, ...]
    first: int  # of the reported quarters
    outputs: tuple[str, ...]
    draws: int | None
    seed: int
    backend: str
    base_year: int | None = None  # a past year that the run starts after
    data: pd.DataFrame | None = None  # observations to use instead of the shipped ones
    own_outlook: Outlook | None = None  # to follow instead of a shipped one
    behaviour: Parameters | None = None  # the set given, where a run from a past year replaces its figures

    @property
    def all(self) -> tuple[Scenario, ...]:
        """The baseline and the scenarios."""
        return (self.baseline, *self.scenarios)


def read(
    scenarios: Asked | Iterable[Asked],
    parameters: Parameters | str | Path,
    baseline: Baseline,
    start: str | Quarter | None,
    end: str | Quarter,
    draws: int | None,
    seed: int,
    outputs: Sequence[str] | str | None,
    executor: Executor | None,
    keep: str,
    memory_limit: float,
    progress: object,
    backend: str,
) -> Request:
    """Read the arguments of `run`. Raises InputError (or a kind of it) naming every problem."""
    problems = Problems("cannot run")
    p = problems.attempt(lambda: as_parameters(parameters))
    reference, outlook, own = problems.attempt(lambda: _baseline(baseline)) or (None, "baseline", None)
    chosen = _scenarios(scenarios, problems)
    names = problems.attempt(lambda: output_names(outputs))
    for problem in _numbers(draws, seed, keep, memory_limit):
        problems.add(problem)
    for problem in helper_problems(executor, progress):
        problems.add(problem)
    if not isinstance(backend, str) or backend not in BACKENDS:
        problems.add(f"backend is {quoted(backend)}; allowed: {', '.join(map(repr, BACKENDS))}")
    begin, stop = quarter(problems, "start", first_shown(start, p)), quarter(problems, "end", end)
    if begin is None or stop is None:
        problems.raise_if_any()
        raise InputError("cannot run")
    told = len(problems.found)
    base_year = problems.attempt(lambda: _past_year(p, outlook, begin, stop))
    behaviour = None
    if p is not None and base_year is not None:
        behaviour = given = p
        p = problems.attempt(lambda: parameters_of(base_year, given))
    # a past that cannot be run is told once, not again as a start before the vintage
    shown = problems.attempt(lambda: horizon(p, begin, stop)) if len(problems.found) == told else None
    if outlook == HISTORY and shown is not None:
        reference = enforcement(shown[0], HISTORY)
    if reference is not None:
        chosen = tuple(s for s in chosen if s != reference)
        if outlook == HISTORY:  # what happened happens in every scenario as well
            past = reference
            found = problems.attempt(lambda: tuple(compose(s.name, (past, s)) for s in chosen))
            chosen = chosen if found is None else found
        everything = (reference, *chosen)
        problems.attempt(lambda: _names_differ(everything, outlook))
        problems.attempt(lambda: check_targets(everything))
    problems.raise_if_any()
    if p is None or reference is None or names is None or shown is None:  # told above
        raise InputError("cannot run")
    quarters, first = shown
    return Request(
        p,
        chosen,
        reference,
        outlook,
        quarters,
        first,
        names,
        None if draws is None else int(draws),
        int(seed),
        backend,
        base_year,
        own_outlook=own,
        behaviour=behaviour,
    )


def _baseline(given: Any) -> tuple[Scenario, str, Outlook | None]:
    """The reference scenario, the name of the outlook it runs on, and that outlook if it is a user's own."""
    if isinstance(given, Scenario):
        return given, "none" if given.name == "none" and not given.shocks else "baseline", None
    if isinstance(given, str | Path) and is_outlook_file(given):
        given = read_outlook(given)
    if isinstance(given, Outlook):
        if given.name in (*OUTLOOKS, HISTORY):
            raise InputError(f"an outlook of your own cannot be called {quoted(given.name)}; rename its file")
        return baseline_following(given), given.name, given
    if not isinstance(given, str | Path):
        raise InputError(f"baseline is {quoted(given)}; it must be a scenario or its name")
    if given in ("none", HISTORY):
        return Scenario(str(given)), str(given), None
    if isinstance(given, str) and given.isidentifier() and given not in scenario_names():
        raise unknown_name("baseline", given, (*OUTLOOKS, HISTORY, *scenario_names()))
    return load_scenario(given), "baseline", None


def _scenarios(given: Any, problems: Problems) -> tuple[Scenario, ...]:
    if isinstance(given, Scenario | str | Path):
        given = (given,)
    listed = items(problems, "scenarios", given, "scenarios, their names or files")
    chosen = [problems.attempt(lambda one=one: as_scenario(one)) for one in listed]  # type: ignore[misc]
    return tuple(found for found in chosen if found is not None)


def _past_year(p: Parameters | None, outlook: str, start: str | Quarter, end: str | Quarter) -> int | None:
    """The year before the first one, for a run over the past or a projection from it; else None.

    Raises InputError for a run over the past outside the observed drivers, or a projection from years that
    are too few for the driver model.
    """
    shown = quarter_range(start, end)
    begins_before = p is not None and shown[0] < last_quarter(p) + 1
    last = last_year() if outlook == HISTORY else 0
    if outlook == HISTORY and not FIRST_START <= shown[0].year <= shown[-1].year <= last:
        raise InputError(
            f"a run over the past goes from {FIRST_START}Q1 at the earliest to {last}Q4 at the latest, "
            f"not from {shown[0]} to {shown[-1]}"
        )
    if outlook == "none" and shown[0].year <= SHORTEST:
        raise InputError(
            f"a projection starts in {SHORTEST + 1}Q1 at the earliest, not in {shown[0]}: before it, too few "
            "years of oil, rouble and Russian output were observed"
        )
    return shown[0].year - 1 if outlook == HISTORY or (outlook == "none" and begins_before) else None


def _names_differ(everything: Sequence[Scenario], outlook: str) -> None:
    names = [s.name for s in everything]
    twice = sorted(repeated(names))
    if twice:
        raise InputError(f"scenario names must differ; given twice: {', '.join(map(repr, twice))}")
    for taken in {*OUTLOOKS, HISTORY} - {outlook}:
        if taken not in names:
            continue
        raise InputError(f"the name {quoted(taken)} belongs to another outlook than this run follows")


def _numbers(draws: Any, seed: Any, keep: Any, memory_limit: Any) -> list[str]:
    found = []
    if draws is not None and not (is_whole(draws) and draws >= 1):
        found.append(f"draws is {quoted(draws)}; it must be a whole number of at least 1, or None")
    elif draws is not None and draws > MOST_DRAWS:
        found.append(f"draws is {quoted(draws)}; it must be at most {MOST_DRAWS:,}")
    if not (is_whole(seed) and seed >= 0):
        found.append(f"seed is {quoted(seed)}; it must be a whole number of at least 0")
    elif seed >= 2**SEED_BITS:
        found.append(f"seed is {quoted(seed)}; it must be below 2 to the power of {SEED_BITS}")
    if not isinstance(keep, str) or keep not in ("draws", "summary", "auto"):
        found.append(f"keep is {quoted(keep)}; allowed: 'draws', 'summary', 'auto'")
    limit = as_float(memory_limit)
    if limit is None or not limit > 0.0:
        found.append(f"memory_limit is {quoted(memory_limit)}; it must be a positive number (GiB)")
    return found


def helper_problems(executor: Any, progress: Any) -> list[str]:
    """What is wrong with the executor and the progress function of a run."""
    problems = Problems("cannot run")
    arguments.executor(problems, "executor", executor)
    arguments.function(problems, "progress", progress, "(done, total)")
    return problems.found
