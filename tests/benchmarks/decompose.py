"""How long a decomposition takes: `python -m tests.benchmarks.decompose`. Nothing here is asserted."""

from __future__ import annotations

import resource
import time

import tajsim as ts

DRAWS = 10_000
NAME = "combined-adverse"  # three components


def main() -> None:
    """Three shocks, the channels of three outputs, and policy, on ten thousand draws of 24 quarters."""
    r = ts.run(NAME, draws=DRAWS, seed=7)
    print(f"{NAME}, {DRAWS:,} draws x {len(r.quarters)} quarters, one process")
    for by, output in (
        ("shock", "consumption"),
        ("channel", "remittances_recorded_usd"),
        ("channel", "consumption"),
        ("channel", "gdp"),
        ("policy", "gdp"),
    ):
        start = time.perf_counter()
        d = r.decompose(NAME, output, by)
        seconds = time.perf_counter() - start
        print(f"  by {by:8}{output:26}{seconds:6.2f} s, {len(d.parts)} parts, gap {d.gap():.0e}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  peak memory {peak:.2f} GiB")


if __name__ == "__main__":
    main()
