"""Whole runs against the same in C: `python -m tests.benchmarks.whole_run [--draws N] [--backend B]`.

Sixteen shipped scenarios and the baseline, six years, the standard outputs, sampling and the quantile tables
of every output by year and quarter, in one process. The engine is asked as a user asks it, by `ts.run`, and
reads, plans, checks and labels; the C program (`c_program`) is given the plan and does the rest.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import tajsim as ts
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.results import Result
from tajsim.scenarios import scenario_names

from .c_program import CProgram
from .c_source import compiler

SCENARIOS = [name for name in scenario_names() if name != "baseline"][:16]
GIB = 16.0  # that draws may take


def tables(r: Result) -> None:
    """Quantile tables of every kept output, by year and by quarter."""
    for name in r.kept:
        r.table(name, freq="Y")
        r.table(name, freq="Q")


def of_engine(draws: int, backend: str, count: int = 16) -> Callable[[], None]:
    """The run by the engine."""
    return lambda: tables(ts.run(SCENARIOS[:count], draws=draws, seed=7, memory_limit=GIB, backend=backend))


def of_c(draws: int, folder: Path, count: int = 16) -> Callable[[], object]:
    """The same in C."""
    options = RunOptions(scenarios=SCENARIOS[:count], draws=draws, seed=7, memory_limit=GIB)
    return CProgram(prepare(read(options)), folder).tables


def in_turns(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of processor time that each takes, one after the other in every round; the first warms up."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds + 1):
        for name, do in work.items():
            start = time.process_time()
            do()
            taken[name].append(time.process_time() - start)
    return {name: found[1:] for name, found in taken.items()}


def main() -> None:
    """Print medians and the ratio to C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backend", action="append", help="of the engine; may be given several times")
    options = parser.parse_args()
    work: dict[str, Callable[[], object]] = {
        backend: of_engine(options.draws, backend) for backend in options.backend or ["compiled"]
    }
    with tempfile.TemporaryDirectory() as folder:
        if compiler() is None:
            print("no C compiler (cc or gcc) on the path: nothing to compare with")
        else:
            work["C"] = of_c(options.draws, Path(folder))
        taken = in_turns(work, options.rounds)
    for name, found in taken.items():
        middle = statistics.median(found)
        ratios = [one / other for one, other in zip(found, taken.get("C", found), strict=True)]
        print(
            f"{name:10}{middle:7.2f} s, {min(found):.2f} to {max(found):.2f}; "
            f"{statistics.median(ratios):.2f} x C"
        )


if __name__ == "__main__":
    main()
