"""A condition: what a run is told about an output or a driver, over one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tajsim.quarters import Quarter

Measure = Literal["sum", "mean", "end", "growth"]
"""How quarters make the figure: their sum, their mean, the last one, or growth in percent of their sum (of
flows) or mean over the same quarters a year before."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A figure that a run is given.

    Parameters
    ----------
    name : str
        An output or a driver.
    first, last : Quarter
        The quarters it is of.
    measure : str
        "sum", "mean", "end" or "growth".
    value : float
        In the unit of the output or driver; percent for growth.
    error : float, default 0.0
        Standard error in the unit of `value`; 0.0: every draw meets it exactly.
    by : str, optional
        The equation whose residual moves until the figure is met; by default the one declared for the output.
    source : str, default ""
        Where the figure comes from.
    """

    name: str
    first: Quarter
    last: Quarter
    measure: Measure
    value: float
    error: float = 0.0
    by: str | None = None
    source: str = ""
