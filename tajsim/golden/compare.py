"""What moved between recorded numbers and those of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tajsim.golden.file import Recorded
from tajsim.golden.tolerance import Tolerances


@dataclass(frozen=True, slots=True)
class Move:
    """One number that moved by more than its tolerance. tolerances: by how many times."""

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
        allowed = tolerance.of(output)
        for statistic, old, new in zip(statistics, recorded[key], now[key], strict=True):
            limit, gap = allowed.allowed(old), abs(new - old)
            if not gap <= limit:
                times = gap / limit if limit else math.inf
                found.append(Move(scenario, output, period, statistic, old, new, times))
    return tuple(sorted(found, key=lambda m: (-m.tolerances, m.scenario, m.output, m.period, m.statistic)))
