"""What a person waits for: `python -m tests.benchmarks.waits [--rounds 5] [--only WORD] [--against FOLDER]`.

Whole processes (commands, a first import) and what follows in a process that is warm, in processor time and
on the clock: medians over rounds in which everything is measured in turn, so that what else the machine does
falls on all alike. Beside each stands its ratio to loading NumPy, SciPy's special functions, pandas and
Matplotlib and saving an empty figure of the size of `comparison.png`: what any program that draws one pays.
`--against` measures another checkout in the same rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parents[2]
SIZE = (11.725, 14.6)  # inches of comparison.png
BASE = "libraries and an empty figure"
LIBRARIES = "import numpy, scipy.special, pandas, matplotlib.pyplot as plt"
EMPTY_FIGURE = f"{LIBRARIES}, io; plt.figure(figsize={SIZE}).savefig(io.BytesIO(), dpi=150)"
FIRST = "tajsim run, the first time"
COMMANDS = {
    "tajsim run": ("run",),
    FIRST: ("run",),
    "tajsim run --out": ("run", "--out", "out"),
    "tajsim run crackdown --draws 1000": ("run", "crackdown", "--draws", "1000"),
    "tajsim report crackdown": ("report", "crackdown", "--out", "report.html"),
    "tajsim check": ("check", "{tree}/tests/golden/world-bank-2024.toml"),
    "tajsim backtest": ("backtest",),
    "tajsim --help": ("--help",),
    "tajsim scenarios": ("scenarios",),
}
STATEMENTS = {
    BASE: EMPTY_FIGURE,
    "import tajsim": "import tajsim",
    "first run in a notebook": "import tajsim as ts; ts.run('crackdown', draws=1000)",
    "first run, table and picture": (
        "import tajsim as ts; r = ts.run('crackdown', draws=1000); r.table('gdp');"
        "r.plot.fan('gdp').get_figure().savefig('fan.png')"
    ),
}
WARM = {
    "central path, one scenario": "ts.run('crackdown', draws=None)",
    "200 draws, one scenario": "ts.run('crackdown', draws=200)",
    "1,000 draws, one scenario": "ts.run('crackdown', draws=1000)",
    "table of an output": "r.table('gdp')",
    "fan chart": "r.plot.fan('gdp').get_figure().savefig(io.BytesIO(), dpi=110); plt.close('all')",
}
_WARM_CHILD = """
import io, json, sys, time, statistics
import tajsim as ts, matplotlib.pyplot as plt
r = ts.run('crackdown', draws=1000)
codes = {what: compile(code, what, 'exec') for what, code in json.loads(sys.argv[1]).items()}
taken = {what: [] for what in codes}
for i in range(int(sys.argv[2]) + 1):
    for what, code in codes.items():
        start = time.process_time(), time.perf_counter()
        exec(code)
        if i:
            taken[what].append((time.process_time() - start[0], time.perf_counter() - start[1]))
medians = {what: [statistics.median(part) for part in zip(*values)] for what, values in taken.items()}
print(json.dumps(medians))
"""


Waits = dict[str, Sequence[float]]  # processor time and time on the clock, s
Job = tuple[str, Callable[[], Waits]]


class Row(NamedTuple):
    """One measurement: what, the median, its unit, and the ratio to the empty figure of the same kind."""

    what: str
    value: float
    unit: str
    ratio: float


def measured(
    rounds: int = 5, only: str = "", trees: Sequence[Path] = (HERE,), warm_rounds: int = 7
) -> list[Row]:
    """The waits whose name holds `only`, of one or several checkouts, in interleaved rounds.

    The first round, in which caches are filled, is not counted.
    """
    jobs: dict[str, Callable[[], Waits]] = {}
    with tempfile.TemporaryDirectory() as name:
        for tree in trees:
            jobs.update(
                _jobs(
                    tree, Path(name) / str(len(jobs)), only, f" ({tree.name})" * (tree != HERE), warm_rounds
                )
            )
        found: dict[str, list[Sequence[float]]] = {}
        for i in range(rounds + 1):
            for job in jobs.values():
                for what, seconds in job().items():
                    found.setdefault(what, []).extend([seconds] if i else [])
    medians = {
        what: [statistics.median(part) for part in zip(*many, strict=True)] for what, many in found.items()
    }
    return list(_rows(medians))


def _rows(medians: dict[str, list[float]]) -> Iterator[Row]:
    base = medians[BASE]
    for what, values in medians.items():
        for value, own, unit in zip(values, base, ("s of processor time", "s"), strict=True):
            yield Row(what, value, unit, value / own)


def _jobs(tree: Path, folder: Path, only: str, suffix: str, warm_rounds: int) -> Iterator[Job]:
    """What to measure of a checkout: a name, and what gives processor time and time of waits by name."""
    folder.mkdir()
    variables = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(tree),
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "TAJSIM_CACHE": str(folder / "cache"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),  # as an installation leaves it
    }
    python = [sys.executable]

    def whole(what: str, command: Sequence[str]) -> Job:
        def job() -> Waits:
            shutil.rmtree(folder / "empty", ignore_errors=True)
            cache = {"TAJSIM_CACHE": str(folder / "empty")} if what == FIRST else {}
            return {what + suffix: _process(command, folder, variables | cache)[0]}

        return what + suffix, job

    for what, code in STATEMENTS.items():
        if only in what or (what == BASE and not suffix):
            yield whole(what, [*python, "-c", code])
    for what, arguments in COMMANDS.items():
        if only in what:
            yield whole(what, [*python, "-m", "tajsim", *(part.format(tree=tree) for part in arguments)])
    chosen = {what: code for what, code in WARM.items() if only in what}
    command = [*python, "-c", _WARM_CHILD, json.dumps(chosen), str(warm_rounds)]
    if chosen:
        yield (
            "warm" + suffix,
            lambda: {
                what + suffix: values
                for what, values in json.loads(_process(command, folder, variables)[1]).items()
            },
        )


def _process(
    command: Sequence[str], folder: Path, variables: dict[str, str]
) -> tuple[tuple[float, float], bytes]:
    """Processor time and time of a whole process, and what it printed."""
    begun, before = time.perf_counter(), os.times()
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=True)
    after, ended = os.times(), time.perf_counter()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return (used, ended - begun), done.stdout


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    parser.add_argument("--against", type=Path, action="append", default=[], help="another checkout")
    given = parser.parse_args()
    for row in measured(given.rounds, given.only, (*given.against, HERE)):
        print(f"{row.what:55} {row.value:8.3f} {row.unit:20} {row.ratio:6.2f}", flush=True)


if __name__ == "__main__":
    main()
