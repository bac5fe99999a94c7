"""Reverse stress test with two scenarios: the pairs of sizes that make a condition as likely as asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.analysis.policy.search import NEAR, Curve, search, standard_error
from tajsim.analysis.thresholds.condition import ConditionAnswer, ConditionLike
from tajsim.analysis.thresholds.solve import UNTIL, percent
from tajsim.analysis.thresholds.stress import read_stress_test, scaled, too_late
from tajsim.arguments import Progress, function, number, period, whole
from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, PARAMETER_SET, SEED
from tajsim.engine.request import Baseline, RunOptions, ScenarioLike
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter
from tajsim.results.periods import Period
from tajsim.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

RAYS = 9
STEPS = 9  # sizes of the first round on every ray
LARGEST = (4.0, 4.0)
_FINE = 0.02  # of the first part of a ray; inside it the crossing is interpolated


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """Where one ray meets the frontier.

    Attributes
    ----------
    size_a, size_b : float
        The pair of sizes, of at least 0; when the ray does not meet the frontier, the pair at its end.
    probability : float
        From 0 to 1: on the frontier the one asked for, at the end of a ray as run.
    direction : str
        "rises" when the probability is below the one asked for nearer to no shock, "falls" when above, "none"
        when the ray does not meet the frontier.
    further : int
        How often the ray meets it again.
    """

    size_a: float
    size_b: float
    probability: float
    direction: str
    further: int = 0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Frontier(ConditionAnswer):
    """The pairs of sizes of two scenarios at which a condition becomes as likely as asked.

    Attributes
    ----------
    scenario_a, scenario_b : Scenario
        The two at size 1.
    condition : Condition
        What was asked for.
    unit : str
        Of the condition's value.
    at : str or None
        The year or quarter in which it holds; None for at least one quarter of the run.
    prob : float
        The probability asked for, from 0 to 1.
    largest : tuple of (float, float)
        The largest sizes asked for.
    points : tuple of FrontierPoint
        One a ray, from scenario_a alone to scenario_b alone.
    grid : tuple of (float, float, float)
        Every pair that was run, as (size_a, size_b, probability); the first is no shock.
    limits : tuple of str
        Why rays end before `largest`, empty when none does.
    manifest : Manifest
        Of a run of both at size 1 (or the largest possible).
    met : tuple of FrontierPoint
        The points of the rays that meet the frontier.
    start : float
        The probability without either scenario, from 0 to 1.
    error : float
        The binomial standard error of a share of draws that equals `prob`.
    question : str
        The condition and its period, in words.
    text : str
        The answer in words.

    See Also
    --------
    tajsim.frontier : Makes one.
    tajsim.solve : The same question of one scenario.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.frontier(
    ...     "crackdown", "rouble-shock", "gdp < -3 % from baseline", draws=50, end="2027Q4", rays=2
    ... )
    >>> found.question
    'gdp < -3 % from baseline in at least one quarter from 2025Q4 to 2027Q4'
    >>> list(found.table().columns)
    ['size_a', 'size_b', 'probability', 'direction', 'further']
    """

    scenario_a: Scenario
    scenario_b: Scenario
    largest: tuple[float, float]
    points: tuple[FrontierPoint, ...]
    grid: tuple[tuple[float, float, float], ...]
    limits: tuple[str, ...]

    def __repr__(self) -> str:
        asked = f"{self.scenario_a.name!r}, {self.scenario_b.name!r}, {self.condition}, prob={self.prob:g}"
        return f"Frontier({asked}: {len(self.met)} of {len(self.points)} rays meet it)"

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        names = [part.title or part.name for part in (self.scenario_a, self.scenario_b)]
        head = (*(f"size of {name}" for name in names), "probability, %", "direction")
        rows = [(p.size_a, p.size_b, 100.0 * p.probability, p.direction) for p in self.points]
        return answer(f"How large together: {' and '.join(names)}", self.question, self.text, head, rows)

    @property
    def met(self) -> tuple[FrontierPoint, ...]:
        """The points of the rays that meet the frontier."""
        return tuple(point for point in self.points if point.direction != "none")

    @property
    def start(self) -> float:
        """The probability without either scenario."""
        return self.grid[0][2]

    @property
    def error(self) -> float:
        """The binomial standard error of a share of draws that equals `prob`."""
        return standard_error(self.prob, self._draws)

    @property
    def text(self) -> str:
        """The answer in words."""
        share = partial(percent, asked=self.prob)
        a, b = self.scenario_a.name, self.scenario_b.name
        sentences = [
            f"Asked: at which sizes of {a!r} and {b!r} is the probability of {self.question} "
            f"{share(self.prob)}? Without either it is {share(self.start)}."
        ]
        if not self.met:
            top = max(self.grid, key=lambda row: row[2])
            low = min(self.grid, key=lambda row: row[2])
            sentences.append(
                f"No pair does it: the probability lies between {share(low[2])} ({low[0]:.3g} of {a!r} "
                f"with {low[1]:.3g} of {b!r}) and {share(top[2])} ({top[0]:.3g} with {top[1]:.3g})."
            )
        else:
            falls = self.met[0].direction == "falls"
            pairs = ", ".join(f"({p.size_a:.3g}, {p.size_b:.3g})" for p in self.met)
            sentences.append(f"It {'falls below' if falls else 'reaches'} that at ({a}, {b}): {pairs}.")
            if len(self.met) < len(self.points):
                missed = len(self.points) - len(self.met)
                sentences.append(f"Of {len(self.points)} mixes, {missed} never meet it within these sizes.")
        again = sum(point.further for point in self.points)
        if again:
            sentences.append(
                f"The probability passes it {again} more times farther out: it is not monotone in the size."
            )
        both = [self.scenario_a, self.scenario_b]
        if late := too_late(both, self.at, self.manifest.start, self.manifest.end):
            sentences.append(late)
        if self.limits:
            sentences.append(f"Larger sizes cannot be run: {self.limits[0]}.")
        return " ".join(sentences)

    def table(self) -> pd.DataFrame:
        """One row a ray.

        Returns
        -------
        pandas.DataFrame
            Columns size_a, size_b, probability (0 to 1), direction, further, as in `FrontierPoint`.
        """
        import pandas as pd

        names = ["size_a", "size_b", "probability", "direction", "further"]
        return pd.DataFrame([[getattr(p, name) for name in names] for p in self.points], columns=names)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """The frontier between the two sizes, with lines of other probabilities.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the frontier, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.
        """
        from tajsim.analysis.thresholds.picture import frontier_plot

        return frontier_plot(self, ax, figsize=figsize, colors=colors)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "scenarios": [self.scenario_a.name, self.scenario_b.name],
            "condition": str(self.condition),
            "unit": self.unit,
            "at": self.at,
            "prob": self.prob,
            "start": self.start,
            "error": self.error,
            "points": self.table().to_dict("records"),
            "limits": list(self.limits),
            "text": self.text,
            "manifest": self.manifest.to_dict(),
        }


def frontier(
    scenario_a: ScenarioLike,
    scenario_b: ScenarioLike,
    until: ConditionLike = UNTIL,
    prob: float = 0.10,
    at: Period | None = None,
    largest: tuple[float, float] = LARGEST,
    parameters: Parameters | str | Path = PARAMETER_SET,
    draws: int = DRAWS,
    seed: int = SEED,
    rays: int = RAYS,
    *,
    baseline: Baseline = BASELINE,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> Frontier:
    """The pairs of sizes of two scenarios at which the probability of a condition reaches `prob`.

    Mixes are searched along rays from no shock to the edges of the rectangle `largest`, the first scenario_a
    alone and the last scenario_b alone, all in one run, then again around the crossings; the last step is
    linear interpolation. A ray ends earlier, and the text says so, where a target would leave its allowed
    range.

    Parameters
    ----------
    scenario_a, scenario_b : Scenario, str or Path
        Scenarios as in `run`.
    until : tuple or str, default ("reserves_months", "<", 3.0)
        The condition, as in `solve`.
    prob : float, default 0.1
        The probability to be reached, above 0 and below 1.
    at : int or str, optional
        A year or a quarter of the condition; None for at least one quarter of the run.
    largest : tuple of float, default (4.0, 4.0)
        The largest size of each, or as far as it can be run alone; 1 is the scenario as written.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    draws : int, default 2000
        How many draws every run takes.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    rays : int, default 9
        Directions between the two scenarios that are searched.
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
    Frontier
        With `.points`, `.table()`, `.text` and `.plot()`.

    Raises
    ------
    InputError
        Naming every problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.frontier(
    ...     "crackdown", "rouble-shock", "poverty_rate > 5 from baseline", draws=50, end="2027Q4", rays=3
    ... )
    >>> len(found.points)
    3
    """
    problems = Problems("cannot find a frontier")
    function(problems, "progress", progress, "(done, total)")
    edges = _edges(problems, largest)
    count = whole(problems, "rays", rays, 2, 100)
    options = RunOptions(
        parameters=parameters, baseline=baseline, start=start, end=end, draws=draws, seed=seed,
        backend=backend,
    )  # fmt: skip
    stress_test, (a, b) = read_stress_test(
        problems, [scenario_a, scenario_b], options, until=until, prob=prob, at=at
    )
    alone = [
        stress_test.limit(lambda size, one=one: scaled(one, size), 0.0, edge)  # type: ignore[misc]
        for one, edge in zip((a, b), edges, strict=True)
    ]
    for one, (reach, why) in zip((a, b), alone, strict=True):
        if reach == 0.0:
            raise InputError(f"no size of {one.name!r} above 0 can be run: {why}")
    directions = _directions(count, (alone[0][0], alone[1][0]))
    inner = [
        stress_test.limit(lambda size, way=way: _mix(a, b, *_along(way, size)), 0.0, max(way))  # type: ignore[misc]
        for way in directions[1:-1]
    ]
    limits = [alone[0], *inner, alone[1]]
    nears = [min(NEAR, reach) for reach, _ in limits]

    def sizes(ray: int, part: float) -> tuple[float, float]:
        return _along(directions[ray], part * nears[ray])

    def mixed(ray: int, part: float) -> Scenario:
        return _mix(a, b, *sizes(ray, part))

    middle = count // 2
    first = stress_test.first(_mix(a, b, *_along(directions[middle], min(limits[middle][0], 1.0))))
    curves = search(
        lambda points: stress_test.probabilities(first, [mixed(*point) for point in points]),
        stress_test.prob,
        [(0.0, reach / near) for (reach, _), near in zip(limits, nears, strict=True)],
        stress_test.draws,
        _FINE,
        STEPS,
        near=1.0,
        progress=progress,
    )
    points = [_met(curve, partial(sizes, ray), stress_test.prob) for ray, curve in enumerate(curves)]
    grid = dict.fromkeys(
        (*sizes(ray, share), p)
        for ray, curve in enumerate(curves)
        for share, p in zip(curve.sizes, curve.probabilities, strict=True)
    )
    return Frontier(
        scenario_a=a,
        scenario_b=b,
        condition=stress_test.condition,
        unit=stress_test.condition.unit(first.info(stress_test.condition.output)),
        at=None if at is None else str(period(problems, "at", at)),
        prob=stress_test.prob,
        largest=edges,
        points=tuple(points),
        grid=tuple(grid),
        limits=tuple(dict.fromkeys(why for _, why in limits if why)),
        manifest=first.manifest,
    )


def _met(curve: Curve, sizes: Callable[[float], tuple[float, float]], prob: float) -> FrontierPoint:
    """Where a ray meets the frontier; `sizes` gives the pair at a part of the ray."""
    if not curve.crossings:
        return FrontierPoint(*sizes(curve.sizes[-1]), curve.probabilities[-1], "none")
    crossing, *further = curve.crossings
    direction = "rises" if crossing.rises else "falls"
    return FrontierPoint(*sizes(crossing.at(prob)), prob, direction, len(further))


def _mix(a: Scenario, b: Scenario, size_a: float, size_b: float) -> Scenario:
    """Both scenarios at their sizes; one of size 0 is left out."""
    if size_a == 0.0 or size_b == 0.0:
        return scaled(a, size_a) if size_b == 0.0 else scaled(b, size_b)
    return scaled(a, size_a) + scaled(b, size_b)


def _along(end: tuple[float, float], size: float) -> tuple[float, float]:
    """The pair of sizes on the way to `end` of which the larger is `size`."""
    share = size / max(end)
    return share * end[0], share * end[1]


def _directions(rays: int, edges: tuple[float, float]) -> list[tuple[float, float]]:
    """The pair of sizes at the end of each ray, on the edge of the rectangle."""
    ends = []
    for angle in np.linspace(0.0, math.pi / 2.0, rays):
        across, up = math.cos(angle), math.sin(angle)
        # the first and the last ray lie on the axes exactly
        across, up = (0.0 if share < 1e-12 else share / max(across, up) for share in (across, up))
        ends.append((across * edges[0], up * edges[1]))
    return ends


def _edges(problems: Problems, largest: object) -> tuple[float, float]:
    if not isinstance(largest, tuple | list) or len(largest) != 2:
        problems.add(f"largest is {quoted(largest)}; give the largest size of each scenario, such as (4, 4)")
        return LARGEST
    before = len(problems.found)
    found = []
    for which, given in zip("ab", largest, strict=True):
        size = number(problems, f"the largest size of scenario {which}", given)
        if size <= 0.0:
            problems.add(f"the largest size of scenario {which} must be above 0, not {size:g}")
        found.append(size)
    return (found[0], found[1]) if len(problems.found) == before else LARGEST
