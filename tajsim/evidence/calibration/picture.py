"""The chart of a calibration: what the past did to each parameter, one row a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.errors import InputError, Problems
from tajsim.plots.style import (
    Colors,
    Figsize,
    footnote,
    headline,
    library,
    look,
    size_of,
    three_digits,
    title_of,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.plots.style import Palette

NEEDED = (
    *("name", "unit", "prior_low", "prior_median", "prior_high"),
    *("posterior_low", "posterior_median", "posterior_high", "moved", "shrunk"),
)
LIMITS = (-0.6, 1.6)  # of the axis, in widths of the prior; what lies beyond is an arrow at the edge
_PRIOR = 0.26  # of the ink in the bar of the prior
_NOTABLE = 0.25  # of the prior's standard deviation


def calibration_figure(
    table: pd.DataFrame, until: int, *, figsize: Figsize = None, colors: Colors = None
) -> Figure:
    """Prior and posterior of `Calibration.table()`, one row a parameter, in the order of the table.

    until: the last year used. Each row is on the scale of its own prior: 0 and 1 are its 5 and 95 % points.
    Grey bar and tick: prior, 5-95 % and median; line and dot: posterior, the dot hollow where neither mean
    nor spread moved by a quarter. On the right, medians and the posterior's 5-95 % in the parameter's unit.
    colors: of the posterior. Raises InputError for a table without rows or columns it needs.
    """
    import matplotlib.pyplot as plt

    _check(table)
    heights = np.arange(len(table), dtype=float)
    with look(colors=colors) as shades:
        size = size_of(figsize, (9.6, 0.185 * len(table) + 1.5))
        figure, ax = plt.subplots(figsize=size, layout="constrained")
        for height in heights[::2]:
            ax.axhspan(height - 0.5, height + 0.5, color=shades.stripe, linewidth=0, zorder=0)
        filled = _draw(ax, table, heights, shades)
        _figures(ax, table, heights)
        ax.set_yticks(heights, [title_of(str(name)) for name in table["name"]])
        ax.tick_params(axis="y", length=0, labelsize=7.5)
        ax.set_xlim(*LIMITS)
        ax.set_xticks([0.0, 1.0], ["5 % of prior", "95 %"])
        ax.set_ylim(len(table) - 0.3, -0.7)
        ax.spines["left"].set_visible(False)
        title = f"What the years to {until} say about the parameters"
        headline(figure, title)
        note = (
            "Grey bar and tick: prior, 5-95 % and median. Line and dot: posterior; what moved most stands on "
            f"top. The dot is filled for the {filled} of {len(table)} whose mean moved by more than a "
            "quarter of the prior's standard deviation, or whose standard deviation changed by more than a "
            "quarter. "
            f"Observed: national and World Bank data as in tajsim.history(); {library()}."
        )
        footnote(figure, note)
    return figure


def _check(table: pd.DataFrame) -> None:
    problems = Problems("no chart of a calibration")
    for column in NEEDED:
        if column not in getattr(table, "columns", ()):
            problems.add(f"the table has no column {column!r}; give the table() of a calibration")
    problems.raise_if_any()
    if table.empty:
        raise InputError("the table of the calibration has no rows")


def _draw(ax: Axes, table: pd.DataFrame, heights: NDArray[np.float64], shades: Palette) -> int:
    """Bars, lines and dots; the number of rows that the past said something about."""
    low = table["prior_low"].to_numpy(float)
    width = table["prior_high"].to_numpy(float) - low

    def scaled(column: str) -> NDArray[np.float64]:
        return np.asarray((table[column].to_numpy(float) - low) / width, np.float64)

    ax.hlines(heights, 0.0, 1.0, color=shades.shade(_PRIOR), linewidth=7, zorder=2)
    ax.plot(scaled("prior_median"), heights, "|", color=shades.ink, markersize=7, zorder=3)
    start, end = (np.clip(scaled(f"posterior_{side}"), *LIMITS) for side in ("low", "high"))
    ax.hlines(heights, start, end, color=shades.colour(0), linewidth=1.8, zorder=4)
    informed = np.any(np.abs(table[["moved", "shrunk"]].to_numpy(float)) > _NOTABLE, axis=1)
    for height, value, filled in zip(heights, scaled("posterior_median"), informed, strict=True):
        edge = "<" if value < LIMITS[0] else ">" if value > LIMITS[1] else "o"
        ax.plot(
            np.clip(value, *LIMITS), height, edge, color=shades.colour(0), markersize=5,
            markerfacecolor=shades.colour(0) if filled else "white", zorder=5, clip_on=False,
        )  # fmt: skip
    return int(informed.sum())


def _figures(ax: Axes, table: pd.DataFrame, heights: NDArray[np.float64]) -> None:
    """Medians, the posterior's band and the unit in figures beside each row."""
    rows = zip(heights, table.to_dict("records"), strict=True)
    beside = [
        (
            height,
            three_digits(row["prior_median"]),
            f"{three_digits(row['posterior_median'])} ({three_digits(row['posterior_low'])} to "
            f"{three_digits(row['posterior_high'])})",
            str(row["unit"]),
        )
        for height, row in rows
    ]
    for height, *texts in [(-1.0, "prior", "posterior (5-95 %)", "unit"), *beside]:
        for offset, text in zip((8, 46, 168), texts, strict=True):
            ax.annotate(
                text, (1, height), (offset, 0), ("axes fraction", "data"), "offset points",
                ha="left", va="center", fontsize=7, weight="bold" if height < 0 else "normal",
                annotation_clip=False,
            )  # fmt: skip
