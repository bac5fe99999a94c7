"""What moved between recorded numbers and those of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tajsim.golden.file import Recorded
from tajsim.golden.tolerance import Tolerance, Tolerances


@dataclass(frozen=True, slots=True)
class Move:
    """One number that moved by more than its tolerance.

    Attributes
    ----------
    scenario, output, period, statistic : str
        Which number.
    recorded, now : float
        What the file holds and what the run gives, in the output's unit.
    tolerances : float
        How many times what is allowed it moved by.
    change : float
        Now less recorded, in the output's unit.
    change_pct : float
        The same in percent of the recorded size; NaN from zero.
    """

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
        for statistic, old, new in zip(statistics, recorded[key], now[key], strict=True):
            limit, gap = tolerance.of(output, statistic).allowed(old), abs(new - old)
            if not gap <= limit:
                times = gap / limit if limit else math.inf
                found.append(Move(scenario, output, period, statistic, old, new, times))
    return tuple(sorted(found, key=lambda m: (-m.tolerances, m.scenario, m.output, m.period, m.statistic)))


def settled(recorded: Recorded, now: Recorded, statistics: Sequence[str], tolerance: Tolerances) -> Recorded:
    """The numbers of now, but for those as near to the recorded ones as machines are: these stay.

    So an update on another machine shows in a review only what moved. What stays is held against the first
    number recorded, so that small steps do not add up unnoticed. A tighter tolerance of the file holds here
    as well, a wider one does not.
    """
    found = dict(now)
    for key in recorded.keys() & now.keys():
        numbers = []
        for statistic, old, new in zip(statistics, recorded[key], now[key], strict=True):
            own, usual = tolerance.of(key[1], statistic), Tolerances().of(key[1], statistic)
            near = Tolerance(min(own.absolute, usual.absolute), min(own.relative, usual.relative))
            numbers.append(old if abs(new - old) <= near.allowed(old) else new)
        found[key] = tuple(numbers)
    return found
