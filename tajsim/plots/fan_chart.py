"""The fan chart: an output over time with its uncertainty, after what was observed before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.plots.before import observed_before
from tajsim.plots.paths import Paths, banded, draw_paths
from tajsim.plots.style import Colors, Figsize, title_of
from tajsim.plots.timeline import levels, timeline, unit_of, usual_freq

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike


def fan(
    result: ResultLike,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    ax: Axes | None = None,
    *,
    freq: str | None = None,
    history: int | None = None,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and central path of one output over time.

    One or two scenarios share one panel; more are drawn as small multiples, each with the median of the
    baseline. freq: "Q" quarters, "Y" calendar years, "4Q" sums of the last four quarters of a flow; by
    default such sums for flows with seasons, as money sent home, else quarters. history: years before the
    start of which observations are shown, where a shipped series measures the same; by default five, and no
    more than the run has; 0 for none. figsize: width and height in inches. colors: one a scenario. Returns
    the Axes, or for small multiples the array of Axes. Raises UnknownNameError for an unknown output or
    scenario, InputError for all else that cannot be shown, as when `ax` is given for more than two scenarios.
    """
    chosen = result.choose(scenarios)
    if not chosen:
        raise InputError("there is nothing to draw: name a scenario")
    result.distribution(name, "Q")  # an unknown output is refused before a figure exists
    shown = usual_freq(result, name) if freq is None else freq
    line = timeline(result, shown)
    base = levels(result, name, result.baseline, shown)
    paths = Paths(
        result=result,
        rows={scenario: levels(result, name, scenario, shown) for scenario in chosen},
        line=line,
        title=title_of(name),
        unit=unit_of(result.infos[name], shown),
        reference=base[0.5 if banded(result) else "central"].to_numpy(),
        before=observed_before(result, name, shown, history),
    )
    return draw_paths(paths, ax, figsize, colors)
