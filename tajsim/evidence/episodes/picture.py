"""The picture of an episode: what was simulated against what was observed, one panel a variable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.evidence.variables import SCORED
from tajsim.plots.style import (
    Colors,
    Figsize,
    footnote,
    headline,
    library,
    look,
    size_of,
    write_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tajsim.evidence.episodes.text import Line
    from tajsim.plots.style import Palette

_COLUMNS = 3
_WIDE, _NARROW = 0.62, 0.34  # widths of the two bands, years
_ROOM = 0.06  # above and below the figures, share of their span
_BESIDE = 0.45  # a published forecast stands beside its year, where no dot hides it
_LEGEND = "Dots: observed; line: median; bars: 25-75 % and 5-95 % of draws; dashed: where the run starts."
_FORECAST = "Diamond: published at the time."


class EpisodeLike(Protocol):
    """What is drawn of an episode."""

    @property
    def title(self) -> str: ...
    @property
    def last(self) -> int: ...
    @property
    def lines(self) -> Sequence[Line]: ...
    @property
    def observed(self) -> Mapping[str, Mapping[int, float]]: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def calibrated(self) -> tuple[int, int] | None: ...
    @property
    def draws(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def data(self) -> str: ...


def episode_figure(episode: EpisodeLike, *, figsize: Figsize = None, colors: Colors = None) -> Figure:
    """Observed figures of an episode and of some years before it, with the simulated bands of its years.

    One panel a variable that is compared, annual, in the unit of the table. The bands start from the observed
    state of the year before and follow the drivers as they were. colors: of the bands.
    """
    import matplotlib.pyplot as plt

    by_variable: dict[str, list[Line]] = {}
    for line in episode.lines:
        by_variable.setdefault(line.variable, []).append(line)
    start = min(year for variable in by_variable for year in episode.observed[variable])
    years = range(start, episode.last + 1)
    rows = -(-len(by_variable) // _COLUMNS)
    with look(colors=colors) as shades:
        size = size_of(figsize, (9.6, 2.5 * rows + 1.3))
        figure, grid = plt.subplots(rows, _COLUMNS, figsize=size, squeeze=False, layout="constrained")
        for ax, (variable, lines) in zip(grid.flat, by_variable.items(), strict=False):
            _panel(ax, lines, episode.observed[variable], years, shades)
            ax.set_title(SCORED[variable].level_title)
            ax.set_ylabel(lines[0].unit)
            ax.set_xlabel("Year")
        for ax in grid.flat[len(by_variable) :]:
            ax.remove()
        headline(figure, episode.title)
        footnote(figure, _caption(episode))
    return figure


def _panel(
    ax: Axes, lines: Sequence[Line], observed: Mapping[int, float], shown: range, shades: Palette
) -> None:
    colour = shades.colour(0)
    years = [line.year for line in lines]
    for low, high, width, alpha in (("q5", "q95", _WIDE, 0.2), ("q25", "q75", _NARROW, 0.45)):
        bottom = [getattr(line, low) for line in lines]
        height = [getattr(line, high) - b for line, b in zip(lines, bottom, strict=True)]
        ax.bar(years, height, width, bottom, color=colour, alpha=alpha, linewidth=0, zorder=2)
    left, right = ([year + side * _WIDE / 2 for year in years] for side in (-1, 1))
    ax.hlines([line.median for line in lines], left, right, color=colour, linewidth=1.8, zorder=3)
    # a year that was not observed leaves a gap in the line
    seen = [observed.get(year, math.nan) for year in shown]
    ax.plot(shown, seen, "-", color=shades.grey, linewidth=0.8, zorder=3)
    ax.plot(shown, seen, "o", color=shades.ink, markeredgewidth=0, markersize=4, zorder=5)
    forecast = [line for line in lines if math.isfinite(line.published_forecast)]
    ax.plot(
        [line.year + _BESIDE for line in forecast],
        [line.published_forecast for line in forecast],
        "D",
        color=shades.ink,
        markerfacecolor=shades.paper,
        markersize=4.5,
        zorder=4,
    )
    ax.axvline(years[0] - 0.5, color=shades.grey, linestyle="--", linewidth=0.8, zorder=1)
    ax.set_xlim(shown[0] - 0.6, shown[-1] + 0.7)
    heights = [*observed.values(), *(x for line in lines for x in (line.q5, line.q95))]
    heights += [line.published_forecast for line in forecast]
    room = _ROOM * (max(heights) - min(heights))
    ax.set_ylim(min(heights) - room, max(heights) + room)
    ax.set_xticks(shown)
    ax.tick_params(axis="x", labelsize=7.5)
    write_numbers(ax.yaxis)
    ax.grid(axis="y", color=shades.grey, alpha=0.25, linewidth=0.6)


def _caption(episode: EpisodeLike) -> str:
    used = episode.calibrated
    behaviour = f"calibrated on {used[0]}-{used[1]}" if used else "as declared, not calibrated"
    parts = [
        _LEGEND,
        _FORECAST if any(math.isfinite(line.published_forecast) for line in episode.lines) else "",
        f"Not compared: {'; '.join(episode.notes)}." if episode.notes else "",
        f"Source: observed, {episode.data}; simulated, {library()}, drivers as they were, "
        f"behaviour {behaviour}, {episode.draws:,} draws, seed {episode.seed}.",
    ]
    return " ".join(part for part in parts if part)
