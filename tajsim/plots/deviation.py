"""The deviation of an output from the baseline over time, with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.plots.names import baseline_words
from tajsim.plots.paths import Paths, draw_paths
from tajsim.plots.style import Colors, Figsize, title_of
from tajsim.plots.timeline import deviations, timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike


def delta(
    result: ResultLike,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    relative: bool | None = None,
    ax: Axes | None = None,
    *,
    freq: str = "Q",
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and central path of the deviation of one output from the baseline.

    The deviation is taken draw by draw. scenarios: by default all but the baseline. relative: as in
    `Result.delta`. freq: "Q" quarters, "Y" calendar years, "4Q" sums of the last four quarters of a flow.
    figsize: width and height in inches. colors: one a scenario. One or two scenarios share one panel;
    more are drawn as small multiples. Returns the Axes, or the array of Axes. Raises UnknownNameError for an
    unknown output or scenario, InputError when there is no scenario beside the baseline, or `ax` is given for
    more than two.
    """
    chosen = others(result, scenarios)
    line = timeline(result, freq)
    found = {scenario: deviations(result, name, scenario, freq, relative) for scenario in chosen}
    paths = Paths(
        result=result,
        rows={scenario: rows for scenario, (rows, _) in found.items()},
        line=line,
        title=f"{title_of(name)}: deviation from {baseline_words(result)}",
        unit=found[chosen[0]][1],
        zero=True,
    )
    return draw_paths(paths, ax, figsize, colors)


def others(result: ResultLike, scenarios: Sequence[str] | str | None) -> tuple[str, ...]:
    """The scenarios asked for, or all but the baseline. Raises InputError when that leaves none."""
    chosen = result.scenarios[1:] if scenarios is None else result.choose(scenarios)
    if not chosen or chosen == (result.baseline,):
        raise InputError("there is no deviation to draw: name a scenario besides the baseline")
    return chosen
