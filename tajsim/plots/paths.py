"""What the pictures of paths over time share: lines with bands, dates, names at the ends of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.given import one_axes
from tajsim.plots.style import COLOURS, GREY, LINES, NARROW, WIDE, caption, footnote, headline, look

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.results.result import Result

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
TOGETHER = 2  # scenarios whose bands can be told apart in one panel


def draw_paths(
    result: Result,
    rows_of: Callable[[str], pd.DataFrame],
    chosen: Sequence[str],
    title: str,
    unit: str,
    reference: NDArray[np.float64] | None,
    ax: Axes | None,
) -> Axes | NDArray[Any]:
    """Scenarios together in one panel, or one a panel when there are too many for that.

    rows_of: scenario -> the columns "central" and one per probability of PROBABILITIES, a row a quarter.
    reference: what is dotted in every one of many panels. Returns the Axes, or the array of Axes. Raises
    InputError when `ax` is given for more scenarios than one panel can show.
    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import StrMethodFormatter

    ax = one_axes(ax)
    if ax is not None and len(chosen) > TOGETHER:
        raise InputError(f"one panel shows at most {TOGETHER} scenarios, not {len(chosen)}; leave out ax=")
    found = {scenario: rows_of(scenario) for scenario in chosen}
    with look():
        if len(chosen) > TOGETHER:
            return _multiples(result, found, f"{title} ({unit})", reference)
        if ax is None:
            figure, ax = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
            footnote(figure, legend(result, len(chosen)) + caption(result.manifest))
        for index, rows in enumerate(found.values()):
            draw(ax, dates(result), rows, index, banded(result))
        frame(ax)
        date_axis(ax, result)
        name_ends(ax, dates(result)[-1], {s: last(rows, result) for s, rows in found.items()})
        if max(abs(end) for end in ax.get_ylim()) >= 1000.0:
            ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        ax.set_title(title)
        ax.set_ylabel(unit)
    return ax


def draw(ax: Axes, x: NDArray[Any], rows: pd.DataFrame, index: int, bands: bool, fine: bool = True) -> None:
    """One path: median, 50 and 90 % bands, and central path as dots when `fine`; else the central path."""
    colour, line = COLOURS[index], LINES[index]
    if len(x) == 1:
        _point(ax, x, rows, index, bands)
        return
    if not bands:
        ax.plot(x, rows["central"], color=colour, linestyle=line, linewidth=1.8)
        return
    if index == 0:
        ax.fill_between(x, rows[0.05], rows[0.95], color=colour, alpha=WIDE, linewidth=0)
    else:  # a second fill would hide the first: its outer band is an outline
        ax.plot(x, rows[[0.05, 0.95]], color=colour, linestyle=line, linewidth=0.9)
    ax.fill_between(x, rows[0.25], rows[0.75], color=colour, alpha=NARROW, linewidth=0)
    ax.plot(x, rows[0.5], color=colour, linestyle=line, linewidth=1.8)
    if fine:
        ax.plot(x, rows["central"], color=colour, linestyle="none", marker=".", markersize=4)


def _point(ax: Axes, x: NDArray[Any], rows: pd.DataFrame, index: int, bands: bool) -> None:
    """A run of one quarter has no line: a dot with its bands."""
    colour, mark = COLOURS[index], "osD^"[index]
    if bands:
        ax.vlines(x, rows[0.05], rows[0.95], color=colour, linewidth=1.0)
        ax.vlines(x, rows[0.25], rows[0.75], color=colour, linewidth=4.5, alpha=NARROW)
    ax.plot(x, rows[0.5 if bands else "central"], color=colour, linestyle="none", marker=mark)


def banded(result: Result) -> bool:
    """Whether the run has draws, from which bands are drawn."""
    return result.manifest.draws is not None


def last(rows: pd.DataFrame, result: Result) -> float:
    """Where the line of a path ends."""
    return float(rows[0.5 if banded(result) else "central"].iloc[-1])


def dates(result: Result) -> NDArray[np.datetime64]:
    """The first day of each quarter."""
    return np.array([f"{q.year}-{3 * q.quarter - 2:02d}-01" for q in result.quarters], "datetime64[D]")


def date_axis(ax: Axes, result: Result) -> None:
    """The one quarter of a run that has no other; else dates are as Matplotlib puts them."""
    if len(result.quarters) == 1:
        ax.set_xticks(dates(result), [str(result.quarters[0])])


def frame(ax: Axes) -> None:
    """Thin lines across and little room at the sides."""
    ax.margins(x=0.01)
    ax.grid(axis="y", color=GREY, alpha=0.25, linewidth=0.6)


def legend(result: Result, together: int = 1, fine: bool = True) -> str:
    """How to read the lines and bands; `fine`: with the central path as dots."""
    alone = len(result.quarters) == 1
    if not banded(result):
        return f"{'Dot' if alone else 'Line'}: central path. "
    if alone:
        return "Dot: median; thick bar: 25-75 %; thin line: 5-95 % of draws. "
    outline = ", the latter an outline for the second scenario" if together > 1 else ""
    return (
        f"Line: median; bands: 25-75 % and 5-95 % of draws{outline}{'; dots: central path' if fine else ''}. "
    )


def name_ends(ax: Axes, x: object, ends: dict[str, float]) -> None:
    """Names at the ends of their lines, kept apart."""
    low, high = ax.get_ylim()
    apart = 0.055 * (high - low)
    order = sorted(ends, key=lambda name: ends[name])
    places = [ends[name] for name in order]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    shift = float(np.mean([place - ends[name] for place, name in zip(places, order, strict=True)]))
    at = dict(zip(order, places, strict=True))
    for index, name in enumerate(ends):
        ax.annotate(
            name, (x, at[name] - shift), (5, 0), "data", "offset points", va="center",
            color=COLOURS[index], weight="bold", annotation_clip=False,
        )  # fmt: skip


def panels(
    count: int, columns: int, size: tuple[float, float], share_y: bool = False, share_x: bool = True
) -> tuple[Figure, NDArray[Any]]:
    """A figure of `count` panels of `size` inches, and its Axes; each column has dates at its foot."""
    import matplotlib.pyplot as plt

    columns = min(columns, count)
    rows = -(-count // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(max(size[0] * columns, 4.0), size[1] * rows + 0.9), sharex=share_x,
        sharey=share_y, squeeze=False, layout="constrained",
    )  # fmt: skip
    for panel in grid.flat[count:]:
        panel.remove()
    for column in range(columns):  # the last panel above a gap shows the dates itself
        grid[(count - 1 - column) // columns, column].tick_params(labelbottom=True)
    return figure, np.asarray(grid.flat[:count])


def _multiples(
    result: Result, found: dict[str, pd.DataFrame], title: str, reference: NDArray[np.float64] | None
) -> NDArray[Any]:
    """One panel a scenario, all on the same scales, with the reference dotted in each."""
    figure, axes = panels(len(found), 4, (2.9, 2.1), share_y=True)
    for panel, (scenario, rows) in zip(axes, found.items(), strict=True):
        if reference is not None and scenario != result.baseline:
            panel.plot(dates(result), reference, color=GREY, linestyle=":", linewidth=1.4)
        draw(panel, dates(result), rows, 0, banded(result))
        frame(panel)
        date_axis(panel, result)
        panel.set_title(scenario)
    headline(figure, title)
    dotted = "" if reference is None else f"Dotted: {result.baseline}. "
    footnote(figure, f"{legend(result)}{dotted}{caption(result.manifest)}")
    return axes
