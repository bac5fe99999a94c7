"""How much memory a run with summaries takes: `python -m tests.benchmarks.memory [--draws N,N]`.

Sixteen scenarios beside the baseline, all standard outputs, under a limit on the address space of every
process (`ulimit -v`) of 4 GiB. Each number of draws runs in a process of its own whose peak is reported: it
is the same however many draws there are, but for a summary or two where the tree of merges is higher.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import tajsim as ts
from tajsim.engine.run import run
from tajsim.scenarios import scenario_names

LIMIT = 4.0  # GiB


class Peak(NamedTuple):
    """What a run took: seconds, and the largest GiB of the first process and of a worker."""

    seconds: float
    first: float
    worker: float


def scenarios(count: int = 16) -> list[ts.Scenario]:
    """The shipped scenarios and enough of a weaker rouble."""
    found = [ts.scenario(name) for name in scenario_names() if name != "baseline"][:count]
    return found + [
        ts.Scenario(f"rouble {i}", [ts.Shock("rub_per_usd", multiply=1.0 + i / 50)])
        for i in range(1, count - len(found) + 1)
    ]


def peak(draws: int, workers: int, count: int = 16, limit: float = LIMIT) -> Peak:
    """The peak of a run in a process of its own. Raises CalledProcessError when the limit is passed."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.memory",
        "--inner",
        f"{limit}",
        "--scenarios",
        f"{count}",
    ]
    command += ["--draws", str(draws), "--workers", str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Peak(*map(float, done.stdout.split()[-3:]))


def measure(draws: int, workers: int, count: int, limit: float) -> Peak:
    """The same in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (int(limit * 2**30), int(limit * 2**30)))
    start = time.perf_counter()
    if workers == 1:
        found = run(scenarios(count), draws=draws, keep="summary")
    else:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
            found = run(scenarios(count), draws=draws, keep="summary", executor=executor)
    found.table("gdp", quantiles=(0, 0.5, 1))
    workers_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return Peak(time.perf_counter() - start, _own_peak(), workers_peak)


def _own_peak() -> float:
    """The most memory that this program has held, GiB; getrusage would count the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    (held,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
    return int(held) / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", default="20480,102400", help="numbers of draws (%(default)s)")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scenarios", type=int, default=16)
    parser.add_argument("--inner", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inner:
        print(*measure(int(chosen.draws), chosen.workers, chosen.scenarios, chosen.inner))
    else:
        print(f"{chosen.scenarios} scenarios and the baseline, summaries, {LIMIT:g} GiB at most")
        for number in map(int, chosen.draws.split(",")):
            used = peak(number, chosen.workers, chosen.scenarios)
            print(
                f"  {number:>9,} draws: {used.seconds:6.0f} s, first process {used.first:.2f} GiB, "
                f"largest worker {used.worker:.2f} GiB",
                flush=True,
            )
