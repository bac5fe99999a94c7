"""A waterfall of one path: from one level through what each part adds to another, a row each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tajsim.plots.names import in_lines
from tajsim.plots.style import footnote, look, name_axes, one_axes, size_of, write_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_THICKNESS = 0.46  # of a bar


def contributions(
    rows: Sequence[str],
    values: Sequence[float],
    ax: Axes | None,
    *,
    title: str,
    unit: str,
    note: str,
    dots: Collection[int] = (),
) -> Axes:
    """Draw it: solid bars lower the level, hatched ones raise it.

    rows, values: the first level, the parts, the last level. note: below a figure of its own. dots: rows of
    parts after which the level is marked, as the first and the last are.
    """
    import matplotlib.pyplot as plt

    parts, last = values[1:-1], len(rows) - 1
    steps = values[0] + np.concatenate([[0.0], np.cumsum(parts)])
    given = one_axes(ax) is not None
    with look(ax, None) as shades:
        size = size_of(None, (7.6, 0.36 * len(rows) + 1.5), given)
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            footnote(figure, note)
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
        marked = [values[0], *(steps[row] for row in dots), values[-1]]
        ax.plot(marked, [0, *dots, last], "o", color=shades.ink, markersize=6)
        _numbers(ax, values)
        ax.set_yticks(range(len(rows)), [row if "\n" in row else in_lines(row) for row in rows])
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(last + 0.5, -0.5)
        ax.use_sticky_edges = False  # or a bar that begins at the first level would stand on the frame
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        write_numbers(ax.xaxis)
        ax.set_xlabel(unit)
        name_axes(ax, title, given)
    return ax


def digits_of(*values: float) -> int:
    """Digits after the point that numbers of such a size are read with."""
    largest = max(map(abs, values))
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _numbers(ax: Axes, values: Sequence[float]) -> None:
    """The levels and the parts in figures, at the right edge."""
    digits = digits_of(values[0], values[-1])
    for row, value in enumerate(values):
        part = 0 < row < len(values) - 1
        text = f"{value:+,.{digits + 1}f}" if part else f"{value:,.{digits}f}"
        ax.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (1, row), xycoords=("axes fraction", "data"),
            xytext=(58, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
            weight="normal" if part else "bold", annotation_clip=False,
        )  # fmt: skip
