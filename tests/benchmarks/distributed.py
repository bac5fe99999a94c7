"""Runs on a local Dask cluster: `python -m tests.benchmarks.distributed [--draw-quarters 1e8] [--ratio]`.

Each run is made in a process of its own, the compiled backend where its extra is installed. Memory is the
largest that the calling process (the scheduler of the cluster is part of it) and a worker ever held.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import pickle
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.engine.distributed import cluster as on_cluster
from tajsim.engine.distributed.tree import Found, Tree
from tajsim.engine.sampling import BLOCK
from tajsim.results.info import HEADLINE

Row = tuple[str, float, str]
"""What was measured, its value and the unit."""
QUARTERS = 2 * 24  # of one draw: a scenario and the baseline, from 2025 to 2030
BACKEND = "compiled" if find_spec("llvmlite") else "numpy"


def rows(draw_quarters: float = 1e8, workers: int = 4, outputs: str = "standard") -> list[Row]:
    """A run of so many draw-quarters on a local cluster of so many workers of one thread."""
    command = [sys.executable, "-m", "tests.benchmarks.distributed", "--inner", "--outputs", outputs]
    command += ["--draw-quarters", f"{draw_quarters:g}", "--workers", str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [(what, value, unit) for what, value, unit in json.loads(done.stdout.splitlines()[-1])]


def ratio(blocks: int = 256, rounds: int = 3) -> list[Row]:
    """Four Dask workers against two processes on the same run, interleaved, everything started beforehand."""
    wall, processor = [], []
    with cluster(4) as (executor, pids), pool(2) as (processes, others):
        for _ in range(rounds):
            one, two = (taken(e, p, blocks) for e, p in ((processes, others), (executor, pids)))
            wall.append(two[0] / one[0])
            processor.append(two[1] / one[1])
    return [
        ("four Dask workers against two processes, time", statistics.median(wall), "ratio"),
        ("four Dask workers against two processes, processor time", statistics.median(processor), "ratio"),
    ]


def taken(executor: Executor, pids: Callable[[], list[int]], blocks: int) -> tuple[float, float]:
    """Seconds and processor seconds, of this process and the workers, of a run of the headline outputs."""
    before = time.process_time() + sum(map(processor_time, pids())), time.perf_counter()
    run(BLOCK * blocks, executor, list(HEADLINE))
    return (
        time.perf_counter() - before[1],
        time.process_time() + sum(map(processor_time, pids())) - before[0],
    )


def run(draws: int, executor: Executor, outputs: Any, progress: Any = None) -> ts.Result:
    """The run that is measured."""
    return ts.run(
        "crackdown", parameters=BASE_SET, draws=draws, keep="summary", backend=BACKEND, executor=executor,
        outputs=outputs,
        progress=progress,
    )  # fmt: skip


@contextmanager
def cluster(workers: int) -> Iterator[tuple[Executor, Callable[[], list[int]]]]:
    """An executor of a local Dask cluster, and its processes."""
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as local,
        distributed.Client(local) as client,
    ):
        client.run(_warm)
        yield client.get_executor(), lambda: list(client.run(os.getpid).values())


@contextmanager
def pool(workers: int) -> Iterator[tuple[Executor, Callable[[], list[int]]]]:
    """An executor of processes, and these."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
        list(executor.map(_warm, range(4 * workers)))
        yield executor, lambda: list(executor._processes)


def _warm(number: int = 0) -> int:
    """Load what a worker needs."""
    from tajsim.engine import run as engine

    time.sleep(0.2)
    return number + len(engine.__name__)


def processor_time(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int | str = "self") -> float:
    """The most memory that a process has held, GiB."""
    (held,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(held) / 2**20


def measured(draw_quarters: float, workers: int, outputs: str) -> list[Row]:
    """The rows of one run, in this process."""
    received = []

    class Counted(Tree):
        def add(self, part: Found, level: int = 0) -> None:
            received.append(len(pickle.dumps(part, protocol=5)))
            super().add(part, level)

    on_cluster.Tree = Counted  # type: ignore[misc]
    draws = round(draw_quarters / QUARTERS)
    names = list(HEADLINE) if outputs == "headline" else None
    with cluster(workers) as (executor, pids):
        before, begun = sum(map(processor_time, pids())), time.perf_counter()
        shown = [0.0]

        def progress(done: int, count: int) -> None:
            if time.perf_counter() > shown[0] + 60.0:
                shown[0] = time.perf_counter()
                print(f"{shown[0] - begun:6.0f} s {done:,} of {count:,} blocks", file=sys.stderr, flush=True)

        result = run(draws, executor, names, progress)
        seconds = time.perf_counter() - begun
        used = sum(map(processor_time, pids())) - before
        memory = [peak(pid) for pid in pids()]
    count = len(result.kept)
    what = f"{draw_quarters:.0e} draw-quarters, {count} outputs, {workers} Dask workers, {BACKEND}"
    return [
        (f"{what}: time", seconds, "s"),
        (f"{what}: processor time of the workers", used, "s"),
        (f"{what}: processor time of the workers a draw-quarter", 1e9 * used / draw_quarters, "ns"),
        (f"{what}: largest memory of the caller", peak(), "GiB"),
        (f"{what}: largest memory of a worker", max(memory), "GiB"),
        (f"{what}: results sent to the caller", sum(received) / 1e6, "MB"),
    ]


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw-quarters", type=float, default=1e8)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--outputs", choices=("standard", "headline"), default="standard")
    parser.add_argument("--ratio", action="store_true", help="four Dask workers against two processes")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inner:
        print(json.dumps(measured(chosen.draw_quarters, chosen.workers, chosen.outputs)))
        return
    found = ratio() if chosen.ratio else rows(chosen.draw_quarters, chosen.workers, chosen.outputs)
    for what, value, unit in found:
        print(f"{what}: {value:.4g} {unit}")


if __name__ == "__main__":
    main()
