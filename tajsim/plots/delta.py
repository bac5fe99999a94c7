"""The deviation of an output from the baseline over time, with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.paths import PROBABILITIES, draw_paths
from tajsim.plots.style import GREY, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.result import Result


def delta(
    result: Result,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    relative: bool | None = None,
    ax: Axes | None = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and central path of the deviation of one output from the baseline.

    The deviation is taken draw by draw, by quarter. scenarios: by default all but the baseline. relative: as
    in `Result.delta`. One or two scenarios share one panel; more are drawn as small multiples. Returns the
    Axes, or the array of Axes. Raises UnknownNameError for an unknown output or scenario, InputError when
    there is no scenario beside the baseline, or `ax` is given for more than two.
    """
    chosen = others(result, scenarios)
    found = {scenario: result.delta(scenario, name, "Q", relative) for scenario in chosen}
    drawn = draw_paths(
        result,
        lambda scenario: found[scenario].table(PROBABILITIES),
        chosen,
        f"{title_of(name)}: deviation from {result.baseline}",
        found[chosen[0]].unit,
        None,
        ax,
    )
    for panel in np.ravel(np.array(drawn, dtype=object)):
        panel.axhline(0.0, color=GREY, linewidth=0.8, zorder=1)
    return drawn


def others(result: Result, scenarios: Sequence[str] | str | None) -> tuple[str, ...]:
    """The scenarios asked for, or all but the baseline. Raises InputError when that leaves none."""
    chosen = result.scenarios[1:] if scenarios is None else result.choose(scenarios)
    if not chosen or chosen == (result.baseline,):
        raise InputError("there is no deviation to draw: name a scenario besides the baseline")
    return chosen
