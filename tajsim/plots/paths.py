"""Pictures of paths over time: the fan of an output, its deviation from the baseline, and what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.before import Before, draw_before, observed_before
from tajsim.plots.names import baseline_words, in_lines, scenario_titles
from tajsim.plots.style import (
    LINES,
    NARROW,
    WIDE,
    Colors,
    Figsize,
    Palette,
    caption,
    footnote,
    headline,
    look,
    name_axes,
    one_axes,
    size_of,
    title_of,
    write_numbers,
)
from tajsim.plots.timeline import Timeline, deviations, levels, timeline, unit_of, usual_freq

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike


_DATES = 3.0  # an inch
TOGETHER = 2  # scenarios whose bands can be distinguished in one panel


@dataclass(frozen=True, kw_only=True)
class Paths:
    """What is drawn over time: rows of each scenario, their periods, words, and what stands beside.

    rows: scenario -> the columns "central" and one per probability of PROBABILITIES, a row a period.
    reference: what is dotted in every one of many panels; zero: whether zero is marked.
    """

    result: ResultLike
    rows: Mapping[str, pd.DataFrame]
    line: Timeline
    title: str
    unit: str
    reference: NDArray[np.float64] | None = None
    before: Before | None = None
    zero: bool = False


def draw_paths(
    paths: Paths, ax: Axes | None, figsize: Figsize = None, colors: Colors = None
) -> Axes | NDArray[Any]:
    """Scenarios together in one panel, or one a panel when there are too many for that.

    Returns the Axes, or the array of Axes. Raises InputError when `ax` is given for more scenarios than one
    panel can show, for a bad size and for bad or too few colours.
    """
    import matplotlib.pyplot as plt

    result, rows, ax = paths.result, paths.rows, one_axes(ax)
    if len(rows) > TOGETHER and ax is not None:
        raise InputError(f"one panel shows at most {TOGETHER} scenarios, not {len(rows)}; leave out ax=")
    names = scenario_titles(result)
    with look(ax, colors) as shades:
        shades.colour(len(rows) - 1 if colors is not None or len(rows) <= TOGETHER else 0)
        if len(rows) > TOGETHER:
            return _multiples(paths, shades, figsize, by_scenario=colors is not None)
        size = size_of(figsize, (7.2, 4.2), given=ax is not None)
        given = ax is not None
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            footnote(figure, _note(paths))
        for index, one in enumerate(rows.values()):
            draw(ax, paths.line.dates, one, index, banded(result), shades.colour(index))
        _around(ax, paths, shades)
        ends = {
            in_lines(names[s]): (last(one, result), shades.colour(i))
            for i, (s, one) in enumerate(rows.items())
        }
        name_ends(ax, paths.line.dates[-1], ends)
        name_axes(ax, paths.title, given)
        ax.set_ylabel(paths.unit)
    return ax


def _around(ax: Axes, paths: Paths, shades: Palette) -> None:
    """Zero, what was observed before, the grid and the numbers at the axes."""
    if paths.zero:
        ax.axhline(0.0, color=shades.grey, linewidth=0.8, zorder=1)
    if paths.before is not None:
        draw_before(ax, paths.before, shades)
    frame(ax, shades)
    date_axis(ax, paths.line)
    write_numbers(ax.yaxis)


def draw(
    ax: Axes, x: NDArray[Any], rows: pd.DataFrame, index: int, bands: bool, colour: str, fine: bool = True
) -> None:
    """One path: median, 50 and 90 % bands, and single path as dots when `fine`; else the single path.

    index: its place among those of the panel, which decides line style and whether bands are filled.
    """
    line = LINES[index]
    if len(x) == 1:
        _point(ax, x, rows, index, bands, colour)
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


def _point(ax: Axes, x: NDArray[Any], rows: pd.DataFrame, index: int, bands: bool, colour: str) -> None:
    """A run of one period has no line: a dot with its bands."""
    mark = "osD^"[index]
    if bands:
        ax.vlines(x, rows[0.05], rows[0.95], color=colour, linewidth=1.0)
        ax.vlines(x, rows[0.25], rows[0.75], color=colour, linewidth=4.5, alpha=NARROW)
    ax.plot(x, rows[0.5 if bands else "central"], color=colour, linestyle="none", marker=mark)


def banded(result: ResultLike) -> bool:
    """Whether the run has draws, from which bands are drawn."""
    return result.manifest.draws is not None


def last(rows: pd.DataFrame, result: ResultLike) -> float:
    """Where the line of a path ends."""
    return float(rows[0.5 if banded(result) else "central"].iloc[-1])


def date_axis(ax: Axes, line: Timeline) -> None:
    """Dates, no more than the panel has room for; of a run of one period that one."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    if len(line) == 1:
        ax.set_xticks(line.dates, list(line.labels))
        return
    wide = ax.get_position().width * ax.get_figure(root=True).get_figwidth()  # type: ignore[union-attr]
    locator = AutoDateLocator(minticks=2, maxticks=max(3, int(_DATES * wide)))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def frame(ax: Axes, shades: Palette) -> None:
    """Thin lines across and little room at the sides."""
    ax.margins(x=0.01)
    ax.grid(axis="y", color=shades.grey, alpha=0.25, linewidth=0.6)


