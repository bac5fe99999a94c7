"""Condition: what a probability is asked of, such as reserves below three months of imports."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tajsim.arguments import number
from tajsim.errors import InputError, Problems, quoted, unknown_name
from tajsim.model.outputs import OUTPUTS
from tajsim.results.distribution import COMPARISONS, counted, shares_of_rows, threshold
from tajsim.results.manifest import Manifest
from tajsim.scenarios.expectation import LEVEL, MEASURES, PERCENT, POINTS

if TYPE_CHECKING:
    from tajsim.results.info import OutputInfo
    from tajsim.results.like import ResultLike
    from tajsim.results.periods import Period

FORM = "OUTPUT < VALUE, as in 'reserves_months < 3', 'poverty_rate > 5 from baseline'"

_TEXT = re.compile(r"\s*(\w+)\s*([<>=!~]+)\s*([^\s%]+)\s*(%.*|(?<=\s)[a-z].*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Condition:
    """`output comparison value`, true or false in every draw and period.

    Parameters
    ----------
    output : str
        An output of the model.
    comparison : str
        "<", "<=", ">" or ">=".
    value : float
        What it is compared with, in the unit of the measure.
    measure : str, default "level"
        What is compared: "level", the output in its own unit; "from baseline", its deviation from the
        baseline in the same draw, in that unit (percentage points for a rate); "% from baseline", that
        deviation in percent of the baseline.

    Raises
    ------
    InputError
        Naming every problem.

    See Also
    --------
    tajsim.solve, tajsim.frontier, tajsim.policy_search : Take one, or its text.

    Examples
    --------
    >>> import tajsim as ts
    >>> from tajsim.analysis.thresholds.condition import Condition
    >>> condition = Condition.of("gdp < -5 % from baseline")
    >>> condition.value, condition.measure
    (-5.0, '% from baseline')
    >>> 0 <= condition.share(ts.run("crackdown", draws=50, end="2026Q4"), "crackdown", at="2026") <= 1
    True
    """

    output: str
    comparison: str
    value: float
    measure: str = LEVEL

    def __post_init__(self) -> None:
        problems = Problems("not a condition")
        known = [o.name for o in OUTPUTS]
        if not isinstance(self.output, str) or self.output not in known:
            problems.add(str(unknown_name("output", self.output, known)))
        if not isinstance(self.comparison, str) or self.comparison not in COMPARISONS:
            problems.add(f"unknown operator {quoted(self.comparison)}; allowed: {', '.join(COMPARISONS)}")
        if not isinstance(self.measure, str) or self.measure not in MEASURES:
            problems.add(str(unknown_name("measure", self.measure, MEASURES)))
        object.__setattr__(self, "value", number(problems, "the value", self.value))
        problems.raise_if_any()

    def __str__(self) -> str:
        words = f"{self.output} {self.comparison} {self.value:g}"
        return words if self.measure == LEVEL else f"{words} {self.measure}"

    @classmethod
    def of(cls, given: Condition | Sequence[object] | str) -> Condition:
        """A condition from a tuple or a text.

        Parameters
        ----------
        given : Condition, sequence or str
            ("reserves_months", "<", 3), ("poverty_rate", ">", 5, "from baseline"), ("gdp", "<", -5,
            "% from baseline"), or the same as one text: "gdp < -5 % from baseline".

        Returns
        -------
        Condition
            What was given, if it is one already.

        Raises
        ------
        InputError
            For what is no condition.
        """
        if isinstance(given, Condition):
            return given
        if isinstance(given, str):
            return cls(*_parts(given))
        if isinstance(given, tuple | list) and len(given) in (3, 4):
            return cls(*given)
        raise InputError(
            f"not a condition: {quoted(given)}; write (output, operator, value) or the text {FORM}"
        )

    def unit(self, info: OutputInfo) -> str:
        """The unit of the value.

        Parameters
        ----------
        info : OutputInfo
            What the output is.

        Returns
        -------
        str
            As in "% of population", "million USD".
        """
        return info.unit if self.measure == LEVEL else info.delta_unit(self.measure == PERCENT)

    def words(self, unit: str) -> str:
        """The condition with its unit, as in "reserves_usd < 500 million USD from baseline".

        Parameters
        ----------
        unit : str
            Of the value, as `unit` gives it.

        Returns
        -------
        str
            One phrase.
        """
        tail = {LEVEL: unit, POINTS: f"{unit} from baseline", PERCENT: PERCENT}[self.measure]
        return f"{self.output} {self.comparison} {self.value:g} {tail}"

    def share(self, result: ResultLike, scenario: str, at: Period | None = None) -> float:
        """The share of draws in which the condition holds.

        Parameters
        ----------
        result : Result
            A run that kept its draws.
        scenario : str
            A scenario of it.
        at : int or str, optional
            A year ("2027", its annual value) or a quarter ("2026Q4"); None: in at least one quarter of the
            run.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        InputError
            For a run without draws, a period outside it, or values that are no numbers.
        """
        result.need_draws()
        if at is None:
            found = self._ever(result, scenario)
        elif self.measure == LEVEL:
            found = result.prob(scenario, self.output, self.comparison, self.value, at)
        else:
            delta = result.delta(scenario, self.output, relative=self.measure == PERCENT)
            found = delta.prob(self.comparison, self.value, at)
        if np.isnan(found):
            raise InputError(f"{self.output!r} of {scenario!r} has no value in some draws")
        return float(found)

    def _ever(self, result: ResultLike, scenario: str) -> float:
        if self.measure == LEVEL:
            values = result.draws(self.output, "Q")[:, result.position(scenario)]
        else:
            values = result.delta(scenario, self.output, relative=self.measure == PERCENT).values
        counts = values if result.weights is None else counted(values, result.weights.values)[0]
        if np.isnan(counts).any():
            return float("nan")
        met = COMPARISONS[self.comparison](values, threshold(self.value, values))
        return float(shares_of_rows(met.any(axis=0), result.weights))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ConditionAnswer(ABC):
    """What the answers about a condition have in common.

    condition, prob, at (None: in at least one quarter): what was asked; unit: of the condition's value.
    """

    condition: Condition
    unit: str
    prob: float
    at: str | None
    manifest: Manifest

    def __str__(self) -> str:
        return self.text

    @property
    def question(self) -> str:
        """The condition and its period, in words."""
        return f"{self.condition.words(self.unit)} {when(self.at, self.manifest.start, self.manifest.end)}"

    @property
    @abstractmethod
    def text(self) -> str:
        """The answer in words."""

    @property
    def _draws(self) -> int:
        return int(self.manifest.draws or 1)


ConditionLike: TypeAlias = Condition | Sequence[object] | str


def when(at: Period | None, start: object, end: object) -> str:
    """The period of a condition in words."""
    return f"in {at}" if at is not None else f"in at least one quarter from {start} to {end}"


def _parts(text: str) -> tuple[str, str, float, str]:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise InputError(f"not a condition: {quoted(text)}; write {FORM}")
    output, comparison, value, measure = match.groups()
    try:
        size = float(value)
    except ValueError:
        raise InputError(
            f"not a condition: {quoted(text)}; {value!r} is not a number; write {FORM}"
        ) from None
    return output, comparison, size, " ".join((measure or LEVEL).split())
