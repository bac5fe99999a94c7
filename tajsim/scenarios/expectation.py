"""Expectation: what a scenario claims, in a form that can be checked."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.arguments import number, period, text
from tajsim.errors import InputError, Problems, quoted, unknown_name
from tajsim.kinds import as_float

LEVEL, POINTS, PERCENT = "level", "from baseline", "% from baseline"
MEASURES = (LEVEL, POINTS, PERCENT)
"""How an output is measured: as it is, or by its deviation from the baseline in its unit or in percent."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A claim of a scenario: an output lies above or below a bound, or between two, in a period.

    Parameters
    ----------
    says : str
        The claim in words.
    output : str
        An output of the model.
    at : str or int
        A year, 2027, whose annual value is meant, or a quarter, "2026Q4".
    measure : str, default "level"
        "level", the output in its own unit; "from baseline", its deviation in that unit (percentage points
        for a rate); "% from baseline", its deviation in percent of the baseline.
    above, below : float, optional
        The bounds, at least one of them; both are part of what is claimed.

    Attributes
    ----------
    range : str
        The bounds in words.

    Raises
    ------
    InputError
        Listing every problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> print(ts.Expectation("fewer leave", "departures", "2026Q2", "% from baseline", below=-70.0))
    departures of 2026Q2 at most -70 % from baseline
    """

    says: str
    output: str
    at: str
    measure: str = LEVEL
    above: float | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        from tajsim.model.outputs import OUTPUTS

        problems = Problems("not an expectation")
        if not text(problems, "says", self.says).strip() and isinstance(self.says, str):
            problems.add("says is empty; write the claim in words")
        known = [o.name for o in OUTPUTS]
        if not isinstance(self.output, str) or self.output not in known:
            problems.add(str(unknown_name("output", self.output, known)))
        if not isinstance(self.measure, str) or self.measure not in MEASURES:
            problems.add(str(unknown_name("measure", self.measure, MEASURES)))
        asked = period(problems, "at", self.at)
        object.__setattr__(self, "at", str(asked))
        bounds = {name: getattr(self, name) for name in ("above", "below")}
        given = {name: number(problems, name, value) for name, value in bounds.items() if value is not None}
        for name, value in given.items():
            object.__setattr__(self, name, value)
        if not given:
            problems.add("above or below is missing: a claim needs a bound")
        elif len(given) == 2 and given["above"] > given["below"]:
            problems.add(f"above {quoted(self.above)} is more than below {quoted(self.below)}")
        problems.raise_if_any()

    def __str__(self) -> str:
        tail = "" if self.measure == LEVEL else f" {self.measure}"
        return f"{self.output} of {self.at} {self.range}{tail}"

    @property
    def range(self) -> str:
        """The bounds in words."""
        if self.above is None:
            return f"at most {self.below:g}"
        if self.below is None:
            return f"at least {self.above:g}"
        return f"from {self.above:g} to {self.below:g}"

    def met(self, value: float) -> bool:
        """Whether `value` is what is claimed.

        Parameters
        ----------
        value : float
            The number that is reached; NaN never is what is claimed.

        Returns
        -------
        bool
            Whether it lies within the bounds.

        Raises
        ------
        InputError
            When `value` is no number.
        """
        reached = as_float(value)
        if reached is None:
            raise InputError(f"value must be a number, not {quoted(value)}")
        low = float("-inf") if self.above is None else self.above
        high = float("inf") if self.below is None else self.below
        return low <= reached <= high
