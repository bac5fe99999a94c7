"""Reverse stress test: how large a scenario must be before a condition becomes as likely as asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.analysis.policy.search import Crossing, search, standard_error, turns
from tajsim.analysis.thresholds.condition import ConditionAnswer, ConditionLike
from tajsim.analysis.thresholds.stress import read_stress_test, scaled, too_late
from tajsim.arguments import Progress, function, number, period
from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, PARAMETER_SET, SEED
from tajsim.engine.request import Baseline, RunOptions, ScenarioLike
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter
from tajsim.results.periods import Period
from tajsim.rounding import beside
from tajsim.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

UNTIL = ("reserves_months", "<", 3.0)
SPAN = (0.0, 4.0)
FINEST = 1e-6  # tolerance: names of scenarios distinguish sizes to twelve digits
_SHOWN = 6  # shocks spelt out in the text


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Solution(ConditionAnswer):
    """The size of a scenario at which a condition becomes as likely as asked.

    Attributes
    ----------
    scenario : Scenario
        The one asked about, at size 1.
    condition : Condition
        What was asked for.
    unit : str
        Of the condition's value.
    prob : float
        The probability asked for, from 0 to 1.
    at : str or None
        The year or quarter in which it holds; None for at least one quarter of the run.
    span : tuple of (float, float)
        The smallest and the largest size asked for.
    limit : str
        Why sizes end before the span does, or "".
    sizes : tuple of float
        Every size that was run, in increasing order.
    probabilities : tuple of float
        The share of draws, 0 to 1, in which the condition holds at each of them.
    crossings : tuple of Crossing
        Every size found at which that share passes `prob`.
    manifest : Manifest
        Of a run at size 1 (or the largest that can be run).
    status : str
        "found", "already" (as likely at the smallest size) or "unreachable" (at no size of the span).
    size : float or None
        The smallest size found at which the probability is at least `prob`; None when there is none.
    probability : float or None
        The probability at `size`, a share of draws from 0 to 1; None without a size.
    error : float or None
        The binomial standard error of `probability`; None without a size.
    interval : tuple of (float, float) or None
        Sizes around `size` at which the probability is within 1.96 standard errors of `prob`.
    largest : tuple of (float, float)
        The largest size that was run, and the probability there.
    highest : tuple of (float, float)
        The size with the highest probability, and that probability.
    monotone : bool
        Whether the probability goes one way with the size, within two standard errors.
    solved : Scenario or None
        The scenario at `size`, ready to be run; None without a size.
    curve : pandas.DataFrame
        Indexed by size: columns probability and error, its binomial standard error.
    question : str
        The condition and its period, in words.
    text : str
        The answer in words.

    See Also
    --------
    tajsim.solve : Makes one.
    tajsim.frontier : The same question of two scenarios together.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.solve("rouble-shock", until="gdp < -2 % from baseline", draws=50, end="2027Q4")
    >>> found.status
    'found'
    >>> found.interval[0] < found.size < found.interval[1]
    True
    >>> found.solved.name.startswith("rouble-shock")
    True
    """

    scenario: Scenario
    span: tuple[float, float]
    limit: str
    sizes: tuple[float, ...]
    probabilities: tuple[float, ...]
    crossings: tuple[Crossing, ...]

    def __repr__(self) -> str:
        asked = f"{self.scenario.name!r}, {self.condition}, prob={self.prob:g}"
        return f"Solution({asked}: {self.status}, size={self.size})"

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        rows = [
            (size, 100.0 * share, 100.0 * standard_error(share, self._draws))
            for size, share in zip(self.sizes, self.probabilities, strict=True)
        ]
        title = f"How large: {self.scenario.title or self.scenario.name}"
        return answer(title, self.question, self.text, ("size", "probability, %", "standard error, %"), rows)

    @property
    def status(self) -> str:
        """ "found", "already" (as likely at the smallest size) or "unreachable" (at no size of the span)."""
        if self.probabilities[0] >= self.prob:
            return "already"
        return "found" if self.crossings else "unreachable"

    @property
    def size(self) -> float | None:
        """The smallest size found at which the probability is at least `prob`; None when there is none."""
        if self.status == "already":
            return self.sizes[0]
        return self.crossings[0].size if self.crossings else None

    @property
    def probability(self) -> float | None:
        """The probability at `size`, a share of draws; None without a size."""
        return None if self.size is None else self.probabilities[self.sizes.index(self.size)]

    @property
    def error(self) -> float | None:
        """The binomial standard error of `probability`; None without a size."""
        return None if self.probability is None else standard_error(self.probability, self._draws)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Sizes around `size` at which the probability is within 1.96 standard errors of `prob`, or None."""
        if self.status != "found":
            return None
        return self.crossings[0].low, self.crossings[0].high

    @property
    def largest(self) -> tuple[float, float]:
        """The largest size that was run, and the probability there."""
        return self.sizes[-1], self.probabilities[-1]

    @property
    def highest(self) -> tuple[float, float]:
        """The size with the highest probability, and that probability."""
        place = max(range(len(self.sizes)), key=self.probabilities.__getitem__)
        return self.sizes[place], self.probabilities[place]

    @property
    def monotone(self) -> bool:
        """Whether the probability goes one way with the size, within two standard errors."""
        return not turns(self.probabilities, self._draws)

    @property
    def solved(self) -> Scenario | None:
        """The scenario at `size`, ready to be run; None without a size."""
        return None if self.size is None else scaled(self.scenario, self.size)

    @property
    def curve(self) -> pd.DataFrame:
        """Size -> probability and its binomial standard error, indexed by size."""
        import pandas as pd

        errors = [standard_error(p, self._draws) for p in self.probabilities]
        columns = {"probability": self.probabilities, "error": errors}
        return pd.DataFrame(columns, index=pd.Index(self.sizes, name="size"))

    @property
    def text(self) -> str:
        """The answer in words."""
        share = partial(percent, asked=self.prob)
        name, (size, top) = self.scenario.name, self.largest
        sentences = [
            f"Asked: at which size of {name!r} is the probability of {self.question} {share(self.prob)}?"
        ]
        if self.status == "unreachable":
            sentences.append(
                f"No size from {self.sizes[0]:g} to {size:.4g} does it: the largest reaches {share(top)}."
            )
            if self.monotone and self.highest[1] > top:
                sentences.append(f"The highest is {share(self.highest[1])}, at size {self.highest[0]:.4g}.")
        elif self.status == "already":
            sentences.append(f"It is already {self._found} at size {self.sizes[0]:g}, the smallest.")
        else:
            low, high = self.crossings[0].low, self.crossings[0].high
            sentences.append(
                f"At size {self.size:.4g} it is {self._found}; sizes from {low:.3g} to {high:.3g} lie within "
                "the sampling error (95 %)."
            )
            sentences.append(f"At that size: {self._shocks()}.")
        later = self.crossings if self.status == "already" else self.crossings[1:]
        sentences += [
            f"It {'rises to' if c.rises else 'falls below'} {share(self.prob)} "
            f"{'again ' if i else ''}at size {c.size:.4g} "
            f"({c.low:.3g} to {c.high:.3g} lie within the sampling error)."
            for i, c in enumerate(later)
        ]
        if not self.monotone:
            sentences.append(
                "The probability is not monotone in the size: it is highest at "
                f"{self.highest[0]:.4g} ({share(self.highest[1])}), and {share(top)} at the largest, "
                f"{size:.4g}."
            )
        if late := too_late([self.scenario], self.at, self.manifest.start, self.manifest.end):
            sentences.append(late)
        if self.limit:
            sentences.append(
                f"Sizes above {size:.4g} of the {self.span[1]:g} asked for cannot be run: {self.limit}."
            )
        return " ".join(sentences)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """The probability by size, with its sampling error and the answer.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the line, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.
        """
        from tajsim.analysis.thresholds.picture import solution_plot

        return solution_plot(self, ax, figsize=figsize, colors=colors)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "scenario": self.scenario.name,
            "condition": str(self.condition),
            "unit": self.unit,
            "at": self.at,
            "prob": self.prob,
            "status": self.status,
            "size": self.size,
            "probability": self.probability,
            "error": self.error,
            "interval": None if self.interval is None else list(self.interval),
            "monotone": self.monotone,
            "crossings": [
                {
                    "size": c.size,
                    "probability": c.probability,
                    "direction": "rises" if c.rises else "falls",
                    "low": c.low,
                    "high": c.high,
                }
                for c in self.crossings
            ],
            "span": list(self.span),
            "limit": self.limit,
            "curve": [
                {"size": s, "probability": p} for s, p in zip(self.sizes, self.probabilities, strict=True)
            ],
            "text": self.text,
            "manifest": self.manifest.to_dict(),
        }

    @property
    def _found(self) -> str:
        """The probability at the size, with its sampling error."""
        error = 100 * (self.error or 0.0)
        return f"{percent(self.probability or 0.0, self.prob)} (standard error {error:.1f} points)"

    def _shocks(self) -> str:
        solved = self.solved
        shocks = solved.shocks if solved else ()
        more = f" and {len(shocks) - _SHOWN} more" if len(shocks) > _SHOWN else ""
        return "; ".join(str(shock) for shock in shocks[:_SHOWN]) + more