def legend(result: ResultLike, line: Timeline, together: int = 1, fine: bool = True) -> str:
    """How to read the lines and bands; `fine`: with the single path as dots."""
    alone = len(line) == 1
    if not banded(result):
        return f"{'Dot' if alone else 'Line'}: single path. "
    if alone:
        return "Dot: median; thick bar: 25-75 %; thin line: 5-95 % of draws. "
    outline = ", the latter an outline for the second scenario" if together > 1 else ""
    return (
        f"Line: median; bands: 25-75 % and 5-95 % of draws{outline}{'; dots: single path' if fine else ''}. "
    )


def name_ends(ax: Axes, x: object, ends: dict[str, tuple[float, str]]) -> None:
    """Names at the ends of their lines, (height, colour) each, kept apart."""
    low, high = ax.get_ylim()
    apart = 0.055 * (high - low) * max(name.count("\n") + 1 for name in ends)
    order = sorted(ends, key=lambda name: ends[name][0])
    places = [ends[name][0] for name in order]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    shift = float(np.mean([place - ends[name][0] for place, name in zip(places, order, strict=True)]))
    at = dict(zip(order, places, strict=True))
    for name, (_, colour) in ends.items():
        ax.annotate(
            name, (x, at[name] - shift), (5, 0), "data", "offset points", va="center",
            color=colour, weight="bold", annotation_clip=False,
        )  # fmt: skip


