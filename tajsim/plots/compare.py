"""The comparison chart: how far each scenario moves each output from the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, period
from tajsim.errors import InputError
from tajsim.plots.given import some_axes
from tajsim.plots.style import COLOURS, GREY, INK, STRIPE, caption, footnote, headline, look, title_of
from tajsim.results.periods import find_period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.periods import Period
    from tajsim.results.result import Result

_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
_COLUMNS = 4


def compare(
    result: Result,
    names: Sequence[str] | str,
    scenarios: Sequence[str] | str | None = None,
    at: Period | None = None,
    ax: Sequence[Axes] | None = None,
) -> NDArray[Any]:
    """Each scenario's deviation from the baseline at period `at`, one panel an output.

    Dot and number: median; thick bar: 25-75 %; thin line: 5-95 % of draws. Scenarios stand in the same order
    in every panel, by default all but the baseline. at: a year or a quarter, by default the second full year.
    Returns the array of Axes, one an output; `ax` gives as many Axes to draw on. Raises UnknownNameError for
    an unknown output or scenario, InputError for a period outside the run or a wrong number of Axes.
    """
    outputs = result.choose_outputs(names)
    chosen = result.choose(scenarios) if scenarios is not None else result.scenarios[1:]
    when = _default_period(result) if at is None else period(AT_ONCE, "at", at) or at
    if not outputs or not chosen:
        raise InputError("there is nothing to compare: name an output, and a scenario besides the baseline")
    rows = {name: _deviations(result, name, chosen, when) for name in outputs}
    with look():
        panels = (
            _new_panels(result, len(outputs), chosen, when)
            if ax is None
            else some_axes(ax, len(outputs), "outputs")
        )
        for panel, (name, (unit, values)) in zip(panels, rows.items(), strict=True):
            _draw(panel, values)
            panel.set_title(f"{title_of(name)}\n", pad=2)
            panel.text(0, 1.015, unit, transform=panel.transAxes, fontsize=8, va="bottom")
            panel.set_yticks(range(len(chosen)), chosen)
            panel.tick_params(axis="y", length=0)
    return panels


def _default_period(result: Result) -> Period:
    if not result.years:
        return result.quarters[-1]
    return result.years[min(1, len(result.years) - 1)]


def _deviations(
    result: Result, name: str, chosen: Sequence[str], when: Period
) -> tuple[str, NDArray[np.float64]]:
    """The unit, and the quantiles of the deviation, shape (scenario, quantile)."""
    freq, index = find_period(when, result.quarters, result.years)
    deltas = [result.delta(scenario, name, freq) for scenario in chosen]
    rows = [delta.distribution().row(index).quantiles(_PROBABILITIES) for delta in deltas]
    return deltas[0].unit, np.array(rows)


def _new_panels(result: Result, count: int, chosen: Sequence[str], when: Period) -> NDArray[Any]:
    import matplotlib.pyplot as plt

    columns = min(_COLUMNS, count)
    rows = -(-count // columns)
    labels = 0.075 * max(len(scenario) for scenario in chosen)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(2.5 * columns + labels, rows * (0.2 * len(chosen) + 0.95) + 0.7),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for panel in grid.flat[count:]:
        panel.remove()
    headline(figure, f"Deviation from {result.baseline} in {when}")
    note = "Dot and number: the central path. "
    if result.manifest.draws is not None:
        note = "Dot and number: median; thick bar: 25-75 %; thin line: 5-95 % of draws. "
    footnote(figure, note + caption(result.manifest))
    return np.asarray(grid.flat[:count])


def _draw(ax: Axes, values: NDArray[np.float64]) -> None:
    """One row a scenario, the first at the top, the median in figures at the right edge."""
    heights = np.arange(len(values))
    for height in heights[::2]:
        ax.axhspan(height - 0.5, height + 0.5, color=STRIPE, linewidth=0, zorder=0)
    ax.axvline(0, color=GREY, linewidth=1, zorder=1)
    lowest, low, median, high, highest = values.T
    ax.hlines(heights, lowest, highest, color=COLOURS[0], linewidth=1, zorder=2)
    ax.hlines(heights, low, high, color=COLOURS[0], linewidth=4.5, alpha=0.55, zorder=2)
    ax.plot(median, heights, "o", color=INK, markersize=4.2, markeredgecolor="white", zorder=3)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.margins(x=0.05)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)
    _number(ax, median)


def _number(ax: Axes, median: NDArray[np.float64]) -> None:
    largest = np.nanmax(np.abs(median), initial=0)
    digits = 0 if largest >= 100 else 1 if largest >= 1 else 2
    for height, value in enumerate(median):
        text = f"{value:+,.{digits}f}" if abs(round(value, digits)) > 0 else f"{0:.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"),
            (1, height),
            xycoords=("axes fraction", "data"),
            xytext=(26, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
            annotation_clip=False,
        )
