"""Migrants: how many people are where, and how many move, by quarter."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.plots.names import baseline_words, scenario_titles
from tajsim.plots.paths import banded, date_axis, draw, frame, legend, panels
from tajsim.plots.style import (
    Colors,
    Figsize,
    caption,
    footnote,
    headline,
    look,
    name_panel,
    size_of,
    some_axes,
    title_of,
    write_numbers,
)
from tajsim.plots.timeline import Timeline, levels, timeline
from tajsim.results.rerun import run_beside

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.plots.style import Palette
    from tajsim.results.like import ResultLike

STOCKS = (
    *("migrants_russia", "migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised"),
    *("migrants_other", "home_willing", "banned"),
)
FLOWS = ("departures", "returned", "deported", "refused", "citizenship")
_COLUMNS = 4
_THOUSAND = 1000.0


_PERIODS = FrozenMap({"Q": "a quarter", "4Q": "sum of four quarters", "Y": "a year"})


def migrants(
    result: ResultLike,
    scenario: str,
    ax: Sequence[Axes] | None = None,
    *,
    freq: str = "Q",
    figsize: Figsize = None,
    colors: Colors = None,
) -> NDArray[Any]:
    """Stocks of people by status and flows between them in one scenario, one panel each, in thousands.

    Line: median; bands: 50 % and 90 % of draws; dotted: median of the baseline. freq: "Q" flows of quarters,
    "4Q" their sums over the last four, "Y" those of calendar years; stocks are those at the end of a quarter
    or year. What the run did not keep is computed again on the same draws; a result that was loaded or that
    holds summaries shows what it has, and the note names the rest. ax: as many Axes as there are panels.
    figsize: width and height in inches. colors: of the scenario. Returns the array of Axes. Raises
    UnknownNameError for an unknown scenario, InputError when nothing about migrants was kept, or for a wrong
    number of Axes.
    """
    result.position(scenario)
    line = timeline(result, freq)
    size = size_of(figsize, (0.0, 0.0), given=ax is not None) if figsize is not None else None
    whole = _whole(result, scenario)
    shown = [name for name in (*STOCKS, *FLOWS) if name in whole.kept]
    if not shown:
        raise InputError("the run kept no migrants; run again with outputs=['migrants_russia', ...] or 'all'")
    with look(ax, colors) as shades:
        axes = (
            some_axes(ax, len(shown), "panels")
            if ax is not None
            else panels(len(shown), _COLUMNS, (2.6, 2.0), figsize=size)[1]
        )
        for panel, name in zip(axes, shown, strict=True):
            _draw(panel, whole, scenario, name, line, shades, given=ax is not None)
        if ax is None:
            titles = scenario_titles(result)
            against = "" if scenario == result.baseline else f" against {baseline_words(result)}"
            headline(axes[0].figure, f"Migrants: {titles[scenario]}{against}")
            footnote(axes[0].figure, _note(whole, scenario, shown, line))
    return axes


def _whole(result: ResultLike, scenario: str) -> ResultLike:
    """The result, or the same draws again with every output of the picture."""
    missing = [name for name in (*STOCKS, *FLOWS) if name in result.infos and name not in result.kept]
    if not missing or result.rerun is None or result.summaries is not None:
        return result
    again = [] if scenario == result.baseline else [result.rerun.scenarios[scenario]]
    with warnings.catch_warnings():  # what the run warned of was said when it was made
        warnings.simplefilter("ignore", UserWarning)
        return run_beside(result, again, [*missing, *(n for n in (*STOCKS, *FLOWS) if n in result.kept)])


def _draw(
    ax: Axes, result: ResultLike, scenario: str, name: str, line: Timeline, shades: Palette, given: bool
) -> None:
    stock = name in STOCKS
    if stock and line.freq == "4Q":
        line = timeline(result, "Q")
    if scenario != result.baseline:
        base = levels(result, name, result.baseline, line.freq)[0.5 if banded(result) else "central"]
        alone = "_" if len(line) == 1 else ""
        ax.plot(
            line.dates, base / _THOUSAND, color=shades.grey, linestyle=":", linewidth=1.4, marker=alone
        )  # fmt: skip
    rows = levels(result, name, scenario, line.freq) / _THOUSAND
    draw(ax, line.dates, rows, 0, banded(result), shades.colour(0), fine=False)
    frame(ax, shades)
    date_axis(ax, line)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    write_numbers(ax.yaxis)
    of_stocks = "end of year" if line.freq == "Y" else "end of quarter"
    kind = of_stocks if stock else _PERIODS[line.freq]
    comma = " " if kind.startswith("a ") else ", "
    name_panel(ax, title_of(name), f"thousand persons{comma}{kind}", given)


def _note(result: ResultLike, scenario: str, shown: Sequence[str], line: Timeline) -> str:
    how = legend(result, line, fine=False)
    dotted = "" if scenario == result.baseline else f"Dotted: {baseline_words(result)}. "
    season = "Departures follow the seasons. " if "departures" in shown and line.freq == "Q" else ""
    missing = [title_of(name) for name in (*STOCKS, *FLOWS) if name not in shown]
    left = f"Not kept in this run: {'; '.join(missing)}. " if missing else ""
    return f"{how}{dotted}{season}{left}{caption(result.manifest, result.weights)}"