def solve(
    scenario: ScenarioLike,
    until: ConditionLike = UNTIL,
    prob: float = 0.10,
    at: Period | None = None,
    span: tuple[float, float] = SPAN,
    parameters: Parameters | str | Path = PARAMETER_SET,
    draws: int = DRAWS,
    seed: int = SEED,
    tolerance: float = 0.001,
    *,
    baseline: Baseline = BASELINE,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> Solution:
    """The smallest size of a scenario at which the probability of a condition reaches `prob`.

    A size multiplies the effect of every shock, as `Scenario.scale` does: 0 is no shock, 1 the scenario.
    Every size is run on the same draws: 17 over the first 4 of the span side by side, then each a quarter
    farther, then 7 inside each interval in which the probability passes `prob`, until they are within the
    tolerance. So the answer does not depend on how wide the span is, and all crossings are found that are
    farther apart than those steps.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario that is scaled.
    until : tuple or str, default ("reserves_months", "<", 3.0)
        (output, operator, value) for a level in the output's unit, (output, operator, value, "from baseline")
        for a deviation in that unit or "% from baseline" in percent, or the same as a text:
        "poverty_rate > 5 from baseline".
    prob : float, default 0.1
        The probability to be reached, above 0 and below 1.
    at : int or str, optional
        A year ("2027"), a quarter ("2026Q4"), or None for at least one quarter of the run.
    span : tuple of float, default (0.0, 4.0)
        Smallest and largest size, from 0 on; it ends earlier, and says so, where a target would leave its
        allowed range, and at 1 for a shock with `set`.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    draws : int, default 2000
        How many draws every run takes.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    tolerance : float, default 0.001
        Of the size.
    baseline : str, Path or Scenario, default "baseline"
        What deviations are taken from, as in `run`.
    start : str or Quarter, optional
        First quarter; None for the first after the date of the parameters.
    end : str or Quarter, default "2030Q4"
        Last quarter.
    progress : callable, optional
        Called with (rounds done, rounds in all).
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    Solution
        With `.size`, `.text` and `.plot()`.

    Raises
    ------
    InputError
        Naming every problem: names, operators, spans, and when the smallest size of the span cannot be run,
        or none above 0.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.solve("rouble-shock", until="poverty_rate > 5 from baseline", draws=100, end="2027Q4")
    >>> 1.0 < found.size < 2.0
    True
    """
    problems = Problems("cannot solve")
    function(problems, "progress", progress, "(done, total)")
    low, high = check_span(problems, span)
    fine = number(problems, "tolerance", tolerance, FINEST)
    options = RunOptions(
        parameters=parameters, baseline=baseline, start=start, end=end, draws=draws, seed=seed,
        backend=backend,
    )  # fmt: skip
    stress_test, (chosen,) = read_stress_test(problems, [scenario], options, until=until, prob=prob, at=at)
    largest, limit = stress_test.limit(lambda size: scaled(chosen, size), low, high)
    if largest == 0.0:
        raise InputError(f"no size of {chosen.name!r} above 0 can be run: {limit}")
    shown = scaled(chosen, min(1.0, largest))
    first = stress_test.first(shown)
    (curve,) = search(
        lambda points: stress_test.probabilities(first, [scaled(chosen, size) for _, size in points]),
        stress_test.prob,
        [(low, largest)],
        stress_test.draws,
        fine,
        progress=progress,
    )
    return Solution(
        scenario=chosen,
        condition=stress_test.condition,
        unit=stress_test.condition.unit(first.info(stress_test.condition.output)),
        prob=stress_test.prob,
        at=None if at is None else str(period(problems, "at", at)),
        span=(low, high),
        limit=limit,
        sizes=curve.sizes,
        probabilities=curve.probabilities,
        crossings=curve.crossings,
        manifest=first.manifest,
    )


def check_span(problems: Problems, span: object) -> tuple[float, float]:
    """The smallest and largest size; what is wrong with them is noted."""
    if not isinstance(span, tuple | list) or len(span) != 2:
        problems.add(f"span is {quoted(span)}; give the smallest and the largest size, such as (0, 4)")
        return SPAN
    before = len(problems.found)
    low = number(problems, "the smallest size of the span", span[0], 0.0)
    high = number(problems, "the largest size of the span", span[1], 0.0)
    if len(problems.found) == before and not low < high:
        problems.add(f"span is {quoted(span)}; its largest size must be above its smallest")
    return (low, high) if len(problems.found) == before else SPAN


def percent(probability: float, asked: float) -> str:
    """A share of draws in percent, which stays on its side of the one asked for, of 0 and of 100."""
    return f"{beside(100.0 * probability, (0.0, 100.0, 100.0 * asked), 1)} %"
