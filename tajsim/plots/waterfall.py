"""The waterfall: from the baseline through the parts of a deviation to the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.style import COLOURS, GREY, INK, STRIPE, caption, footnote, look, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.analysis.decompose import Decomposition
    from tajsim.results.periods import Period

_PROBABILITIES = (0.05, 0.5, 0.95)
_THICKNESS = 0.46  # of a bar
_BELOW = 0.36  # from the middle of a row to its whisker


def waterfall(decomposition: Decomposition, at: Period | None = None, ax: Axes | None = None) -> Axes:
    """The parts of a deviation at one period, one row each, between the baseline and the scenario.

    Bar and number: median of the part, solid where it lowers the output and hatched where it raises it; line
    under the bar: 5-95 % of draws. Dots: the medians of baseline and scenario, or no deviation and all of it
    when parts are in percent. at: a period of the decomposition, by default the second. Medians need not add
    up; the note says by how much they miss. Raises InputError for a period that is not there.
    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import StrMethodFormatter

    place = _place(decomposition, at)
    low, median, high = np.quantile(decomposition.values[:, place], _PROBABILITIES, axis=-1)
    begin, end = _ends(decomposition, place)
    steps = begin + np.concatenate([[0.0], np.cumsum(median)])
    names = [decomposition.baseline, *decomposition.parts, decomposition.scenario]
    with look():
        if ax is None:
            height = 0.36 * len(names) + 1.5
            figure, ax = plt.subplots(figsize=(7.6, height), layout="constrained")
            footnote(figure, _note(decomposition, end - float(steps[-1])))
        for row in range(0, len(names), 2):
            ax.axhspan(row - 0.5, row + 0.5, color=STRIPE, linewidth=0, zorder=0)
        ax.axvline(begin, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
        _bars(ax, steps, median)
        if decomposition.manifest.draws is not None:
            rows = np.arange(1, len(median) + 1) + _BELOW
            ax.hlines(rows, steps[:-1] + low, steps[:-1] + high, color=INK, linewidth=1.1, zorder=3)
        ax.plot([begin, end], [0, len(names) - 1], "o", color=INK, markersize=6, zorder=4)
        _numbers(ax, begin, median, end, decomposition.relative)
        ax.set_yticks(range(len(names)), names)
        ax.tick_params(axis="y", length=0)
        for row in (0, len(names) - 1):
            ax.get_yticklabels()[row].set_fontweight("bold")
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.use_sticky_edges = False  # or a bar that begins at the baseline would stand on the frame
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        ax.set_xlabel(decomposition.unit)
        when = decomposition.periods[place]
        ax.set_title(f"{title_of(decomposition.output)} by {decomposition.by}, {when}")
    return ax


def _place(decomposition: Decomposition, at: Period | None) -> int:
    labels = [str(period) for period in decomposition.periods]
    if at is None:
        return min(1, len(labels) - 1)
    if str(at).upper() not in labels:
        raise InputError(f"there is no period {at!r}; the periods are {labels[0]} to {labels[-1]}")
    return labels.index(str(at).upper())


def _ends(decomposition: Decomposition, place: int) -> tuple[float, float]:
    """Where the way begins and where it ends."""
    total = decomposition.total[place]
    if decomposition.relative:
        return 0.0, float(np.median(total))
    reference = decomposition.reference[place]
    return float(np.median(reference)), float(np.median(reference + total))


def _bars(ax: Axes, steps: NDArray[np.float64], median: NDArray[np.float64]) -> None:
    """One floating bar a part, and thin lines from each end to the next row."""
    for row, (start, size) in enumerate(zip(steps, median, strict=False), start=1):
        lowers = size < 0
        ax.barh(
            row, size, _THICKNESS, start, color=COLOURS[0] if lowers else "white",
            edgecolor=COLOURS[0], hatch=None if lowers else "/////", linewidth=1.0, zorder=2,
        )  # fmt: skip
    for row, step in enumerate(steps):
        ax.vlines(step, row, row + 1, color=GREY, linewidth=0.8, zorder=1)


def _numbers(
    ax: Axes, begin: float, median: Sequence[float] | NDArray[np.float64], end: float, relative: bool
) -> None:
    """Levels and medians in figures, at the right edge."""
    largest = float(np.max(np.abs(median)))
    digits = 0 if largest >= 100 else 1 if largest >= 10 else 2
    signed = [False, *[True] * len(median), relative]
    for row, (value, sign) in enumerate(zip([begin, *median, end], signed, strict=True)):
        rounded = round(float(value), digits) + 0.0  # no negative zero
        text = f"{rounded:+,.{digits}f}" if sign and rounded else f"{rounded:,.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (1, row), xycoords=("axes fraction", "data"),
            xytext=(52, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
            weight="normal" if 0 < row <= len(median) else "bold", annotation_clip=False,
        )  # fmt: skip


def _note(decomposition: Decomposition, missed: float) -> str:
    source = caption(decomposition.manifest)
    look_of = "solid: lowers, hatched: raises"
    if decomposition.manifest.draws is None:
        return f"Bar and number: the part on the central path ({look_of}). {source}"
    unit = "points" if decomposition.relative else decomposition.unit
    gap = f"{missed:{'+,.0f' if abs(missed) >= 100.0 else '+.3g'}} {unit}".replace("-", "\N{MINUS SIGN}")
    return (
        f"Bar and number: median of the part ({look_of}); line: 5-95 % of draws. Dots: medians.\n"
        f"Medians need not add up: the parts and the last dot differ by {gap}.\n{source}"
    )
