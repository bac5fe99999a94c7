"""The fan chart: an output over time with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.plots.paths import PROBABILITIES, banded, draw_paths
from tajsim.plots.style import title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.result import Result


def fan(
    result: Result,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    ax: Axes | None = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and central path of one output by quarter.

    One or two scenarios share one panel; more are drawn as small multiples, each with the median of the
    baseline. Returns the Axes, or for small multiples the array of Axes. Raises UnknownNameError for an
    unknown output or scenario, InputError when `ax` is given for more than two scenarios.
    """
    chosen = result.choose(scenarios)
    if not chosen:
        raise InputError("there is nothing to draw: name a scenario")
    result.distribution(name, "Q")  # an unknown output is refused before a figure exists
    base = result.table(name, "Q", (0.5,), [result.baseline])
    return draw_paths(
        result,
        lambda scenario: result.table(name, "Q", PROBABILITIES, [scenario]),
        chosen,
        title_of(name),
        result.infos[name].unit,
        base[0.5 if banded(result) else "central"].to_numpy(),
        ax,
    )
