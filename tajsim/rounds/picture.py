"""The waterfall between the forecasts of two rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tajsim.frozen import FrozenMap
from tajsim.plots.names import in_lines
from tajsim.plots.style import footnote, look, name_axes, one_axes, size_of, title_of, write_numbers
from tajsim.rounds.words import digits_of, spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tajsim.rounds.like import RoundComparisonLike

_THICKNESS = 0.46  # of a bar
_STATISTIC: Mapping[str, str] = FrozenMap(
    {"median": "Medians of draws", "mean": "Means of draws", "central": "Single path"}
)


def waterfall(found: RoundComparisonLike, output: str, year: int, ax: Axes | None = None) -> Axes:
    """From the forecast of one round through what each group adds to that of the other, a row each.

    Solid bars lower the forecast, hatched ones raise it. Raises InputError for what is not compared.
    """
    import matplotlib.pyplot as plt

    i, t = found.place(output, year)
    parts = found.parts[:, i, t]
    steps = found.before[i, t] + np.concatenate([[0.0], np.cumsum(parts)])
    rows = [found.a, *map(spoken, found.names, found.kinds), found.b]
    given = one_axes(ax) is not None
    with look(ax, None) as shades:
        size = size_of(None, (7.6, 0.36 * len(rows) + 1.5), given)
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            footnote(figure, f"{_STATISTIC[found.statistic]}. Solid: lowers, hatched: raises.")
        for row in range(0, len(rows), 2):
            ax.axhspan(row - 0.5, row + 0.5, color=shades.stripe, linewidth=0, zorder=0)
        colour = shades.colour(0)
        for row, (start, part) in enumerate(zip(steps, parts, strict=False), 1):
            ax.barh(
                row, part, _THICKNESS, start, color=colour if part < 0 else shades.paper, edgecolor=colour,
                hatch=None if part < 0 else "/////", linewidth=1.0, zorder=2,
            )  # fmt: skip
        for row, step in enumerate(steps):
            ax.vlines(step, row, row + 1, color=shades.grey, linewidth=0.8, zorder=1)
        ax.plot([steps[0], found.after[i, t]], [0, len(rows) - 1], "o", color=shades.ink, markersize=6)
        _numbers(ax, [steps[0], *parts, found.after[i, t]])
        ax.set_yticks(range(len(rows)), [in_lines(row) for row in rows])
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.use_sticky_edges = False  # or a bar that begins at the first forecast would stand on the frame
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        write_numbers(ax.xaxis)
        ax.set_xlabel(found.infos[output].unit)
        name_axes(ax, f"{title_of(output)}, {year}: from {found.a} to {found.b}", given)
    return ax


def _numbers(ax: Axes, values: list[float]) -> None:
    """The forecasts and the parts in figures, at the right edge."""
    digits = digits_of(values[0], values[-1])
    for row, value in enumerate(values):
        part = 0 < row < len(values) - 1
        text = f"{value:+,.{digits + 1}f}" if part else f"{value:,.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (1, row), xycoords=("axes fraction", "data"),
            xytext=(58, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
            weight="normal" if part else "bold", annotation_clip=False,
        )  # fmt: skip
