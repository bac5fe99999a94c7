"""What a golden file describes is run, what it records taken from the result, and the two compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tajsim.defaults import BACKEND
from tajsim.drivers.outlook import OUTLOOKS, Outlook, outlook_in
from tajsim.engine.request import HISTORY, RunOptions
from tajsim.engine.run import run_options
from tajsim.errors import Problems
from tajsim.golden.description import CENTRAL, STATISTICS, Description
from tajsim.golden.file import Key, Recorded
from tajsim.golden.tolerance import Tolerance, Tolerances
from tajsim.judgements.judgement import Judgement
from tajsim.judgements.reading import judgement
from tajsim.parameters import Parameters, parameters
from tajsim.results import Result
from tajsim.results.inputs import judgement_used
from tajsim.scenarios import Scenario
from tajsim.scenarios.library import named
from tajsim.store import find_file, folders_of, has_suffix


@dataclass(frozen=True)
class Run:
    """A described run with its names and files resolved. baseline: as `tajsim.run` takes it."""

    description: Description
    scenarios: tuple[Scenario, ...]
    baseline: Scenario | Outlook | str
    parameters: Parameters
    judgement: Judgement | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the result will have, the baseline first."""
        first = self.baseline if isinstance(self.baseline, str) else self.baseline.name
        return tuple(dict.fromkeys((first, *(s.name for s in self.scenarios))))

    def compute(self, executor: Executor | None, backend: str = BACKEND) -> Result:
        """The result. Raises InputError as `tajsim.run` does."""
        asked = self.description
        return run_options(
            RunOptions(
                scenarios=self.scenarios,
                parameters=self.parameters,
                baseline=self.baseline,
                start=asked.start,
                end=asked.end,
                draws=asked.draws or None,
                seed=asked.seed,
                outputs=asked.outputs,
                executor=executor,
                backend=backend,
                judgement=self.judgement,
            )
        )


def resolve(description: Description, golden: Path, problems: Problems) -> Run | None:
    """Find the scenarios and the parameter set of the file `golden`. None when a problem was noted.

    Files are looked for beside it, then beside the file that it is a link to.
    """
    folders = folders_of(golden)
    found = [
        problems.attempt(lambda text=text: named(text, folders))  # type: ignore[misc]
        for text in description.scenarios
    ]
    parameter_set: str | Path = description.vintage
    if has_suffix(description.vintage, ".toml"):
        parameter_set = find_file(description.vintage, folders)
    used = problems.attempt(lambda: parameters(parameter_set))
    baseline = problems.attempt(lambda: _baseline(description.baseline, folders))
    chosen = tuple(s for s in found if s is not None)
    judged = problems.attempt(lambda: _judgement(description.judgement, folders))
    if used is None or baseline is None or len(chosen) < len(found):
        return None
    return Run(description, chosen, baseline, used, judged)


def _baseline(name: str, folders: tuple[Path, ...]) -> Scenario | Outlook | str:
    """What a run takes for the baseline of that name: an outlook or a scenario of a file, or the name."""
    outlook = outlook_in(find_file(name, folders))
    if outlook is not None:
        return outlook
    return name if name in (*OUTLOOKS, HISTORY) else named(name, folders)


def _judgement(name: str, folders: tuple[Path, ...]) -> Judgement | None:
    return judgement(find_file(name, folders)) if name else None


def values(result: Result, description: Description) -> dict[Key, tuple[float, ...]]:
    """What the description records of a result, each number to nine digits, which is what float32 holds.

    Raises InputError naming the outputs that have no finite value, or that the result does not hold.
    """
    problems = Problems("cannot record the result")
    for name in description.outputs:
        problems.attempt(lambda name=name: result.distribution(name, "Q"))  # type: ignore[misc]
    problems.raise_if_any()
    found: dict[Key, tuple[float, ...]] = {}
    for name in description.outputs:
        table: dict[str, np.ndarray] = {}
        for freq in ("Q", "Y"):
            labels = [str(period) for period in result.periods(freq)]
            table |= dict(zip(labels, _statistics(result, name, freq, description), strict=True))
        for column, one in enumerate(result.scenarios):
            for period in description.periods:
                numbers = table[period][column]
                if np.isfinite(numbers).all():
                    found[one, name, period] = tuple(float(f"{number:.9g}") + 0.0 for number in numbers)
                else:
                    problems.add(f"{name!r} of {one!r} is not finite in {period}: {numbers.tolist()}")
    problems.raise_if_any()
    return found


