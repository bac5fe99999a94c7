"""The waterfall between the forecasts of two rounds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tajsim.frozen import FrozenMap
from tajsim.plots.style import footnote, look, name_axes, one_axes, size_of, title_of, write_numbers
from tajsim.rounds.words import digits_of, spoken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    from matplotlib.axes import Axes

    from tajsim.rounds.like import RoundComparisonLike

_THICKNESS = 0.46  # of a bar
_MOST, _LETTERS = 9, 44  # parts with a row of their own; letters of a line of their names
_NOTHING = 1e-9  # of the largest part
_STATISTIC: Mapping[str, str] = FrozenMap(
    {"median": "Medians of draws", "mean": "Means of draws", "central": "Single path"}
)


def waterfall(found: RoundComparisonLike, output: str, year: int, ax: Axes | None = None) -> Axes:
    """From the forecast of one round through what each group adds to that of the other, a row each.

    Solid bars lower the forecast, hatched ones raise it. Raises InputError for what is not compared.
    """
    import matplotlib.pyplot as plt

    i, t = found.place(output, year)
    names, parts = _shown(found, found.parts[:, i, t])
    steps = found.before[i, t] + np.concatenate([[0.0], np.cumsum(parts)])
    rows = [found.a, *names, found.b]
    given = one_axes(ax) is not None
    with look(ax, None) as shades:
        size = size_of(None, (7.6, 0.42 * len(rows) + 1.5), given)
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
        ax.set_yticks(range(len(rows)), ["\n".join(textwrap.wrap(row, _LETTERS)) for row in rows])
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


def _shown(found: RoundComparisonLike, parts: Floats) -> tuple[list[str], Floats]:
    """The names and sizes of the parts that move the forecast, in their order; small ones of many are one."""
    largest = float(np.max(np.abs(parts)))
    moving = [k for k in range(len(parts)) if abs(parts[k]) > _NOTHING * largest]
    own = sorted(sorted(moving, key=lambda k: -abs(parts[k]))[:_MOST])
    left = [k for k in moving if k not in own]
    names = [spoken(found.names[k], found.kinds[k]) for k in own]
    if not left:
        return names, parts[own]
    return [*names, f"{len(left)} others"], np.append(parts[own], parts[left].sum())


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