def panels(
    count: int, columns: int, size: tuple[float, float], share_y: bool = False, figsize: Figsize = None
) -> tuple[Figure, NDArray[Any]]:
    """A figure of `count` panels of `size` inches, and its Axes; each column has dates at its foot.

    figsize: of the whole figure, in place of that of the panels.
    """
    import matplotlib.pyplot as plt

    columns = min(columns, count)
    rows = -(-count // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=size_of(figsize, (max(size[0] * columns, 4.0), size[1] * rows + 0.9)),
        sharex=True, sharey=share_y, squeeze=False, layout="constrained",
    )  # fmt: skip
    for panel in grid.flat[count:]:
        panel.remove()
    for column in range(columns):  # the last panel above a gap shows the dates itself
        grid[(count - 1 - column) // columns, column].tick_params(labelbottom=True)
    return figure, np.asarray(grid.flat[:count])


def _multiples(paths: Paths, shades: Palette, figsize: Figsize, by_scenario: bool) -> NDArray[Any]:
    """One panel a scenario, all on the same scales, with the reference dotted in each."""
    result, x = paths.result, paths.line.dates
    names = scenario_titles(result)
    figure, axes = panels(len(paths.rows), 4, (2.9, 2.1), share_y=True, figsize=figsize)
    for i, (panel, (scenario, rows)) in enumerate(zip(axes, paths.rows.items(), strict=True)):
        if paths.reference is not None and scenario != result.baseline:
            panel.plot(x, paths.reference, color=shades.grey, linestyle=":", linewidth=1.4)
        draw(panel, x, rows, 0, banded(result), shades.colour(i if by_scenario else 0))
        _around(panel, paths, shades)
        panel.set_title(in_lines(names[scenario], 34))
    headline(figure, f"{paths.title} ({paths.unit})")
    footnote(figure, _note(paths))
    return axes


def _note(paths: Paths) -> str:
    together = len(paths.rows) if len(paths.rows) <= TOGETHER else 1
    dotted = ""
    if paths.reference is not None and len(paths.rows) > TOGETHER:
        dotted = f"Dotted: {baseline_words(paths.result)}. "
    season = "Each point is the sum of the last four quarters. " if paths.line.freq == "4Q" else ""
    before = "" if paths.before is None else paths.before.note
    how = legend(paths.result, paths.line, together)
    return f"{how}{season}{dotted}{before}{caption(paths.result.manifest, paths.result.weights)}"


def fan(
    result: ResultLike,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    ax: Axes | None = None,
    *,
    freq: str | None = None,
    history: int | None = None,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and single path of one output over time.

    One or two scenarios share one panel; more are drawn as small multiples, each with the median of the
    baseline. freq: "Q" quarters, "Y" calendar years, "4Q" sums of the last four quarters of a flow; by
    default such sums for flows with seasons, as money sent home, else quarters. history: years before the
    start of which observations are shown, where a shipped series measures the same; by default five, and no
    more than the run has; 0 for none. figsize: width and height in inches. colors: one a scenario. Returns
    the Axes, or for small multiples the array of Axes. Raises UnknownNameError for an unknown output or
    scenario, InputError for all else that cannot be shown, as when `ax` is given for more than two scenarios.
    """
    chosen = result.choose(scenarios)
    if not chosen:
        raise InputError("there is nothing to draw: name a scenario")
    result.distribution(name, "Q")  # an unknown output is refused before a figure exists
    shown = usual_freq(result, name) if freq is None else freq
    line = timeline(result, shown)
    base = levels(result, name, result.baseline, shown)
    paths = Paths(
        result=result,
        rows={scenario: levels(result, name, scenario, shown) for scenario in chosen},
        line=line,
        title=title_of(name),
        unit=unit_of(result.infos[name], shown),
        reference=base[0.5 if banded(result) else "central"].to_numpy(),
        before=observed_before(result, name, shown, history),
    )
    return draw_paths(paths, ax, figsize, colors)


def delta(
    result: ResultLike,
    name: str,
    scenarios: Sequence[str] | str | None = None,
    relative: bool | None = None,
    ax: Axes | None = None,
    *,
    freq: str = "Q",
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes | NDArray[Any]:
    """Median, 50 % and 90 % bands and single path of the deviation of one output from the baseline.

    The deviation is taken draw by draw. scenarios: by default all but the baseline. relative: as in
    `Result.delta`. freq: "Q" quarters, "Y" calendar years, "4Q" sums of the last four quarters of a flow.
    figsize: width and height in inches. colors: one a scenario. One or two scenarios share one panel;
    more are drawn as small multiples. Returns the Axes, or the array of Axes. Raises UnknownNameError for an
    unknown output or scenario, InputError when there is no scenario beside the baseline, or `ax` is given for
    more than two.
    """
    chosen = others(result, scenarios)
    line = timeline(result, freq)
    found = {scenario: deviations(result, name, scenario, freq, relative) for scenario in chosen}
    paths = Paths(
        result=result,
        rows={scenario: rows for scenario, (rows, _) in found.items()},
        line=line,
        title=f"{title_of(name)}: deviation from {baseline_words(result)}",
        unit=found[chosen[0]][1],
        zero=True,
    )
    return draw_paths(paths, ax, figsize, colors)


def others(result: ResultLike, scenarios: Sequence[str] | str | None) -> tuple[str, ...]:
    """The scenarios asked for, or all but the baseline. Raises InputError when that leaves none."""
    chosen = result.scenarios[1:] if scenarios is None else result.choose(scenarios)
    if not chosen or chosen == (result.baseline,):
        raise InputError("there is no deviation to draw: name a scenario besides the baseline")
    return chosen