def describe(result: Result) -> Description:
    """The description of a result: every quarter of the outputs it holds."""
    m, judged = result.manifest, judgement_used(result.manifest)
    return Description(
        scenarios=result.scenarios[1:],
        vintage=m.vintage,
        baseline=m.baseline,
        judgement="" if judged is None else f"{judged.name}.toml",
        start=m.start,
        end=m.end,
        draws=m.draws or 0,
        seed=m.seed or 0,
        outputs=result.kept,
        statistics=STATISTICS if m.draws else CENTRAL,
    )


def differences(result: Result, description: Description) -> list[str]:
    """Where a result is not of the described run; scenarios and outputs aside."""
    m = result.manifest
    asked = {"vintage": _stem(description.vintage), "draws": description.draws, "seed": description.seed}
    asked |= {"start": description.start, "end": description.end}
    given = {"vintage": _stem(m.vintage), "draws": m.draws or 0, "seed": m.seed or 0}
    given |= {"start": m.start, "end": m.end}
    judged = judgement_used(m)
    asked |= {"judgement": _stem(description.judgement)}
    given |= {"judgement": "" if judged is None else judged.name}
    return [
        f"{name} of the result is {given[name]!r}, [run] says {asked[name]!r}"
        for name in asked
        if asked[name] != given[name]
    ]


def _statistics(result: Result, name: str, freq: str, description: Description) -> np.ndarray:
    """Numbers of one output, shape (period, scenario, statistic)."""
    central = (result.central if freq == "Q" else result.central_annual)[name]
    spread = result.distribution(name, freq)
    quantiles = description.quantiles
    found = dict(zip(quantiles, spread.quantiles(tuple(quantiles.values())), strict=True))
    columns: list[np.ndarray] = []
    for statistic in description.statistics:
        if statistic in found:
            columns.append(found[statistic])
        else:
            columns.append(central if statistic == "central" else spread.mean())
    return np.stack(columns, axis=-1)


def _stem(parameter_set: str) -> str:
    return Path(parameter_set).stem if has_suffix(parameter_set, ".toml") else parameter_set


@dataclass(frozen=True, slots=True)
class Move:
    """One number that moved by more than its tolerance.

    Attributes
    ----------
    scenario, output, period, statistic : str
        Which number.
    recorded, now : float
        What the file holds and what the run gives, in the output's unit.
    tolerances : float
        How many times what is allowed it moved by.
    change : float
        Now less recorded, in the output's unit.
    change_pct : float
        The same in percent of the recorded size; NaN from zero.
    """

    scenario: str
    output: str
    period: str
    statistic: str
    recorded: float
    now: float
    tolerances: float

    @property
    def change(self) -> float:
        """By how much, in the output's unit."""
        return self.now - self.recorded

    @property
    def change_pct(self) -> float:
        """By how much, in percent of the recorded size; NaN from zero."""
        return 100.0 * self.change / abs(self.recorded) if self.recorded else math.nan


def moves(
    recorded: Recorded, now: Recorded, statistics: Sequence[str], tolerance: Tolerances
) -> tuple[Move, ...]:
    """The numbers that moved, those by most tolerances first; what only one side holds is not compared."""
    found = []
    for key in recorded.keys() & now.keys():
        scenario, output, period = key
        for statistic, old, new in zip(statistics, recorded[key], now[key], strict=True):
            limit, gap = tolerance.of(output, statistic).allowed(old), abs(new - old)
            if not gap <= limit:
                times = gap / limit if limit else math.inf
                found.append(Move(scenario, output, period, statistic, old, new, times))
    return tuple(sorted(found, key=lambda m: (-m.tolerances, m.scenario, m.output, m.period, m.statistic)))


def settled(recorded: Recorded, now: Recorded, statistics: Sequence[str], tolerance: Tolerances) -> Recorded:
    """The numbers of now, but for those as near to the recorded ones as machines are: these stay.

    So an update on another machine shows in a review only what moved. What stays is held against the first
    number recorded, so that small steps do not add up unnoticed. A tighter tolerance of the file holds here
    as well, a wider one does not.
    """
    found = dict(now)
    for key in recorded.keys() & now.keys():
        numbers = []
        for statistic, old, new in zip(statistics, recorded[key], now[key], strict=True):
            own, usual = tolerance.of(key[1], statistic), Tolerances().of(key[1], statistic)
            near = Tolerance(min(own.absolute, usual.absolute), min(own.relative, usual.relative))
            numbers.append(old if abs(new - old) <= near.allowed(old) else new)
        found[key] = tuple(numbers)
    return found
