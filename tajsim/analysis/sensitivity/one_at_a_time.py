"""One at a time: an outcome when one parameter is low or high and all others are at their medians."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.sensitivity.quantity import HIGH, LOW, medians
from tajsim.parameters import Parameters

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one parameter does to the outcome, all others at their medians.

    Attributes
    ----------
    name : str
        The parameter.
    low, median, high : float
        Its 5 %, 50 % and 95 % points, in its unit.
    at_low, at_median, at_high : float
        The outcome there, in its unit.
    size : float
        The largest of the three outcomes less the smallest, of at least 0.
    """

    name: str
    low: float
    median: float
    high: float
    at_low: float
    at_median: float
    at_high: float

    @property
    def size(self) -> float:
        """How far apart the outcomes are, also when the one at the median is beyond both others."""
        outcomes = (self.at_low, self.at_median, self.at_high)
        return max(outcomes) - min(outcomes)


def tornado(outcome: Callable[[Mapping[str, Floats]], Floats], p: Parameters) -> tuple[Swing, ...]:
    """The swing of every uncertain parameter, the largest first; ties in the order of the declarations.

    outcome: from parameter values, each (draw,), to the outcome (draw,). It is called once.
    """
    centre = medians(p)
    names = list(centre)
    draws = 2 * len(names) + 1  # the last one has everything at its median
    values = {name: np.full(draws, median) for name, median in centre.items()}
    ends = {name: p.draw(name, (LOW, HIGH)) for name in names}
    for i, name in enumerate(names):
        values[name][2 * i : 2 * i + 2] = ends[name]
    found = np.asarray(outcome(values), dtype=np.float64)
    swings = [
        Swing(
            name,
            *(float(x) for x in (ends[name][0], centre[name], ends[name][1])),
            *(float(x) for x in (found[2 * i], found[-1], found[2 * i + 1])),
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.size))
