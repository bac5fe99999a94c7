"""What published figures say: a condition of a run, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tajsim.engine.condition import Condition
from tajsim.published.row import Observation
from tajsim.quarters import Quarter

OUTSIDE = "outside the quarters of the run"
UNKNOWN_BEFORE = (
    "growth in the first year of a run, and the model does not lay it out by quarter of its base year"
)
NEGLIGIBLE = 1e-3
"""Errors below a tenth of a percent of a level, or of a point, are none."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one or several rows say of the model: a condition, or the reason why there is none.

    Parameters
    ----------
    rows : tuple of Observation
        The rows that say it together.
    condition : Condition or None
        What a run meets.
    how : str
        How the rows measure it, in words, or why they do not.
    exact : bool, default True
        Whether the figure is of whole quarters as it stands, not estimated from days or other months.
    """

    rows: tuple[Observation, ...]
    condition: Condition | None
    how: str
    exact: bool = True

    def reaches(self, first: Quarter, last: Quarter | None) -> bool:
        """Whether it makes a condition, or some of its rows are of days in the quarters `first` to `last`.

        Parameters
        ----------
        first : Quarter
            The first quarter.
        last : Quarter or None
            The last one; None for no end.

        Returns
        -------
        bool
            Whether it does.
        """
        return self.condition is not None or any(
            Quarter.parse(row.span.last) >= first and (last is None or Quarter.parse(row.span.first) <= last)
            for row in self.rows
        )

    def without(self, reason: str) -> Measured:
        """The same rows with a reason instead of a condition.

        Parameters
        ----------
        reason : str
            In words.

        Returns
        -------
        Measured
            Without a condition.
        """
        return replace(self, condition=None, how=reason)


def quarters_of(condition: Condition) -> str:
    return (
        str(condition.first)
        if condition.first == condition.last
        else f"{condition.first} to {condition.last}"
    )


def is_outside(start: Quarter, end: Quarter, first: Quarter, last: Quarter | None) -> bool:
    return start < first or (last is not None and end > last)
