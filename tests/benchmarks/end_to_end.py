"""How long whole runs take, as ratios in one run: `python -m tests.benchmarks.end_to_end [--large]`.

Nothing here is asserted in a test. `--large` adds the run of a million draws, in a process of its own whose
peak memory is reported.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np

import tajsim as ts
from tajsim.results import Result
from tajsim.scenarios import scenario_names

SCENARIOS = [name for name in scenario_names() if name != "baseline"]


def timed(work: Callable[[], object], rounds: int = 3) -> float:
    """Median seconds of `work`."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def tables(r: Result) -> None:
    """Quantile tables of every kept output, by year and by quarter."""
    for name in r.kept:
        r.table(name, freq="Y")
        r.table(name, freq="Q")


def _ready(number: int) -> str:
    return ts.run.__name__ + str(number)  # loads the engine in the worker


def main_job(draws: int) -> None:
    """The headline: sixteen scenarios, sampling, the model, quantile tables."""

    def job() -> None:
        tables(ts.run(SCENARIOS, draws=draws, seed=7, memory_limit=16))

    seconds = timed(job)
    quarters = (len(SCENARIOS) + 1) * 24 * draws
    print(f"{len(SCENARIOS)} scenarios and the baseline x {draws} draws x 24 quarters, standard outputs,")
    each = seconds / quarters * 1e9
    print(f"  sampling and quantile tables included: {seconds:.2f} s, {each:.0f} ns a draw-quarter")


def growth() -> None:
    """Cost against draws, one scenario with summaries kept."""
    print("draws, seconds, microseconds a draw (one scenario, summaries kept)")
    for draws in (1_000, 10_000, 100_000):
        seconds = timed(
            lambda n=draws: ts.run("rouble-shock", draws=n, keep="summary"), 3 if draws < 1e5 else 1
        )  # type: ignore[misc]
        print(f"  {draws:>9,} {seconds:8.2f} {seconds / draws * 1e6:8.1f}")


def processes(draws: int) -> None:
    """One process against two, interleaved, the workers started beforehand."""
    chosen = SCENARIOS[:8]
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_ready, range(8)))
        ratios = []
        for _ in range(3):
            one = timed(lambda: ts.run(chosen, draws=draws, memory_limit=16), 1)
            two = timed(lambda: ts.run(chosen, draws=draws, memory_limit=16, executor=pool), 1)
            ratios.append(one / two)
        ratio = statistics.median(ratios)
        print(f"two processes against one, 8 scenarios x {draws:,} draws, end to end: {ratio:.2f} x")


def many_scenarios() -> None:
    """A hundred scenarios against one."""
    rouble = [
        ts.Scenario(f"rouble {i}", [ts.Shock("rub_per_usd", multiply=ts.step(1.0 + i / 200, "2025Q1"))])
        for i in range(1, 101)
    ]
    outputs = ["gdp", "remittances_usd", "consumption", "poverty_rate"]
    one = timed(lambda: ts.run(rouble[:1], draws=4096, outputs=outputs))
    hundred = timed(lambda: ts.run(rouble, draws=4096, outputs=outputs), 1)
    print(f"a hundred scenarios against one: {hundred / one:.0f} x ({hundred:.1f} s against {one:.2f} s)")


def start_up() -> None:
    """Import and help, whole processes."""
    for label, command in (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("import numpy", [sys.executable, "-c", "import numpy"]),
        ("import tajsim", [sys.executable, "-c", "import tajsim"]),
        ("tajsim --help", [sys.executable, "-m", "tajsim", "--help"]),
    ):
        seconds = timed(lambda c=command: subprocess.run(c, check=True, capture_output=True), 9)  # type: ignore[misc]
        print(f"{label:16} {seconds:.3f} s")


def million() -> None:
    """A million draws of one scenario with summaries kept: seconds and peak memory of this process."""
    start = time.perf_counter()
    r = ts.run("rouble-shock", draws=1_000_000, keep="summary")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    low, high = r.table("remittances_usd", quantiles=(0.05, 0.95)).loc[("rouble-shock", 2026), [0.05, 0.95]]
    print(f"1,000,000 draws of one scenario: {seconds:.0f} s, {seconds:.1f} us a draw, peak {peak:.1f} GiB")
    print(f"  dollar remittances 2026, 5-95 %: {low:.0f} to {high:.0f} million")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also run a million draws")
    parser.add_argument("--million", action="store_true", help="only run a million draws")
    chosen = parser.parse_args()
    if chosen.million:
        million()
    else:
        print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}")
        main_job(10_000)
        growth()
        processes(40_960)
        many_scenarios()
        start_up()
        if chosen.large:
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", "tests.benchmarks.end_to_end", "--million"], check=True)
