"""The waterfall from the year before through the projection and the parts to the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.evidence.historical.text import digits_of, said
from tajsim.plots.names import in_lines
from tajsim.plots.style import footnote, look, name_axes, one_axes, size_of, title_of, write_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tajsim.evidence.historical.like import HistoricalLike

_THICKNESS = 0.46  # of a bar


def waterfall(found: HistoricalLike, output: str, ax: Axes | None = None) -> Axes:
    """A row a step: the year before, the model's own projection, every part, the year.

    Solid bars lower the output, hatched ones raise it. Raises UnknownNameError for an output that is not
    taken apart.
    """
    import matplotlib.pyplot as plt

    i = found.place(output)
    parts = np.array([found.expected[i] - found.before[i], *found.parts[:, i]])
    steps = found.before[i] + np.concatenate([[0.0], np.cumsum(parts)])
    names = [said(name, kind) for name, kind in zip(found.names, found.kinds, strict=True)]
    rows = [found.previous[i], "the model's own projection", *names, found.periods[i]]
    given = one_axes(ax) is not None
    with look(ax, None) as shades:
        size = size_of(None, (7.6, 0.36 * len(rows) + 1.5), given)
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            unseen = "" if output in found.observed else " Not observed: what the other figures imply."
            footnote(
                figure,
                f"Single path of {found.parameters}. Solid: lowers, hatched: raises. Dots: before, as "
                f"projected, after.{unseen}",
            )
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
        ends = [steps[0], steps[1], found.after[i]]
        ax.plot(ends, [0, 1, len(rows) - 1], "o", color=shades.ink, markersize=6)
        _numbers(ax, [steps[0], *parts, found.after[i]])
        ax.set_yticks(range(len(rows)), [in_lines(row) for row in rows])
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.use_sticky_edges = False  # or a bar that begins at the first year would stand on the frame
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        write_numbers(ax.xaxis)
        ax.set_xlabel(found.infos[output].unit)
        name_axes(ax, f"{title_of(output)}: what brought {found.periods[i]} about", given)
    return ax


def _numbers(ax: Axes, values: Sequence[float]) -> None:
    """The years and the parts in figures, at the right edge."""
    digits = digits_of(values[0], values[-1])
    for row, value in enumerate(values):
        part = 0 < row < len(values) - 1
        text = f"{value:+,.{digits + 1}f}" if part else f"{value:,.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (1, row), xycoords=("axes fraction", "data"),
            xytext=(58, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
            weight="normal" if part else "bold", annotation_clip=False,
        )  # fmt: skip
