"""The comparison chart: how far each scenario moves each output from the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, period
from tajsim.errors import InputError, unknown_name
from tajsim.plots.names import baseline_words, in_lines, scenario_titles
from tajsim.plots.style import (
    Colors,
    Figsize,
    caption,
    footnote,
    headline,
    look,
    name_panel,
    size_of,
    some_axes,
    title_of,
    write_numbers,
)
from tajsim.results.periods import default_period, find_period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.plots.style import Palette
    from tajsim.results.like import ResultLike
    from tajsim.results.periods import Period

_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MEDIAN = _PROBABILITIES.index(0.5)
_COLUMNS = 4
ORDERS = ("effect", "given")


def compare(
    result: ResultLike,
    names: Sequence[str] | str,
    scenarios: Sequence[str] | str | None = None,
    at: Period | None = None,
    ax: Sequence[Axes] | None = None,
    *,
    order: str = "effect",
    figsize: Figsize = None,
    colors: Colors = None,
) -> NDArray[Any]:
    """Each scenario's deviation from the baseline at period `at`, one panel an output.

    Dot and number: median; thick bar: 25-75 %; thin line: 5-95 % of draws. at: a year or a quarter, by
    default 2027. Scenarios, by default all but the baseline, stand in one order everywhere.
    order: "effect", the median deviation of the first output at `at`, the largest in size at the top and
    equal ones as given; "given", the order of `scenarios` or of the run. figsize: width and height in inches.
    colors: of the bars. Returns the array of Axes, one an output; `ax` gives as many Axes to draw on. Raises
    UnknownNameError for an unknown output or scenario, InputError for a period outside the run, a wrong
    number of Axes, an unknown order or a bad size.
    """
    outputs = result.choose_outputs(names)
    chosen = result.choose(scenarios) if scenarios is not None else result.scenarios[1:]
    when = default_period(result.quarters, result.years) if at is None else period(AT_ONCE, "at", at) or at
    if not outputs or not chosen:
        raise InputError("there is nothing to compare: name an output, and a scenario besides the baseline")
    if not isinstance(order, str) or order not in ORDERS:
        raise unknown_name("order", order, ORDERS)
    rows = {name: _deviations(result, name, chosen, when) for name in outputs}
    if order == "effect":
        places = by_effect(rows[outputs[0]][1][:, _MEDIAN])
        chosen = tuple(chosen[place] for place in places)
        rows = {name: (unit, values[places]) for name, (unit, values) in rows.items()}
    known = scenario_titles(result)
    titles = [in_lines(known[scenario]) for scenario in chosen]
    size = _size(len(outputs), titles)
    with look(ax, colors) as shades:
        size = size_of(figsize, size, given=ax is not None)
        panels = (
            _new_panels(result, len(outputs), when, size)
            if ax is None
            else some_axes(ax, len(outputs), "outputs")
        )
        for panel, (name, (unit, values)) in zip(panels, rows.items(), strict=True):
            _draw(panel, values, shades)
            name_panel(panel, title_of(name), unit, ax is not None, along="x")
            if ax is not None or panel.get_subplotspec().is_first_col():
                panel.set_yticks(range(len(chosen)), titles)
            else:  # no names, but the row that a pointer is on has one
                panel.yaxis.set_major_formatter(panels[0].yaxis.get_major_formatter())
            panel.tick_params(axis="y", length=0)
    return panels


def by_effect(medians: NDArray[np.float64]) -> list[int]:
    """Places from the largest effect in size to the smallest; ties, and NaN at the end, as they were."""
    sizes = np.where(np.isnan(medians), -1.0, np.abs(medians))
    return [int(place) for place in np.argsort(-sizes, kind="stable")]


def _deviations(
    result: ResultLike, name: str, chosen: Sequence[str], when: Period
) -> tuple[str, NDArray[np.float64]]:
    """The unit, and the quantiles of the deviation, shape (scenario, quantile)."""
    freq, index = find_period(when, result.quarters, result.years)
    deltas = [result.delta(scenario, name, freq) for scenario in chosen]
    rows = [delta.distribution().row(index).quantiles(_PROBABILITIES) for delta in deltas]
    return deltas[0].unit, np.array(rows)


def _size(count: int, titles: Sequence[str]) -> tuple[float, float]:
    """Width and height in inches that `count` panels and the names beside them need."""
    columns = min(_COLUMNS, count)
    letters = max(len(line) for title in titles for line in title.splitlines())
    height = sum(0.2 if "\n" not in title else 0.32 for title in titles)
    return 2.5 * columns + 0.075 * letters, -(-count // columns) * (height + 0.95) + 0.7


def _new_panels(result: ResultLike, count: int, when: Period, size: tuple[float, float]) -> NDArray[Any]:
    import matplotlib.pyplot as plt
    from matplotlib.axis import Ticker
    from matplotlib.ticker import NullFormatter, NullLocator

    columns = min(_COLUMNS, count)
    figure, grid = plt.subplots(
        -(-count // columns), columns, figsize=size, sharey=True, squeeze=False, layout="constrained"
    )
    for panel in grid[:, 1:].flat:  # the limits are shared, the names of rows stand at the left alone
        panel.yaxis.major = Ticker()
        panel.yaxis.set_major_locator(NullLocator())
        panel.yaxis.set_major_formatter(NullFormatter())
    for panel in grid.flat[count:]:
        panel.remove()
    headline(figure, f"Deviation from {baseline_words(result)} in {when}")
    note = "Dot and number: the single path. "
    if result.manifest.draws is not None:
        note = "Dot and number: median; thick bar: 25-75 %; thin line: 5-95 % of draws. "
    footnote(figure, note + caption(result.manifest, result.weights))
    return np.asarray(grid.flat[:count])


def _draw(ax: Axes, values: NDArray[np.float64], shades: Palette) -> None:
    """One row a scenario, the first at the top, the median in figures at the right edge."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    heights = np.arange(len(values))
    stripes = [((0, h - 0.5), (0, h + 0.5), (1, h + 0.5), (1, h - 0.5), (0, h - 0.5)) for h in heights[::2]]
    every = Path.make_compound_path(*(Path(corners, closed=True) for corners in stripes))
    across = ax.get_yaxis_transform(which="grid")
    ax.add_patch(PathPatch(every, transform=across, color=shades.stripe, linewidth=0, zorder=0))
    ax.axvline(0, color=shades.grey, linewidth=1, zorder=1)
    lowest, low, median, high, highest = values.T
    colour = shades.colour(0)
    ax.hlines(heights, lowest, highest, color=colour, linewidth=1, zorder=2)
    ax.hlines(heights, low, high, color=colour, linewidth=4.5, alpha=0.55, zorder=2)
    ax.plot(median, heights, "o", color=shades.ink, markersize=3.4, markeredgewidth=0, zorder=3)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.margins(x=0.05)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)
    write_numbers(ax.xaxis)
    _number(ax, median)


def _number(ax: Axes, median: NDArray[np.float64]) -> None:
    largest = np.nanmax(np.abs(median), initial=0)
    digits = 0 if largest >= 100 else 1 if largest >= 1 else 2
    for height, value in enumerate(median):
        text = f"{value:+,.{digits}f}" if abs(round(value, digits)) > 0 else f"{0:.{digits}f}"
        number = ax.annotate(
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
        number.set_in_layout(height == 0)  # all end at one place, so that one says how much room they need
