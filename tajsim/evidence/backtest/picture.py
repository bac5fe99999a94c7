"""Charts of a backtest: what was forecast against what came, and how evenly outcomes fell into the bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tajsim.arguments import AT_ONCE, flag, whole
from tajsim.errors import InputError
from tajsim.evidence.backtest.forecasting import GIVEN
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
    from numpy.typing import NDArray

    from tajsim.evidence.backtest.scores import Forecast
    from tajsim.plots.style import Palette

BINS = 5  # some twenty outcomes a panel say little in finer ones
_COLUMNS = 3
_SOURCE = "Observed: national and World Bank data as in tajsim.history();"
_WIDE, _NARROW = 0.22, 0.5  # of the colour in the bars of the two bands


class Forecasts(Protocol):
    """What is drawn of a backtest."""

    @property
    def forecasts(self) -> Sequence[Forecast]: ...


def backtest_figure(
    backtest: Forecasts,
    *,
    horizon: int = 1,
    conditional: bool = True,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Figure:
    """Forecasts and outcomes by target year, one panel a variable, in the units of the scores.

    horizon: years ahead. conditional: given the drivers as they were. Faint bar: 5-95 % of draws; strong bar:
    25-75 %; tick: median; dot: observed, a diamond outside the faint bar. colors: of the bars. Raises
    InputError when the backtest holds no such forecast.
    """
    found = _asked(backtest, horizon, conditional)
    with look(colors=colors) as shades:
        figure, panels = _panels(len(found), figsize)
        for ax, (name, rows) in zip(panels, found.items(), strict=True):
            _draw(ax, rows, shades)
            ax.set_title(SCORED[name].title)
            ax.set_ylabel(SCORED[name].change_unit, fontsize=8)
        headline(figure, _headline(horizon, conditional))
        every = [f for rows in found.values() for f in rows]
        first, last = min(f.target for f in every), max(f.target for f in every)
        for ax in panels:  # the same years in every panel
            ax.set_xlim(first - 1.3, last + 1.3)
            ax.set_xticks([year for year in range(first, last + 1) if last - first < 5 or year % 5 == 0])
        held = sum(_inside(f) for f in every)
        known = f", and of those to the target {', '.join(GIVEN)}" if conditional else ""
        note = (
            f"Target years. {held} of {len(every)} outcomes lie in the 5-95 % bands. Faint bar: 5-95 % of "
            "draws; strong: 25-75 %; tick: median; dot: observed; diamond with its year: observed, outside "
            f"the faint bar. Each forecast knows the years up to its origin alone{known}. "
            f"Gaps: no comparable data. {_SOURCE} {library()}."
        )
        footnote(figure, note)
    return figure


def pit_figure(
    backtest: Forecasts, *, horizon: int = 1, figsize: Figsize = None, colors: Colors = None
) -> Figure:
    """Where outcomes fell in their forecast distributions, one panel a variable, in fifths (PIT histogram).

    Bars: forecasts given the drivers as they were; line: given forecast drivers. Calibrated forecasts fill
    every fifth alike (dashed); 90 % of samples of the bars' size stay within the grey band. colors: of bars
    and line. Raises InputError when the backtest holds no forecast `horizon` years ahead.
    """
    found = _asked(backtest, horizon, True)
    blind = _asked(backtest, horizon, False, needed=False)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    with look(colors=colors) as shades:
        figure, panels = _panels(len(found), figsize, share_y=True)
        for ax, (name, rows) in zip(panels, found.items(), strict=True):
            ax.axhspan(*_usual(len(rows)), color=shades.shade(0.11), linewidth=0, zorder=0)
            ax.axhline(1.0 / BINS, color=shades.ink, linewidth=0.9, linestyle="--", zorder=3)
            ax.bar(
                edges[:-1],
                _shares(rows),
                1.0 / BINS,
                align="edge",
                color=shades.tint(_NARROW),
                edgecolor=shades.paper,
                zorder=1,
            )
            if name in blind:
                ax.stairs(_shares(blind[name]), edges, color=shades.colour(1), linewidth=1.4, zorder=2)
            ax.set_title(SCORED[name].title)
            ax.set_xlim(0.0, 1.0)
            ax.set_xticks(edges)
        for ax in panels[::_COLUMNS]:
            ax.set_ylabel("share of outcomes")
        headline(figure, f"Where outcomes fell in their forecasts, {_ahead(horizon)}")
        note = (
            "Place in the forecast distribution: 0 below every draw, 1 above. Bars: drivers as they were; "
            "line: forecast drivers. Dashed: calibrated; grey: where 90 % of samples of the bars' size lie. "
            "High at both ends: bands too narrow; high in the middle: too wide. "
            f"{_SOURCE} {library()}."
        )
        footnote(figure, note)
    return figure


def _asked(
    backtest: Forecasts, horizon: int, conditional: bool, needed: bool = True
) -> dict[str, list[Forecast]]:
    """The forecasts of one kind by variable, in the order of target years."""
    horizon = whole(AT_ONCE, "horizon", horizon, 1)
    conditional = flag(AT_ONCE, "conditional", conditional)
    kind = [f for f in backtest.forecasts if (f.horizon, f.conditional) == (horizon, conditional)]
    if needed and not kind:
        known = sorted({f.horizon for f in backtest.forecasts if f.conditional == conditional})
        raise InputError(f"no forecast {horizon} years ahead to draw; the backtest has {known or 'none'}")
    return {
        name: sorted((f for f in kind if f.variable == name), key=lambda f: f.target)
        for name in SCORED
        if any(f.variable == name for f in kind)
    }


def _panels(count: int, figsize: Figsize, share_y: bool = False) -> tuple[Figure, NDArray[Any]]:
    import matplotlib.pyplot as plt

    columns = min(_COLUMNS, count)
    rows = -(-count // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=size_of(figsize, (3.4 * columns, 2.25 * rows + 0.9)),
        sharey=share_y,
        squeeze=False,
        layout="constrained",
    )
    for panel in grid.flat[count:]:
        panel.remove()
    return figure, np.asarray(grid.flat[:count])


def _draw(ax: Axes, rows: Sequence[Forecast], shades: Palette) -> None:
    years = np.array([f.target for f in rows])
    points = np.array([[f.quantiles[p] for p in (0.05, 0.25, 0.5, 0.75, 0.95)] for f in rows])
    lowest, low, median, high, highest = points.T
    ax.axhline(0.0, color=shades.grey, linewidth=0.8, zorder=1)
    ax.bar(years, highest - lowest, 0.72, lowest, color=shades.tint(_WIDE), zorder=2)
    ax.bar(years, high - low, 0.72, low, color=shades.tint(_NARROW), zorder=3)
    ax.hlines(median, years - 0.36, years + 0.36, color=shades.colour(0), linewidth=1.5, zorder=4)
    for inside, mark in ((True, "o"), (False, "D")):
        chosen = [f for f in rows if _inside(f) == inside]
        ax.plot(
            [f.target for f in chosen], [f.observed for f in chosen], mark, color=shades.ink,
            markersize=3.6 if inside else 4.4, markeredgewidth=0, zorder=5,
        )  # fmt: skip
    for f in rows:
        if not _inside(f):
            away = 8 if f.observed > f.median else -8  # off the bar
            ax.annotate(
                str(f.target), (f.target, f.observed), (0, away), textcoords="offset points",
                ha="center", va="center", fontsize=7, zorder=6,
            )  # fmt: skip
    ax.use_sticky_edges = False  # or the lowest bar would stand on the axis as if it were cut
    ax.margins(y=0.1)  # room for the years
    ax.locator_params(axis="y", nbins=6)
    write_numbers(ax.yaxis)


def _inside(f: Forecast) -> bool:
    return f.quantiles[0.05] <= f.observed <= f.quantiles[0.95]


def _shares(rows: Sequence[Forecast]) -> NDArray[np.float64]:
    counts, _ = np.histogram([f.pit for f in rows], BINS, (0.0, 1.0))
    return np.asarray(counts / len(rows), np.float64)


def _usual(count: int) -> tuple[float, float]:
    """Where the share of one bin lies in nine of ten samples of `count` outcomes, if all bins are alike."""
    from scipy.stats import binom

    low, high = (float(binom.ppf(at, count, 1.0 / BINS)) / count for at in (0.05, 0.95))
    return low, high


def _ahead(horizon: int) -> str:
    return "one year ahead" if horizon == 1 else f"{horizon} years ahead"


def _headline(horizon: int, conditional: bool) -> str:
    drivers = "the drivers as they were" if conditional else "forecast drivers"
    return f"Forecasts {_ahead(horizon)}, given {drivers}"
