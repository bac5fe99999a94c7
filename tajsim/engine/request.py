"""What a run is asked for: the arguments of `tajsim.run` in one object, read and checked.

What is wrong is reported at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from tajsim import arguments
from tajsim.arguments import Progress, items, quarter
from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, KEEP, MEMORY_LIMIT, PARAMETER_SET, SEED
from tajsim.drivers.outlook import OUTLOOKS, Outlook, outlook_in
from tajsim.drivers.stochastic import SHORTEST
from tajsim.engine.backend import check_backend, refuse_compiled, used
from tajsim.engine.condition import Condition, Origin, check_dates
from tajsim.engine.figures import GivenFigures, read_given
from tajsim.engine.known_quarters import without_known
from tajsim.engine.plan import first_shown, horizon, last_quarter, output_names
from tajsim.engine.swap import Swap, as_swaps, check_swaps
from tajsim.errors import InputError, Problems, quoted, unknown_name
from tajsim.judgements.judgement import Judgement
from tajsim.judgements.reading import as_judgement
from tajsim.kinds import as_float, is_flag, is_whole
from tajsim.labels import repeated
from tajsim.parameters import Parameters, as_parameters
from tajsim.past import enforcement, parameters_of
from tajsim.past.drivers import FIRST, last_observed
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.inputs import baseline_following
from tajsim.results.manifest import MOST_DRAWS
from tajsim.scenarios import Scenario, as_scenario, check_targets, scenario_names
from tajsim.scenarios import scenario as load_scenario
from tajsim.scenarios.composition import compose
from tajsim.store import as_path

if TYPE_CHECKING:
    import pandas as pd

ScenarioLike: TypeAlias = Scenario | str | Path
Baseline: TypeAlias = Scenario | Outlook | str | Path  # a scenario, its name or file, or an outlook
SEED_BITS = 128
KEPT = ("draws", "summary", "auto")


@dataclass(frozen=True, kw_only=True, eq=False)
class Settings:
    """How a run is computed, whatever it is of; `tajsim.run` says what each is."""

    draws: int | None = DRAWS
    seed: int = SEED
    executor: Executor | None = None
    keep: str = KEEP
    memory_limit: float = MEMORY_LIMIT
    progress: Progress | None = None
    backend: str = BACKEND
    workers: int | None = None
    checkpoint: str | Path | None = None
    resume: bool = False
    parts: str | Path | None = None

    def __post_init__(self) -> None:
        limit = as_float(self.memory_limit)
        if limit is not None and limit > 0.0:  # any kind of number is compared with, and divided by, floats
            object.__setattr__(self, "memory_limit", limit)

    def faults(self) -> list[str]:
        """What is wrong with the values, one text each; nothing when a run can have them."""
        problems = Problems("cannot run")
        draws: Any = self.draws
        if draws is not None and not (is_whole(draws) and draws >= 1):
            problems.add(f"draws is {quoted(draws)}; it must be a whole number of at least 1, or None")
        elif draws is not None and draws > MOST_DRAWS:
            problems.add(f"draws is {quoted(draws)}; it must be at most {MOST_DRAWS:,}")
        if not (is_whole(self.seed) and self.seed >= 0):
            problems.add(f"seed is {quoted(self.seed)}; it must be a whole number of at least 0")
        elif self.seed >= 2**SEED_BITS:
            problems.add(f"seed is {quoted(self.seed)}; it must be below 2 to the power of {SEED_BITS}")
        if not isinstance(self.keep, str) or self.keep not in KEPT:
            problems.add(f"keep is {quoted(self.keep)}; allowed: {', '.join(map(repr, KEPT))}")
        limit = as_float(self.memory_limit)
        if limit is None or not limit > 0.0:
            problems.add(f"memory_limit is {quoted(self.memory_limit)}; it must be a positive number (GiB)")
        arguments.executor(problems, "executor", self.executor)
        arguments.function(problems, "progress", self.progress, "(done, total)")
        check_backend(problems, self.backend)
        if self.workers is not None and not (is_whole(self.workers) and self.workers >= 1):
            problems.add(
                f"workers is {quoted(self.workers)}; it must be a whole number of at least 1, or None"
            )
        if not is_flag(self.resume):
            problems.add(f"resume is {quoted(self.resume)}; it must be true or false")
        elif self.resume and self.checkpoint is None:
            problems.add("resume is True; that needs a checkpoint to go on from: checkpoint='FOLDER'")
        self._check_folders(problems)
        return problems.found

    def _check_folders(self, problems: Problems) -> None:
        for name in ("checkpoint", "parts"):
            folder = getattr(self, name)
            if folder is None:
                continue
            try:
                as_path(folder)
            except InputError:
                problems.add(f"{name} is {quoted(folder)}; it must be the name of a folder, or None")
                continue
            if self.draws is None or self.keep == "draws":
                problems.add(
                    f"{name} is {quoted(str(folder))}; that is for draws of which a run keeps "
                    "distributions: keep='summary'"
                )


@dataclass(frozen=True, kw_only=True, eq=False)
class RunOptions(Settings):
    """What a run is asked for, as it was given: names may still be unknown and numbers impossible.

    The one object that stands for the arguments of `tajsim.run`, which says what each is.
    `tajsim.engine.request.read` makes a checked Request of it; only there can everything that is wrong be
    reported at once, with the names that do not exist.
    """

    scenarios: ScenarioLike | Iterable[ScenarioLike] = ()
    parameters: Parameters | str | Path = PARAMETER_SET
    baseline: Baseline = BASELINE
    start: str | Quarter | None = None
    end: str | Quarter = END
    outputs: Sequence[str] | str | None = None
    given: Any = None
    judgement: Judgement | str | Path | None = None
    swaps: Any = None

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        for name in (
            "scenarios",
            "outputs",
            "given",
            "swaps",
        ):  # an iterator gives its items once; options are read again
            given = getattr(self, name)
            if isinstance(given, Iterator):
                object.__setattr__(self, name, tuple(islice(given, arguments.LONGEST + 1)))


HISTORY = "history"  # the baseline of observed drivers
FIRST_START = FIRST + 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Request(Settings):
    """A run that can be planned: what was asked for with its names and files resolved, and checked.

    Raises InputError naming every setting that cannot be.
    """

    parameters: Parameters
    scenarios: tuple[Scenario, ...]
    baseline: Scenario
    outlook: str
    quarters: tuple[Quarter, ...]
    first: int  # of the reported quarters
    outputs: tuple[str, ...]
    base_year: int | None = None  # the year that a run over or from the past starts after
    data: pd.DataFrame | None = None  # observations to use instead of the shipped ones
    own_outlook: Outlook | None = None  # to follow instead of a shipped one
    conditions: tuple[Condition, ...] = ()  # figures that draws meet, in order
    origin: Origin | None = None  # of these
    swaps: tuple[Swap, ...] = ()  # outputs that are given, and what moves in their place
    behaviour: Parameters | None = None  # the set given, where a run from a past year replaces its figures
    judgement: Judgement | None = None  # on top of the add-factors of the baseline
    asked: str = ""  # of the backend, which is here the one that computes the draws

    def __post_init__(self) -> None:
        faults = self.faults()
        if faults:
            raise InputError("cannot run", faults)
        Settings.__post_init__(self)
        object.__setattr__(self, "draws", None if self.draws is None else int(self.draws))
        object.__setattr__(self, "seed", int(self.seed))
        chosen = used(self.backend, self.draws, numpy_only=bool(self.swaps))
        object.__setattr__(self, "asked", self.asked or self.backend)
        object.__setattr__(self, "backend", chosen)

    @property
    def all(self) -> tuple[Scenario, ...]:
        """The baseline and the scenarios."""
        return (self.baseline, *self.scenarios)

    def alone(self, keep: str) -> Request:
        """The same run without whoever computes it, watches it and keeps what is done of it."""
        return replace(
            self,
            executor=None,
            progress=None,
            workers=None,
            checkpoint=None,
            resume=False,
            parts=None,
            keep=keep,
        )

    @property
    def given(self) -> Parameters:
        """The parameter set asked for, not the one that runs where the past gives figures."""
        return self.behaviour or self.parameters


def read(options: RunOptions, data: pd.DataFrame | None = None) -> Request:
    """The run that was asked for. Raises InputError (or a kind of it) naming every problem.

    data: observations that a run over the past or from it uses in place of the shipped ones.
    """
    problems = Problems("cannot run")
    p = problems.attempt(lambda: as_parameters(options.parameters))
    found = problems.attempt(lambda: _baseline(options.baseline))
    reference, outlook, own = found or (None, "baseline", None)
    chosen = _scenarios(options.scenarios, problems)
    names = problems.attempt(lambda: output_names(options.outputs))
    judgement = problems.attempt(lambda: as_judgement(options.judgement))
    swaps = problems.attempt(lambda: as_swaps(options.swaps)) or ()
    for fault in options.faults():
        problems.add(fault)
    begin = quarter(problems, "start", first_shown(options.start, p))
    stop = quarter(problems, "end", options.end)
    if begin is None or stop is None:
        problems.raise_if_any()
        raise InputError("cannot run")
    before = len(problems.found)
    base_year = problems.attempt(lambda: _past_year(p, outlook, begin, stop, data))
    behaviour = None
    if p is not None and base_year is not None and _begins_before(p, begin, data):
        now = p
        behaviour = given = problems.attempt(lambda: without_known(now))
        p = None if given is None else problems.attempt(lambda: parameters_of(base_year, given, data))
    # a past that cannot be run is reported once, not again as a start before the parameter set
    shown = problems.attempt(lambda: horizon(p, begin, stop)) if len(problems.found) == before else None
    if outlook == HISTORY and shown is not None:
        reference = enforcement(shown[0], HISTORY)
    given_figures = problems.attempt(lambda: read_given(options.given, shown and shown[0])) or GivenFigures()
    conditions = given_figures.conditions
    for text in given_figures.warnings:
        warnings.warn(text, stacklevel=4)  # where `run`, or what is like it, was called
    if shown is not None and conditions:
        problems.attempt(lambda: check_dates(conditions, shown[0]))
    if reference is not None:
        chosen = _beside(reference, outlook, chosen, problems)
        if shown is not None and swaps:
            everything = [s.name for s in (reference, *chosen)]
            problems.attempt(lambda: check_swaps(swaps, shown[0], everything))
            problems.attempt(lambda: _check_beside_swaps(swaps, conditions, everything[0], options.backend))
    problems.raise_if_any()
    if p is None or reference is None or names is None or shown is None:  # already reported
        raise InputError("cannot run")
    quarters, first = shown
    settings: dict[str, Any] = {field.name: getattr(options, field.name) for field in fields(Settings)}
    return Request(
        **settings,
        parameters=p,
        scenarios=chosen,
        baseline=reference,
        outlook=outlook,
        quarters=quarters,
        first=first,
        outputs=output_names([*names, *(one.output for one in swaps)]) if swaps else names,
        base_year=base_year,
        data=data,
        own_outlook=own,
        conditions=conditions,
        origin=given_figures.origin,
        swaps=swaps,
        behaviour=behaviour,
        judgement=judgement,
    )


def _check_beside_swaps(
    swaps: Sequence[Swap], conditions: Sequence[Condition], baseline: str, backend: object
) -> None:
    refuse_compiled(backend, "swaps are solved")
    both = [one for one in swaps if conditions and one.scenario in (None, baseline)]
    if both:
        raise InputError(
            f"figures are met in the baseline, where {both[0]} holds as well; say scenario= another one"
        )


def _baseline(given: Any) -> tuple[Scenario, str, Outlook | None]:
    """The reference scenario, the name of the outlook it runs on, and that outlook if it is a user's own."""
    if isinstance(given, Scenario):
        return given, "none" if given.name == "none" and not given.shocks else "baseline", None
    if isinstance(given, str | Path):
        given = outlook_in(given) or given
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


