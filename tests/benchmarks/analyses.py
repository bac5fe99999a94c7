"""How long the analyses take beside the run they rest on: `python -m tests.benchmarks.analyses`."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import tajsim as ts
from tajsim.defaults import PARAMETER_SET
from tajsim.drivers.stochastic import estimate

DRAWS = 10_000
NAME = "combined-adverse"  # three components


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Each on the sizes that a user meets, in seconds and as a multiple of one run of ten thousand draws."""
    start = time.perf_counter()
    r = ts.run(NAME, draws=DRAWS, seed=7)
    unit = time.perf_counter() - start
    print(f"run of {NAME}, {DRAWS:,} draws x {len(r.quarters)} quarters, one process: {unit:.2f} s")

    def line(what: str, work: Callable[[], object]) -> None:
        seconds = timed(work)
        print(f"  {what:58}{seconds:7.2f} s {seconds / unit:6.2f} runs", flush=True)

    for by, output in (
        ("shock", "consumption"),
        ("channel", "remittances_recorded_usd"),
        ("channel", "consumption"),
        ("channel", "gdp"),
        ("policy", "gdp"),
    ):
        line(f"decompose {output} by {by}", lambda by=by, output=output: r.decompose(NAME, output, by))  # type: ignore[misc]
    line("sensitivity, 20 parameters, 4,096 base samples", lambda: ts.sensitivity(NAME, "gdp"))
    until = ("poverty_rate", ">", 5, "from baseline")
    line("solve, 2,000 draws", lambda: ts.solve("rouble-shock", until=until))
    line("compare_parameter_sets", lambda: ts.compare_parameter_sets("world-bank-2024", "kremlin-2024"))
    line("plausibility", lambda: ts.plausibility(NAME))
    line("a run of 100 draws", lambda: ts.run(NAME, draws=100))
    line("the default parameter set, read", lambda: ts.parameters(PARAMETER_SET))
    line("the driver model, estimated", estimate)
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
