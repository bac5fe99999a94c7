"""Why an output moved: the deviation of a scenario from the baseline, taken apart in every draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tajsim.analysis.decomposition.shocks import TOTAL, Floats, Split, deviation
from tajsim.arguments import AT_ONCE, Progress, flag, function, probabilities
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.frozen import read_only
from tajsim.results.distribution import exact_quantiles, means_of_rows
from tajsim.results.manifest import Manifest
from tajsim.results.periods import Freq, Period, check_freq
from tajsim.results.weights import Weights

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tajsim.results.like import RerunLike, ResultLike

Whole: TypeAlias = "tuple[ResultLike, Split]"
Way: TypeAlias = "Callable[[ResultLike, RerunLike, str, str, Freq, Progress | None], Whole]"
TOLERANCE = 1e-9  # of the size of what is added up


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Decomposition:
    """The parts of the deviation of an output in a scenario from the baseline. Built by `Result.decompose`.

    Attributes
    ----------
    output, scenario, baseline : str
        What was taken apart.
    by : str
        "shock", "channel", "policy" or "step".
    freq : str
        "Y" for years or "Q" for quarters.
    relative : bool
        Whether values are in percent of the baseline rather than in the output's unit.
    unit : str
        Of `values`, `total` and `central`.
    periods : tuple of int or str
        Years (int) or quarters (as "2025Q1").
    parts : tuple of str
        Their names, distinct from one another and from "total" by a number, as in "total (1)".
    values : numpy.ndarray
        What each part adds, positive where it raises the output; float64, shape (part, period, draw).
    reference : numpy.ndarray
        The level in the baseline, in the output's own unit, shape (period, draw).
    total : numpy.ndarray
        The deviation, to which the parts add up in every draw, shape (period, draw).
    central : numpy.ndarray
        What each part adds on the single path, shape (part, period).
    central_reference : numpy.ndarray
        The level in the baseline on the single path, shape (period,).
    manifest : Manifest
        Of the run.
    weights : Weights or None
        How much each draw counts in means and quantiles; None where all count the same.

    Raises
    ------
    InputError
        When the parts do not add up or do not fit together.

    See Also
    --------
    tajsim.Result.decompose : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> r = ts.run("crackdown", draws=20, end="2026Q4", outputs=["remittances_usd"])
    >>> d = r.decompose("crackdown", "remittances_usd", by="channel")
    >>> d.unit, d.values.shape == (len(d.parts), len(d.periods), 20)
    ('million USD', True)
    >>> d.gap() < 1e-6
    True
    """

    output: str
    scenario: str
    baseline: str
    by: str
    freq: Freq
    relative: bool
    unit: str
    periods: tuple[str | int, ...]
    parts: tuple[str, ...]
    values: Floats
    reference: Floats
    total: Floats
    central: Floats
    central_reference: Floats
    manifest: Manifest
    weights: Weights | None = None

    def __post_init__(self) -> None:
        for name in ("values", "reference", "total", "central", "central_reference"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))
        for name in ("periods", "parts"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        problems = Problems(f"the parts of {self.output!r} do not fit together")
        shape = (len(self.parts), len(self.periods))
        draws = self.total.shape[-1]
        for name, expected in (
            ("values", (*shape, draws)),
            ("reference", (shape[1], draws)),
            ("total", (shape[1], draws)),
            ("central", shape),
            ("central_reference", shape[1:]),
        ):
            if getattr(self, name).shape != expected:
                problems.add(f"{name} is {getattr(self, name).shape}, not {expected}")
        if self.weights is not None and self.weights.draws != draws:
            problems.add(f"there are {self.weights.draws} weights for {draws} draws")
        if len({*self.parts, TOTAL}) <= len(self.parts):
            problems.add(f"parts must differ from one another and from {TOTAL!r}: {', '.join(self.parts)}")
        problems.raise_if_any()
        if not self.parts or self.gap() > TOLERANCE:
            raise InputError(f"the parts of {self.output!r} do not add up to its deviation")

    def __repr__(self) -> str:
        return (
            f"Decomposition({self.output!r} in {self.scenario!r} against {self.baseline!r} by {self.by}, "
            f"{self.unit}: {', '.join(self.parts)})"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        means = np.vstack([self.means(), means_of_rows(self.total, self.weights)[None]])
        rows = [(str(when), *map(float, means[:, i])) for i, when in enumerate(self.periods)]
        central = self.manifest.draws is None
        what = "on the single path" if central else "means over draws, which add up"
        if self.weights is not None:
            what += f"; {self.weights.text}"
        return answer(
            f"Why: {self.output} in {self.scenario} against {self.baseline}",
            f"By {self.by}, {self.unit}; {what}",
            "",
            ("period", *self.parts, TOTAL),
            rows,
        )

    def __getitem__(self, part: str) -> Floats:
        """One part, (period, draw), in `unit`. Raises InputError, naming the nearest parts."""
        if not isinstance(part, str) or part not in self.parts:
            raise InputError(f"there is no part {quoted(part)}; {nearest(part, self.parts)}")
        return self.values[self.parts.index(part)]  # type: ignore[no-any-return]

    def __contains__(self, part: object) -> bool:
        """Whether there is a part of this name."""
        return isinstance(part, str) and part in self.parts

    def __iter__(self) -> Iterator[str]:
        """The names of the parts."""
        return iter(self.parts)

    def __len__(self) -> int:
        """The number of parts."""
        return len(self.parts)

    def keys(self) -> tuple[str, ...]:
        """The names of the parts, so that `dict(decomposition)` is a dict of their values.

        Returns
        -------
        tuple of str
            As `parts`.
        """
        return self.parts

    def means(self) -> Floats:
        """The mean of each part over draws, (part, period), which add up to that of the total."""
        return means_of_rows(self.values, self.weights)

    def gap(self) -> float:
        """How far the parts are from adding up in the worst draw and period.

        Returns
        -------
        float
            Relative to the size of the parts, of at least 0.
        """
        size = np.maximum(np.abs(self.values).sum(axis=0), np.abs(self.total))
        missing = np.abs(self.values.sum(axis=0) - self.total)
        return float(np.max(missing / np.where(size > 0.0, size, 1.0), initial=0.0))

    def table(
        self, quantiles: Sequence[float] | float = (0.05, 0.5, 0.95), *, text_names: bool = False
    ) -> pd.DataFrame:
        """The distribution of each part and of the total, in `unit`.

        Parameters
        ----------
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.
        text_names : bool, default False
            Whether columns of quantiles are called "q05" rather than 0.05.

        Returns
        -------
        pandas.DataFrame
            Indexed by (part, period): columns "central", "mean" and one per quantile. Central values and
            means add up, quantiles do not.
        """
        rows = np.concatenate([self.values, self.total[None]])
        return parts_table(
            rows=rows,
            mean=means_of_rows(rows, self.weights),
            central=np.concatenate([self.central, self.central.sum(axis=0)[None]]),
            index={"part": [*self.parts, TOTAL], "period": self.periods},
            quantiles=quantiles,
            text_names=text_names,
            weights=self.weights,
        )

    def plot(
        self,
        at: Period | None = None,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """The waterfall from the baseline through the parts to the scenario at one period.

        Parameters
        ----------
        at : int or str, optional
            A period of the decomposition; by default 2027 or its last quarter, else the last.
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bars, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        InputError
            For a period that is not there.
        """
        from tajsim.analysis.decomposition.picture import waterfall

        return waterfall(self, at, ax, figsize=figsize, colors=colors)


def parts_table(
    *,
    rows: Floats,
    mean: Floats,
    central: Floats,
    index: Mapping[str, Sequence[str | int]],
    quantiles: Sequence[float] | float,
    text_names: bool,
    weights: Weights | None,
) -> pd.DataFrame:
    """The distribution of parts: `rows` are (part, period, draw), `mean` and `central` (part, period)."""
    import pandas as pd

    from tajsim.results.tables import column_names

    chosen = probabilities(AT_ONCE, "quantiles", quantiles)
    names = column_names(chosen, text_names)
    found = exact_quantiles(rows, chosen, weights)
    columns: dict[Any, Floats] = {"central": central.ravel(), "mean": mean.ravel()}
    columns |= {name: row.ravel() for name, row in zip(names, found, strict=True)}
    return pd.DataFrame(columns, index=pd.MultiIndex.from_product([*index.values()], names=[*index]))


def decompose(
    result: ResultLike,
    scenario: str,
    output: str,
    by: str = "shock",
    freq: str = "Y",
    relative: bool = False,
    *,
    progress: Progress | None = None,
) -> Decomposition:
    """The parts of the deviation of `output` in `scenario` from the baseline of `result`, in every draw.

    by: "shock", Shapley values of the components of a composed scenario, or of the shocks of a single one;
    "channel", the factors or terms that the output is made of; "policy", the shocks alone and what the use of
    reserves and the fiscal rule change of their effect; "step", the chain from people to money. freq: "Y" or
    "Q". relative: percent of the baseline instead of the output's unit. All runs use the draws of `result`.
    progress: called with (blocks of draws done, blocks in all).

    Raises UnknownNameError for an unknown scenario or output; InputError, naming every problem, for an
    unknown `by` or `freq`, the baseline itself, a loaded result, more than eight shocks, an output without
    channels, or when the coalitions do not fit in the run's memory limit.
    """
    from tajsim.analysis.decomposition.channels import by_channel
    from tajsim.analysis.decomposition.shocks import by_policy, by_shock
    from tajsim.analysis.decomposition.steps import by_step

    ways: Mapping[str, Way] = {
        "shock": by_shock,
        "channel": by_channel,
        "policy": by_policy,
        "step": by_step,
    }
    problems = Problems("cannot decompose")
    function(problems, "progress", progress, "(done, total)")
    way = problems.attempt(lambda: _chosen(ways, by))
    period = problems.attempt(lambda: check_freq(freq))
    relative = flag(problems, "relative", relative)
    problems.attempt(lambda: result.info(output))
    problems.attempt(lambda: result.position(scenario))
    if isinstance(scenario, str) and scenario == result.baseline:
        problems.add(f"{scenario!r} is the baseline; name a scenario that deviates from it")
    if result.rerun is None:
        problems.add(
            "it takes runs on the same draws, which a loaded result cannot make: call tajsim.run first"
        )
    if period == "Y" and not result.years:
        problems.add("the run has no full calendar year; use freq='Q'")
    problems.raise_if_any()
    if way is None or period is None or result.rerun is None:  # already reported
        raise InputError("cannot decompose")
    whole, split = way(result, result.rerun, scenario, output, period, progress)
    if progress is not None and result.manifest.draws is None:  # the single path has no blocks
        progress(1, 1)

    position = whole.position(scenario)
    levels = whole.draws(output, period)
    reference, total = deviation(levels, position)
    path = whole.central if period == "Q" else whole.central_annual
    central_reference, _ = deviation(path[output][..., None], position)
    values, central, unit = split.values, split.central, whole.infos[output].delta_unit(relative)
    if relative:
        if not ((reference > 0.0).all() and (central_reference > 0.0).all()):
            raise InputError(f"{output!r} is not positive throughout the baseline; use relative=False")
        values, total = 100.0 * values / reference, 100.0 * total / reference
        central = 100.0 * central / central_reference
    return Decomposition(
        output=output,
        scenario=scenario,
        baseline=result.baseline,
        by=by,
        freq=period,
        relative=relative,
        unit=unit,
        periods=whole.periods(period),
        parts=split.parts,
        values=values,
        reference=reference,
        total=total,
        central=central[..., 0],
        central_reference=central_reference[..., 0],
        manifest=result.manifest,
        weights=result.weights,
    )


def _chosen(ways: Mapping[str, Any], by: str) -> Any:
    if not isinstance(by, str) or by not in ways:
        raise InputError(f"by is {quoted(by)}; {nearest(by, ways)}")
    return ways[by]
