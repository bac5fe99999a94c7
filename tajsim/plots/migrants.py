"""Migrants: how many people are where, and how many move, by quarter."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.paths import PROBABILITIES, banded, date_axis, dates, draw, frame, legend, panels
from tajsim.plots.style import GREY, caption, footnote, headline, look, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.results.result import Result

STOCKS = (
    *("migrants_russia", "migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised"),
    *("migrants_other", "home_willing", "banned"),
)
FLOWS = ("departures", "returned", "deported", "refused", "citizenship")
_COLUMNS = 4
_THOUSAND = 1000.0


def migrants(result: Result, scenario: str, ax: Sequence[Axes] | None = None) -> NDArray[Any]:
    """Stocks of people by status and flows between them in one scenario, one panel each, in thousands.

    Line: median; bands: 50 % and 90 % of draws; dotted: median of the baseline. Stocks are those at the end
    of a quarter, flows those of a quarter. What the run did not keep is computed again on the same draws; a
    result that was loaded or that holds summaries shows what it has, and the note names the rest. ax: as many
    Axes as there are panels. Returns the array of Axes. Raises UnknownNameError for an unknown scenario,
    InputError when nothing about migrants was kept, or for a wrong number of Axes.
    """
    result.position(scenario)
    whole = _whole(result, scenario)
    shown = [name for name in (*STOCKS, *FLOWS) if name in whole.kept]
    if not shown:
        raise InputError("the run kept no migrants; run again with outputs=['migrants_russia', ...] or 'all'")
    with look():
        axes = np.atleast_1d(np.array(ax)) if ax is not None else panels(len(shown), _COLUMNS, (2.6, 2.0))[1]
        if axes.shape != (len(shown),):
            raise InputError(f"{len(shown)} panels need as many Axes in ax=, not {axes.size}")
        for panel, name in zip(axes, shown, strict=True):
            _draw(panel, whole, scenario, name)
        if ax is None:
            against = "" if scenario == result.baseline else f" against {result.baseline}"
            headline(axes[0].figure, f"Migrants: {scenario}{against}")
            footnote(axes[0].figure, _note(whole, scenario, shown))
    return axes


def _whole(result: Result, scenario: str) -> Result:
    """The result, or the same draws again with every output of the picture."""
    missing = [name for name in (*STOCKS, *FLOWS) if name in result.infos and name not in result.kept]
    if not missing or result.rerun is None or result.summaries is not None:
        return result
    again = [] if scenario == result.baseline else [result.rerun.scenarios[scenario]]
    with warnings.catch_warnings():  # what the run warned of was said when it was made
        warnings.simplefilter("ignore", UserWarning)
        return result.rerun.run(again, [*missing, *(n for n in (*STOCKS, *FLOWS) if n in result.kept)])


def _draw(ax: Axes, result: Result, scenario: str, name: str) -> None:
    from matplotlib.ticker import StrMethodFormatter

    x = dates(result)
    if scenario != result.baseline:
        base = result.table(name, "Q", (0.5,), [result.baseline])[0.5 if banded(result) else "central"]
        ax.plot(
            x, base / _THOUSAND, color=GREY, linestyle=":", linewidth=1.4, marker="_" if len(x) == 1 else ""
        )
    draw(ax, x, result.table(name, "Q", PROBABILITIES, [scenario]) / _THOUSAND, 0, banded(result), fine=False)
    frame(ax)
    date_axis(ax, result)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    ax.set_title(f"{title_of(name)}\n", pad=2)
    kind = "thousand persons, end of quarter" if name in STOCKS else "thousand persons a quarter"
    ax.text(0, 1.015, kind, transform=ax.transAxes, fontsize=7.5, va="bottom")


def _note(result: Result, scenario: str, shown: Sequence[str]) -> str:
    how = legend(result, fine=False)
    dotted = "" if scenario == result.baseline else f"Dotted: {result.baseline}. "
    season = "Departures follow the seasons. " if "departures" in shown else ""
    missing = [title_of(name) for name in (*STOCKS, *FLOWS) if name not in shown]
    left = f"Not kept in this run: {'; '.join(missing)}. " if missing else ""
    return f"{how}{dotted}{season}{left}{caption(result.manifest)}"
