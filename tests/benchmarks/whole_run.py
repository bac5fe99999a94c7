"""Whole runs against the same in C, and the small ones: `python -m tests.benchmarks.whole_run`.

Sixteen shipped scenarios and the baseline, six years, the standard outputs, sampling and the quantile tables
of every output by year and quarter, in one process. The engine is asked as a user asks it, by `ts.run`, and
reads, plans, checks and labels; the C program (`c_program`) is given the plan and does the rest.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.model.outputs import STANDARD
from tajsim.results import Result
from tajsim.scenarios import scenario_names

from .c_program import CProgram
from .c_source import compiler
from .table import SINGLE_PATH, SMALL_RUN, WHOLE_RUN, Work, measured, work

SCENARIOS = [name for name in scenario_names() if name != "baseline"]
COUNT = 16
GIB = 16.0  # that draws may take
BACKENDS = ("numpy", "compiled") if find_spec("llvmlite") else ("numpy",)
FASTEST = BACKENDS[-1]


def tables(r: Result) -> None:
    """Quantile tables of every kept output, by year and by quarter."""
    for name in r.kept:
        r.table(name, freq="Y")
        r.table(name, freq="Q")


def of_engine(draws: int, backend: str, count: int = COUNT) -> Callable[[], None]:
    """The run by the engine."""
    options = {**_of(draws, count), "backend": backend}
    return lambda: tables(ts.run(**options))


def of_c(draws: int, folder: Path, count: int = COUNT) -> CProgram:
    """The same in C."""
    return CProgram(prepare(read(RunOptions(**_of(draws, count)))), folder)


def _of(draws: int, count: int) -> dict[str, Any]:
    """What is run: six whole years from 2025, which C has no other way to begin."""
    return {
        "scenarios": SCENARIOS[:count], "parameters": BASE_SET, "draws": draws, "seed": 7, "memory_limit": GIB
    }  # fmt: skip


def works(draws: int, folder: Path, backends: tuple[str, ...] = BACKENDS) -> dict[str, Work]:
    """The run by each backend and, where there is a compiler, in C."""
    said = {"draws": draws, "scenarios": COUNT + 1, "outputs": len(STANDARD), "processes": 1}
    found = {
        f"whole run {backend}": work(
            WHOLE_RUN, of_engine(draws, backend), against=("whole run C", "ratio_to_c"), backend=backend,
            **said,
        )
        for backend in backends
    }  # fmt: skip
    if compiler() is not None:
        c = of_c(draws, folder)
        found["whole run C"] = work(WHOLE_RUN, c.tables, backend="C", **said)
    return found


def small_works() -> dict[str, Work]:
    """What is asked for again and again in a session that goes on."""
    said = {"scenarios": 2, "outputs": len(STANDARD), "processes": 1}
    found = {
        f"small run {backend}": work(
            SMALL_RUN, lambda b=backend: ts.run("crackdown", draws=200, backend=b), draws=200,
            backend=backend, **said,
        )
        for backend in BACKENDS
    }  # fmt: skip
    found["single path"] = work(
        SINGLE_PATH, lambda: ts.run("crackdown", draws=None), backend="plain floats", **said
    )
    return found


def main() -> None:
    """Print medians and ratios to C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backend", action="append", help="of the engine; may be given several times")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = works(options.draws, Path(folder), tuple(options.backend or BACKENDS))
        if "whole run C" not in found:
            print("no C compiler (cc or gcc) on the path: nothing to compare with")
        for row in measured(found | small_works(), options.rounds):
            ratio = "" if row.ratio_to_c is None else f"{row.ratio_to_c:.2f} x C"
            print(
                f"{row.what:45}{row.backend:14}{row.median:8.3f} {row.unit}, {row.low:.3f} to {row.high:.3f}"
                f" {ratio}"
            )


if __name__ == "__main__":
    main()
