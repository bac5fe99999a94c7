"""What a run is asked for: the arguments of `tajsim.run` in one object, with their defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from tajsim import arguments
from tajsim.arguments import Progress
from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, KEEP, MEMORY_LIMIT, PARAMETER_SET, SEED
from tajsim.drivers.outlook import Outlook
from tajsim.errors import Problems, quoted
from tajsim.kinds import as_float, is_whole
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter
from tajsim.results.manifest import MOST_DRAWS
from tajsim.scenarios import Scenario

ScenarioLike: TypeAlias = Scenario | str | Path
Baseline: TypeAlias = Scenario | Outlook | str | Path  # a scenario, its name or file, or an outlook
SEED_BITS = 128
BACKENDS = ("numpy", "compiled")
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
        if not isinstance(self.backend, str) or self.backend not in BACKENDS:
            problems.add(f"backend is {quoted(self.backend)}; allowed: {', '.join(map(repr, BACKENDS))}")
        return problems.found


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

    def __post_init__(self) -> None:
        for name in ("scenarios", "outputs"):  # an iterator gives its items once; options are read again
            given = getattr(self, name)
            if isinstance(given, Iterator):
                object.__setattr__(self, name, tuple(islice(given, arguments.LONGEST + 1)))
