"""One forecast made within a year: when, of what, and what it would have been without figures of the year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, number
from tajsim.errors import Problems
from tajsim.evidence.backtest.scores import crps, quantiles
from tajsim.evidence.variables import VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.published.periods import month_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A day of a year. quarters: that are over. ahead: years from the year before to the target."""

    name: str
    quarters: int
    ahead: int = 1

    def day(self, year: int) -> date:
        """The last day of which figures are known."""
        return month_end(year, 3 * self.quarters) if self.quarters else date(year - 1, 12, 31)

    def target(self, year: int) -> int:
        """The year that is forecast."""
        return year - 1 + self.ahead


START = "start"
_ALL = (
    Stage(name=START, quarters=0),
    Stage(name="first quarter", quarters=1),
    Stage(name="half", quarters=2),
    Stage(name="nine months", quarters=3),
    Stage(name="end", quarters=4, ahead=2),
)
STAGES: Mapping[str, Stage] = FrozenMap({stage.name: stage for stage in _ALL})
"""At its start, after one, two and three quarters of it, and at its end for the next year."""
WITHIN = tuple(stage.name for stage in _ALL if stage.quarters and stage.ahead == 1)
"""The stages in which part of the target year is known."""


Floats = NDArray[np.float64]
BAND = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One variable, stage and year: the forecast before anything of the year was known, and after.

    Parameters
    ----------
    variable : str
        What is forecast.
    stage : str
        When: "start", "first quarter", "half", "nine months", or "end" for the next year.
    year : int
        The year in which it is made.
    target : int
        The year that is forecast: the same, or the next for "end".
    observed : float
        What came, change since the end of the year before `year`; log points, shares as shares.
    figures : int
        How many figures of the year are known.
    own : bool
        Whether one of them is of the variable itself.
    effective : float
        Effective draws of the conditioned forecast.
    median_before, median_after : float
        The middle of both forecasts.
    low_after, high_after : float
        Ends of the 90 % band of the conditioned one.
    crps_before, crps_after : float
        Continuous ranked probability scores; smaller is better.
    log_before, log_after : float
        Logarithms of the density of a normal with the mean and variance of the forecast; larger is better.

    Attributes
    ----------
    lower : bool
        Whether the figures lowered the CRPS.
    """

    variable: str
    stage: str
    year: int
    target: int
    observed: float
    figures: int
    own: bool
    effective: float
    median_before: float
    median_after: float
    low_after: float
    high_after: float
    crps_before: float
    crps_after: float
    log_before: float
    log_after: float

    def __post_init__(self) -> None:
        problems = Problems("not a case of a backtest with partial knowledge")
        if self.variable not in VARIABLES:
            problems.add(f"unknown variable {self.variable!r}")
        if self.stage not in STAGES:
            problems.add(f"unknown stage {self.stage!r}")
        problems.raise_if_any()
        for name in NUMBERS:
            object.__setattr__(self, name, number(AT_ONCE, name, getattr(self, name)))

    @property
    def lower(self) -> bool:
        """Whether the figures lowered the CRPS."""
        return self.crps_after < self.crps_before

    @classmethod
    def of(cls, before: Floats, after: Floats, weights: Floats | None, observed: float, **about: Any) -> Case:
        """The case that two samples make: without the figures of the year, and with them.

        Parameters
        ----------
        before, after : numpy.ndarray
            Draws of the change, (draw,).
        weights : numpy.ndarray or None
            Of the draws of `after`, (draw,); equal where None.
        observed : float
            What came.
        **about : object
            The other fields: variable, stage, year, target, figures, own and effective.

        Returns
        -------
        Case
            With its scores.
        """
        low, middle, high = (float(x) for x in quantiles(after, BAND, weights))
        return cls(
            observed=observed,
            median_before=float(quantiles(before, 0.5)),
            median_after=middle,
            low_after=low,
            high_after=high,
            crps_before=float(crps(before, observed)),
            crps_after=float(crps(after, observed, weights)),
            log_before=log_score(before, observed),
            log_after=log_score(after, observed, weights),
            **about,
        )

    def row(self) -> Mapping[str, Any]:
        """The case as plain values, by column."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


COLUMNS = tuple(field.name for field in fields(Case))
NUMBERS = tuple(field.name for field in fields(Case) if field.type == "float")


def log_score(sample: Floats, observed: float, weights: Floats | None = None) -> float:
    """Log density at what came of the normal with the sample's mean and variance (Dawid and Sebastiani 1999).

    sample: (draw,). weights: (draw,), equal where None.
    """
    mean = float(np.average(sample, weights=weights))
    variance = float(np.average((sample - mean) ** 2, weights=weights))
    return -0.5 * (math.log(2.0 * math.pi * variance) + (observed - mean) ** 2 / variance)
