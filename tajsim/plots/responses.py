"""The chart of published responses: each published range against the band of the model, one row a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.errors import InputError, Problems
from tajsim.plots.style import footnote, headline, library, look

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tajsim.plots.palette import Palette

NEEDED = (
    *("shock", "response", "unit", "published_low", "published_central", "published_high"),
    *("model_low", "model_median", "model_high", "model_central", "overlap"),
)
LIMITS = (-1.0, 3.0)  # of the axis, in published figures; what lies beyond is an arrow at the edge
_RANGE = 0.26  # of the ink in the bar of a published range


def responses_figure(table: pd.DataFrame) -> Figure:
    """Published ranges and model bands of `tajsim.published_responses`, one row a pair, grouped by shock.

    Every row is divided by its published figure (the middle of the range where none was published), so that
    1 is what was published and signs agree. Grey bar: published range; tick: published figure; line: 5-95 %
    of draws; dot: central path, hollow where the ranges do not meet. Numbers on the right are in the row's
    unit. Raises InputError for a table without rows or columns it needs.
    """
    import matplotlib.pyplot as plt

    _check(table)
    heights, headings = _places(table)
    middle = table[["published_low", "published_high"]].mean(axis=1)
    unit = table["published_central"].fillna(middle).to_numpy(float)
    with look() as shades:
        figure, ax = plt.subplots(figsize=(9.6, 0.175 * (heights[-1] + 1) + 1.0), layout="constrained")
        for height in heights:
            ax.axhspan(height - 0.5, height + 0.5, color=shades.stripe, linewidth=0, zorder=0)
        ax.axvline(1.0, color=shades.grey, linewidth=0.8, zorder=1)
        _draw(ax, table, heights, unit, shades)
        _figures(ax, table, heights)
        ax.set_yticks(heights, [str(text) for text in table["response"]])
        ax.tick_params(axis="y", length=0, labelsize=7.5)
        for height, text in headings:
            ax.annotate(
                text, (0, height), (-4, 0), ("axes fraction", "data"), "offset points",
                ha="right", va="center", fontsize=7.5, weight="bold",
            )  # fmt: skip
        ax.set_xlim(*LIMITS)
        ax.set_ylim(heights[-1] + 0.7, -0.7)
        ax.spines["left"].set_visible(False)
        ax.set_xlabel("1 = the published figure")
        headline(figure, "Published responses and the model")
        note = (
            f"{int(table['overlap'].sum())} of {len(table)} published ranges meet the model's. Grey bar: "
            "published range; tick: published figure; line: 5-95 % of draws; dot: central path, "
            "hollow where the ranges do not meet; arrow: beyond the axis. Sources: those the "
            f"table names; {library()}."
        )
        footnote(figure, note)
    return figure


def _check(table: pd.DataFrame) -> None:
    problems = Problems("no chart of responses")
    for column in NEEDED:
        if column not in getattr(table, "columns", ()):
            problems.add(f"the table has no column {column!r}; give the table of published_responses")
    problems.raise_if_any()
    if table.empty:
        raise InputError("the table of responses has no rows")


def _places(table: pd.DataFrame) -> tuple[list[float], list[tuple[float, str]]]:
    """The height of every row, and of a heading above each run of rows with the same shock."""
    heights: list[float] = []
    headings: list[tuple[float, str]] = []
    at, last = 0.0, None
    for shock in table["shock"]:
        if shock != last:
            headings.append((at + (0.25 if heights else 0.0), str(shock)))
            at += 1.25 if heights else 1.0
        heights.append(at)
        at, last = at + 1.0, shock
    return heights, headings


def _draw(ax: Axes, table: pd.DataFrame, heights: list[float], unit: np.ndarray, shades: Palette) -> None:
    scaled = {name: table[name].to_numpy(float) / unit for name in NEEDED if name.startswith(("p", "m"))}
    ends = np.sort([scaled["published_low"], scaled["published_high"]], axis=0)
    band = np.sort([scaled["model_low"], scaled["model_high"]], axis=0)
    ax.hlines(heights, *np.clip(ends, *LIMITS), color=shades.shade(_RANGE), linewidth=7, zorder=2)
    ax.plot(scaled["published_central"], heights, "|", color=shades.ink, markersize=7, zorder=3)
    ax.hlines(heights, *np.clip(band, *LIMITS), color=shades.colour(0), linewidth=1.6, zorder=4)
    central, met = scaled["model_central"], table["overlap"].to_numpy(bool)
    for height, value, filled in zip(heights, central, met, strict=True):
        edge = "<" if value < LIMITS[0] else ">" if value > LIMITS[1] else "o"
        ax.plot(
            np.clip(value, *LIMITS), height, edge, color=shades.colour(0), markersize=5,
            markerfacecolor=shades.colour(0) if filled else "white", zorder=5, clip_on=False,
        )  # fmt: skip


def _figures(ax: Axes, table: pd.DataFrame, heights: list[float]) -> None:
    """Published range, model band and unit in figures beside each row."""
    for height, row in zip(heights, table.to_dict("records"), strict=True):
        band = _span(row["model_low"], row["model_high"])
        for offset, text in (
            (8, _span(row["published_low"], row["published_high"])),
            (78, f"{_number(row['model_central'])} ({band})"),
            (180, row["unit"]),
        ):
            ax.annotate(
                str(text), (1, height), (offset, 0), ("axes fraction", "data"), "offset points",
                ha="left", va="center", fontsize=7, annotation_clip=False,
            )  # fmt: skip
    for offset, text in ((8, "published"), (78, "model (5-95 %)"), (180, "unit")):
        ax.annotate(
            text, (1, 0), (offset, 0), ("axes fraction", "data"), "offset points",
            ha="left", va="center", fontsize=7, weight="bold", annotation_clip=False,
        )  # fmt: skip


def _span(low: float, high: float) -> str:
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    return f"{value:.{1 if abs(value) >= 10 else 2}f}".replace("-", "\N{MINUS SIGN}")
