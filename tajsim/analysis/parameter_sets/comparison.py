"""What moved between two parameter sets, and how much each group of parameters moved the outcomes.

Groups are the blocks of parameters. The change of an outcome from one set to the other is split by exact
Shapley values over the blocks that differ: every mixture of blocks of the two sets is run, on single paths,
all in one go. The parts add up to the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.parameter_sets.mixtures import Found, OutcomeSpec, differing, outcomes
from tajsim.analysis.shapley import members, shapley
from tajsim.arguments import AT_ONCE, Progress, choice, function, period
from tajsim.defaults import BASELINE, YEAR
from tajsim.drivers.outlook import HORIZON, OUTLOOKS
from tajsim.engine.plan import FIRST_QUARTER, last_quarter, output_names
from tajsim.errors import InputError, Problems
from tajsim.frozen import read_only
from tajsim.parameters import Parameters, as_parameters
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.distribution import difference
from tajsim.results.info import OutputInfo
from tajsim.results.periods import Period, find_period
from tajsim.scenarios import Scenario, as_scenario, check_targets

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

HEADLINE = (
    *("gdp", "consumption", "remittances_usd", "imports_usd", "tjs_per_usd", "inflation"),
    *("reserves_months", "budget_balance_gdp", "npl_ratio", "poverty_rate"),
)
"""Outputs compared unless others are named."""
MOST_GROUPS = 10
ROUNDING = 1e-10  # relative: what add-factors are solved to
RANDOM_ONLY = ("residuals",)  # blocks that single paths do not read


@dataclass(frozen=True, eq=False)
class ParameterSetComparison:
    """How the move from one parameter set to another changes outcomes. Built by
    `tajsim.compare_parameter_sets`.

    Attributes
    ----------
    here, there : Parameters
        The two sets.
    at : str
        The year or quarter.
    scenario : str or None
        The scenario whose deviations from the baseline are compared; None for levels of the baseline.
    baseline : str
        The outlook that the baseline follows.
    outputs : tuple of str
        What is compared.
    units : tuple of str
        Of each output: its own, or that of its deviation.
    groups : tuple of tuple of str
        The blocks of parameters that differ; several in one group where small ones were merged.
    before, after : numpy.ndarray
        Outcomes with either set, in `units`, shape (output,).
    parts : numpy.ndarray
        What each group adds, positive where it raises the outcome, in `units`, shape (group, output).
    names : tuple of str
        The groups by name: the block, or of merged blocks "others".
    order : tuple of int
        Places of the groups by their largest share in a change of an output, the largest first.

    See Also
    --------
    tajsim.compare_parameter_sets : Makes one.
    tajsim.Parameters.diff : The parameters alone.

    Examples
    --------
    >>> import tajsim as ts
    >>> sets = ("world-bank-2024", "kremlin-2024")
    >>> found = ts.compare_parameter_sets(*sets, outputs="remittances_gdp", at="2026")
    >>> bool(abs(found.parts.sum() - (found.after - found.before).sum()) < 1e-6)
    True
    """

    here: Parameters
    there: Parameters
    at: str
    scenario: str | None
    baseline: str
    outputs: tuple[str, ...]
    units: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    before: Floats
    after: Floats
    parts: Floats

    def __post_init__(self) -> None:
        for name in ("before", "after", "parts"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))

    def __repr__(self) -> str:
        of = f", deviations in {self.scenario}" if self.scenario else ""
        what = f"{len(self.groups)} groups, {len(self.outputs)} outputs, {self.at}{of}"
        return f"ParameterSetComparison({self.here.name} to {self.there.name}, {what})"

    @property
    def names(self) -> tuple[str, ...]:
        """The groups by name: the block, or of merged blocks "others"."""
        return tuple(group[0] if len(group) == 1 else "others" for group in self.groups)

    def _repr_html_(self) -> str:
        from tajsim.html import frame, heading
        from tajsim.plots.names import spoken_scenario

        what = (
            f"deviations in {spoken_scenario(self.scenario)}" if self.scenario else "levels of the baseline"
        )
        under = f"{what}, {self.at}; what each group of parameters adds to the change"
        return heading(f"From {self.here.name} to {self.there.name}", under) + frame(self.table())

    def parameters(self) -> pd.DataFrame:
        """The parameters that differ.

        Returns
        -------
        pandas.DataFrame
            As `Parameters.diff` gives.
        """
        return self.here.diff(self.there)

    def table(self) -> pd.DataFrame:
        """What each group adds to the change of each outcome; one row an output.

        Returns
        -------
        pandas.DataFrame
            Columns unit, before, after, change, and one a group, in the order of their largest share in a
            change of an output; groups sum to the change.
        """
        import pandas as pd

        data: dict[str, Any] = {
            "unit": self.units,
            "before": self.before,
            "after": self.after,
            "change": self.after - self.before,
        }
        data |= {self.names[i]: self.parts[i] for i in self.order}
        return pd.DataFrame(data, index=pd.Index(self.outputs, name="output"))

    @property
    def order(self) -> tuple[int, ...]:
        """The groups by their largest share in what groups add to an output, the largest first."""
        return tuple(int(i) for i in np.argsort(-_importance(self.parts), kind="stable"))

    def plot(
        self,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """What each group adds, one panel an output.

        Parameters
        ----------
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bars, as Matplotlib knows them.

        Returns
        -------
        matplotlib.figure.Figure
            The picture.

        Raises
        ------
        InputError
            When nothing differs between the sets.
        """
        from tajsim.analysis.parameter_sets.picture import parameter_sets_figure

        return parameter_sets_figure(self, figsize=figsize, colors=colors)


def compare_parameter_sets(
    a: Parameters | str | Path,
    b: Parameters | str | Path,
    outputs: Sequence[str] | str | None = None,
    at: Period = str(YEAR),
    scenario: Scenario | str | Path | None = None,
    baseline: str = BASELINE,
    *,
    progress: Progress | None = None,
) -> ParameterSetComparison:
    """Which parameters moved from set `a` to set `b`, and how much each block moved the outcomes.

    Up to ten groups; when more blocks differ, those with the smallest effects alone become one group.

    Parameters
    ----------
    a, b : Parameters, str or Path
        Parameter sets, shipped ones by name or files, of the same base year.
    outputs : str or sequence of str, optional
        Names of outputs; None for the headline ones.
    at : int or str, default "2027"
        A year or a quarter.
    scenario : Scenario, str or Path, optional
        None compares levels of the baseline; with one, its deviations from the baseline (percent for levels,
        points for rates).
    baseline : str, default "baseline"
        "baseline", the published outlook that is met again by every mixture, or "none".
    progress : callable, optional
        Called with (runs done, runs in all).

    Returns
    -------
    ParameterSetComparison
        With `.parameters`, `.table()` and `.plot()`.

    Raises
    ------
    InputError
        Naming every bad argument, and when a mixture of the two sets cannot be run.

    Examples
    --------
    >>> import tajsim as ts
    >>> sets = ("world-bank-2024", "kremlin-2024")
    >>> found = ts.compare_parameter_sets(*sets, outputs="remittances_gdp", at="2026")
    >>> found.outputs
    ('remittances_gdp',)
    """
    problems = Problems("cannot compare the parameter sets")
    function(problems, "progress", progress, "(done, total)")
    one = problems.attempt(lambda: as_parameters(a, "a"))
    two = problems.attempt(lambda: as_parameters(b, "b"))
    asked = None if scenario is None else problems.attempt(lambda: as_scenario(scenario, "the scenario"))
    names = problems.attempt(lambda: output_names(HEADLINE if outputs is None else outputs))
    choice(problems, "baseline", baseline, OUTLOOKS)
    if one is not None and two is not None and one.date != two.date:
        problems.add(
            f"{one.name!r} is of {one.date}, {two.name!r} of {two.date}; compare sets of the same date"
        )
    for each in (one, two):
        if each is not None and each.known is not None:
            problems.add(
                f"{each.name!r} knows quarters since {each.date}, which no mixture of two sets does; compare "
                f"{each.parents[0]!r}, or run both"
            )
    first = FIRST_QUARTER if one is None else last_quarter(one) + 1
    last = problems.attempt(lambda: _last(at, first, asked))
    if asked is not None:
        problems.attempt(lambda: check_targets([asked]))
    problems.raise_if_any()
    if one is None or two is None or names is None or last is None:  # already reported
        raise InputError("cannot compare the parameter sets")
    return _compared(one, two, at, OutcomeSpec(asked, baseline, names, str(last)), progress)


def _compared(
    a: Parameters, b: Parameters, at: Period, spec: OutcomeSpec, progress: Progress | None
) -> ParameterSetComparison:
    blocks = [block for block in differing(a, b) if block not in RANDOM_ONLY]
    groups = _groups(a, b, blocks, at, spec)
    found = outcomes(a, b, groups, members(len(groups)), spec, progress)
    values = _at(found, at, spec)
    units = tuple(_unit(found, at, spec, name) for name in spec.outputs)
    parts = shapley(values) if groups else np.empty((0, len(spec.outputs)))
    return ParameterSetComparison(
        here=a,
        there=b,
        at=str(period(AT_ONCE, "at", at)),
        scenario=None if spec.scenario is None else spec.scenario.name,
        baseline=spec.baseline,
        outputs=spec.outputs,
        units=units,
        groups=groups,
        before=values[0],
        after=values[-1],
        parts=parts,
    )


def _groups(
    a: Parameters, b: Parameters, blocks: Sequence[str], at: Period, spec: OutcomeSpec
) -> tuple[tuple[str, ...], ...]:
    """Each block a group; above ten, those that move outcomes least when they change alone are one."""
    single = tuple((block,) for block in blocks)
    if len(blocks) <= MOST_GROUPS:
        return single
    alone = np.vstack([np.zeros(len(blocks), bool), np.eye(len(blocks), dtype=bool)])
    values = _at(outcomes(a, b, single, alone, spec), at, spec)
    order = np.argsort(-_importance(values[1:] - values[0]), kind="stable")
    kept = sorted(order[: MOST_GROUPS - 1])
    rest = sorted(order[MOST_GROUPS - 1 :])
    return (*(single[i] for i in kept), tuple(blocks[i] for i in rest))


def _importance(effects: Floats) -> Floats:
    """The largest share of each group in the sum of absolute effects on an output, (group,)."""
    size = np.abs(effects)
    total = size.sum(axis=0)
    share = np.divide(size, total, out=np.zeros_like(size), where=total > 0.0)
    return np.asarray(share.max(axis=1, initial=0.0))


def _at(found: Found, at: Period, spec: OutcomeSpec) -> Floats:
    """The outcomes at the period, (mixture, output): levels, or deviations of the scenario."""
    freq, place = find_period(at, found.plan.reported, found.plan.years)
    arrays = found.quarterly if freq == "Q" else found.annual
    columns = []
    for name in spec.outputs:
        values = arrays[name][place]
        if spec.scenario is None:
            columns.append(values[0])
        else:
            columns.append(difference(values[-1], values[0], _relative(found, at, name)))
    return np.array([_settled(np.asarray(column)) for column in columns]).T


def _settled(values: Floats) -> Floats:
    """What differs by rounding alone, as where every mixture meets the outlook, made the same."""
    spread = float(np.max(np.abs(values - values[0])))
    return np.full_like(values, values[0]) if spread <= ROUNDING * float(np.max(np.abs(values))) else values


def _relative(found: Found, at: Period, name: str) -> bool:
    """Whether a deviation is in percent: of levels that are positive in every mixture."""
    freq, place = find_period(at, found.plan.reported, found.plan.years)
    values = (found.quarterly if freq == "Q" else found.annual)[name][place, 0]
    return _info(found, name).is_level and bool((values > 0.0).all())


def _unit(found: Found, at: Period, spec: OutcomeSpec, name: str) -> str:
    info = _info(found, name)
    return info.unit if spec.scenario is None else info.delta_unit(_relative(found, at, name))


def _info(found: Found, name: str) -> OutputInfo:
    return OutputInfo.of(name, last_quarter(found.plan.parameters))


def _last(at: Period, first: Quarter, asked: Scenario | None) -> Quarter:
    """The last quarter to run: that of the period `at`, or of the last shock to begin if it is later."""
    quarters = quarter_range(first, Quarter(first.year + HORIZON - 1, 4))
    years = range(first.year + (first.quarter > 1), first.year + HORIZON)  # simulated whole
    freq, place = find_period(at, quarters, years)
    starts = [shock.shape.start or first for shock in (asked.shocks if asked else ())]
    return max(quarters[place] if freq == "Q" else Quarter(years[place], 4), *starts, first)
