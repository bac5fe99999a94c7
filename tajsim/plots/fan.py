"""The fan chart: an output over time with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.style import COLOURS, GREY, LINES, caption, look, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.result import Result

_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
_TOGETHER = 2  # scenarios whose bands can be told apart in one panel


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
    import matplotlib.pyplot as plt

    chosen = result.choose(scenarios)
    result.distribution(name, "Q")  # an unknown output is refused before a figure exists
    if len(chosen) > _TOGETHER and ax is not None:
        raise InputError(f"one panel shows at most {_TOGETHER} scenarios, not {len(chosen)}; leave out ax=")
    with look():
        if len(chosen) > _TOGETHER:
            return _multiples(result, name, chosen)
        if ax is None:
            figure, ax = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
            figure.supxlabel(_legend(result) + caption(result.manifest), x=0.01, ha="left", fontsize=7)
        for index, scenario in enumerate(chosen):
            _draw(ax, result, name, scenario, index)
        _label(ax, result, name, chosen)
        ax.set_title(title_of(name))
        ax.set_ylabel(result.infos[name].unit)
        return ax


def _multiples(result: Result, name: str, chosen: Sequence[str]) -> NDArray[Any]:
    """One panel a scenario, all on the same scales, with the baseline's median dotted in each."""
    import matplotlib.pyplot as plt

    columns = min(4, len(chosen))
    rows = -(-len(chosen) // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(2.9 * columns, 2.1 * rows + 0.7),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    reference = result.table(name, "Q", (0.5,), [result.baseline])[0.5].to_numpy()
    for panel, scenario in zip(grid.flat, chosen, strict=False):
        if scenario != result.baseline:
            panel.plot(_dates(result), reference, color=GREY, linestyle=":", linewidth=1.4)
        _draw(panel, result, name, scenario, 0)
        _frame(panel)
        panel.set_title(scenario)
    for panel in grid.flat[len(chosen) :]:
        panel.remove()
    for column in range(columns):  # the last panel above a gap shows the dates itself
        lowest = grid[(len(chosen) - 1 - column) // columns, column]
        lowest.tick_params(labelbottom=True)
    figure.suptitle(f"{title_of(name)} ({result.infos[name].unit})", x=0.01, ha="left", weight="bold")
    note = f"{_legend(result)}Dotted: median of {result.baseline}. {caption(result.manifest)}"
    figure.supxlabel(note, x=0.01, ha="left", fontsize=7)
    return np.asarray(grid.flat[: len(chosen)])


def _draw(ax: Axes, result: Result, name: str, scenario: str, index: int) -> None:
    colour = COLOURS[index]
    dates = _dates(result)
    rows = result.table(name, "Q", _PROBABILITIES, [scenario])
    if result.manifest.draws is None:
        ax.plot(dates, rows["central"], color=colour, linestyle=LINES[index], linewidth=1.8)
        return
    if index == 0:
        ax.fill_between(dates, rows[0.05], rows[0.95], color=colour, alpha=0.15, linewidth=0)
    else:  # a second fill would hide the first: its outer band is an outline
        ax.plot(dates, rows[[0.05, 0.95]], color=colour, linestyle=LINES[index], linewidth=0.9)
    ax.fill_between(dates, rows[0.25], rows[0.75], color=colour, alpha=0.3, linewidth=0)
    ax.plot(dates, rows[0.5], color=colour, linestyle=LINES[index], linewidth=1.8)
    ax.plot(dates, rows["central"], color=colour, linestyle="none", marker=".", markersize=4)


def _label(ax: Axes, result: Result, name: str, chosen: Sequence[str]) -> None:
    """Scenario names at the end of their lines, kept apart."""
    _frame(ax)
    column = "central" if result.manifest.draws is None else 0.5
    ends = [float(result.table(name, "Q", (0.5,), [s])[column].iloc[-1]) for s in chosen]
    low, high = ax.get_ylim()
    apart = 0.05 * (high - low)
    shift = [0.0] * len(ends)
    if len(ends) == _TOGETHER and abs(ends[0] - ends[1]) < apart:
        push = (apart - abs(ends[0] - ends[1])) / 2
        shift = [push, -push] if ends[0] >= ends[1] else [-push, push]
    last = _dates(result)[-1]
    for index, (scenario, end) in enumerate(zip(chosen, ends, strict=True)):
        ax.annotate(
            scenario,
            (last, end + shift[index]),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=COLOURS[index],
            weight="bold",
            annotation_clip=False,
        )


def _frame(ax: Axes) -> None:
    ax.margins(x=0.01)
    ax.grid(axis="y", color=GREY, alpha=0.25, linewidth=0.6)


def _dates(result: Result) -> NDArray[np.datetime64]:
    """The first day of each quarter."""
    return np.array([f"{q.year}-{3 * q.quarter - 2:02d}-01" for q in result.quarters], "datetime64[D]")


def _legend(result: Result) -> str:
    if result.manifest.draws is None:
        return ""
    return "Line: median; bands: 25-75 % and 5-95 %; dots: central path. "
