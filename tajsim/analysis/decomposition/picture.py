"""The waterfall: from the baseline through the parts of a deviation to the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.labels import distinct
from tajsim.plots.names import DecompositionLike, in_lines, part_titles
from tajsim.plots.style import (
    Colors,
    Figsize,
    caption,
    footnote,
    look,
    name_axes,
    one_axes,
    size_of,
    title_of,
    write_numbers,
)
from tajsim.results.distribution import exact_quantiles, means_of_rows
from tajsim.results.periods import place_among

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.plots.style import Palette
    from tajsim.results.periods import Period

_BAND = (0.05, 0.95)
_THICKNESS = 0.46  # of a bar
_BELOW = 0.36  # from the middle of a row to its whisker


def waterfall(
    decomposition: DecompositionLike,
    at: Period | None = None,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """The parts of a deviation at one period, one row each, between the baseline and the scenario.

    Bar and number: mean of the part over draws, solid where it lowers the output and hatched where it raises
    it; line under the bar: 5-95 % of draws. Dots: the means of baseline and scenario, or no deviation and all
    of it when parts are in percent. Means add up, which medians need not: the bars lead from the first dot to
    the last, and the numbers are rounded so that they add up as well. at: a period of the decomposition, by
    default 2027 or its last quarter, else the last. Raises InputError for a period that is not there.
    """
    import matplotlib.pyplot as plt

    place = place_among(decomposition.periods, at)
    weights, values = decomposition.weights, decomposition.values[:, place]
    mean = means_of_rows(values, weights)
    low, high = exact_quantiles(values, _BAND, weights)
    reference = means_of_rows(decomposition.reference[place], weights)
    begin = 0.0 if decomposition.relative else float(reference)
    steps = begin + np.concatenate([[0.0], np.cumsum(mean)])
    end = float(steps[-1])
    known = part_titles(decomposition)
    ends = known[decomposition.baseline], known[decomposition.scenario]
    parts = distinct([known[part] for part in decomposition.parts], ends)
    names = [in_lines(name) for name in (ends[0], *parts, ends[1])]
    given = one_axes(ax) is not None
    with look(ax, colors) as shades:
        size = size_of(figsize, (7.6, 0.36 * len(names) + 1.5), given)
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            footnote(figure, _note(decomposition))
        for row in range(0, len(names), 2):
            ax.axhspan(row - 0.5, row + 0.5, color=shades.stripe, linewidth=0, zorder=0)
        ax.axvline(begin, color=shades.grey, linewidth=0.8, linestyle=":", zorder=1)
        _bars(ax, steps, mean, shades)
        if decomposition.manifest.draws is not None:
            under = np.arange(1, len(mean) + 1) + _BELOW
            ax.hlines(under, steps[:-1] + low, steps[:-1] + high, color=shades.ink, linewidth=1.1, zorder=3)
        ax.plot([begin, end], [0, len(names) - 1], "o", color=shades.ink, markersize=6, zorder=4)
        _numbers(ax, begin, mean, end, decomposition.relative)
        ax.set_yticks(range(len(names)), names)
        ax.tick_params(axis="y", length=0)
        for row in (0, len(names) - 1):
            ax.get_yticklabels()[row].set_fontweight("bold")
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.use_sticky_edges = False  # or a bar that begins at the baseline would stand on the frame
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        write_numbers(ax.xaxis)
        ax.set_xlabel(decomposition.unit)
        when = decomposition.periods[place]
        name_axes(ax, f"{title_of(decomposition.output)} by {decomposition.by}, {when}", given)
    return ax


def _bars(ax: Axes, steps: NDArray[np.float64], sizes: NDArray[np.float64], shades: Palette) -> None:
    """One floating bar a part, and thin lines from each end to the next row."""
    colour = shades.colour(0)
    for row, (start, size) in enumerate(zip(steps, sizes, strict=False), start=1):
        lowers = size < 0
        ax.barh(
            row, size, _THICKNESS, start, color=colour if lowers else shades.paper,
            edgecolor=colour, hatch=None if lowers else "/////", linewidth=1.0, zorder=2,
        )  # fmt: skip
    for row, step in enumerate(steps):
        ax.vlines(step, row, row + 1, color=shades.grey, linewidth=0.8, zorder=1)


def _numbers(ax: Axes, begin: float, sizes: NDArray[np.float64], end: float, relative: bool) -> None:
    """Levels and parts in figures, at the right edge."""
    largest = float(np.max(np.abs(sizes)))
    digits = 0 if largest >= 100 else 1 if largest >= 10 else 2
    first, last = round(begin, digits), round(end, digits)
    signed = [False, *[True] * len(sizes), relative]
    shown = [first, *_rounded(sizes, last - first, digits), last]
    for row, (value, sign) in enumerate(zip(shown, signed, strict=True)):
        rounded = round(float(value), digits) + 0.0  # no negative zero
        text = f"{rounded:+,.{digits}f}" if sign and rounded else f"{rounded:,.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (1, row), xycoords=("axes fraction", "data"),
            xytext=(52, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
            weight="normal" if 0 < row <= len(sizes) else "bold", annotation_clip=False,
        )  # fmt: skip


def _rounded(sizes: NDArray[np.float64], total: float, digits: int) -> NDArray[np.float64]:
    """The sizes rounded so that they add up to `total`: those nearest to a half the other way if need be."""
    exact = sizes * 10.0**digits
    units = np.round(exact)
    missing = round(total * 10.0**digits) - int(units.sum())
    away = np.argsort(-np.sign(missing) * (exact - units), kind="stable")
    units[away[: abs(missing)]] += np.sign(missing)
    return np.asarray(units / 10.0**digits)


def _note(decomposition: DecompositionLike) -> str:
    source = caption(decomposition.manifest, decomposition.weights)
    look_of = "solid: lowers, hatched: raises"
    if decomposition.manifest.draws is None:
        return f"Bar and number: the part on the single path ({look_of}). {source}"
    return (
        f"Bar and number: mean of the part ({look_of}); line: 5-95 % of draws.\n"
        f"Dots: means, which differ from medians where draws are skewed. {source}"
    )