def _beside(
    reference: Scenario, outlook: str, chosen: tuple[Scenario, ...], problems: Problems
) -> tuple[Scenario, ...]:
    """The scenarios other than the baseline, over the past with what happened; their faults are noted."""
    chosen = tuple(s for s in chosen if s != reference)
    if outlook == HISTORY:  # what happened happens in every scenario as well
        found = problems.attempt(lambda: tuple(compose(s.name, (reference, s)) for s in chosen))
        chosen = chosen if found is None else found
    everything = (reference, *chosen)
    problems.attempt(lambda: _names_differ(everything, outlook))
    problems.attempt(lambda: check_targets(everything))
    return chosen


def _past_year(
    p: Parameters | None, outlook: str, start: Quarter, end: Quarter, data: pd.DataFrame | None
) -> int | None:
    """The year before the first one, for a run over the past or a projection from it; else None.

    A run over the past that does not begin before its parameter set stands goes on from there.

    Raises InputError for a run over the past outside the observed drivers, or a projection from years that
    are too few for the driver model.
    """
    shown = quarter_range(start, end)
    begins_before = _begins_before(p, start, data)
    if outlook == HISTORY:
        last = last_observed(data)
        if shown[0].year < FIRST_START or shown[-1] > last:
            raise InputError(
                f"a run over the past goes from {FIRST_START}Q1 at the earliest to {last} at the latest, "
                f"not from {shown[0]} to {shown[-1]}"
            )
        first = shown[0] if begins_before or p is None else last_quarter(p) + 1
        return first.year - 1
    if outlook == "none" and shown[0].year <= SHORTEST:
        raise InputError(
            f"a projection starts in {SHORTEST + 1}Q1 at the earliest, not in {shown[0]}: before it, too few "
            "years of oil, rouble and Russian output were observed"
        )
    return shown[0].year - 1 if outlook == "none" and begins_before else None


def _begins_before(p: Parameters | None, start: Quarter, data: pd.DataFrame | None) -> bool:
    """Whether a run begins before the end of the year that its parameter set is of."""
    return data is not None or (p is not None and start < last_quarter(p) + 1)


def _names_differ(everything: Sequence[Scenario], outlook: str) -> None:
    names = [s.name for s in everything]
    twice = sorted(repeated(names))
    if twice:
        raise InputError(f"scenario names must differ; given twice: {', '.join(map(repr, twice))}")
    for taken in {*OUTLOOKS, HISTORY} - {outlook}:
        if taken not in names:
            continue
        raise InputError(f"the name {quoted(taken)} belongs to another outlook than this run follows")
