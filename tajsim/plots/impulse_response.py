"""Impulse responses: what a scenario does to each output, by quarters since its shock first acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, flag
from tajsim.errors import InputError
from tajsim.plots.names import baseline_words, in_lines, scenario_titles
from tajsim.plots.paths import TOGETHER, banded, draw, frame, legend, others, panels
from tajsim.plots.style import (
    LINES,
    Colors,
    Figsize,
    caption,
    footnote,
    headline,
    look,
    name_panel,
    size_of,
    some_axes,
    spoken,
    title_of,
    write_numbers,
)
from tajsim.plots.timeline import PROBABILITIES, Timeline, deviations, timeline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.plots.style import Palette
    from tajsim.results.like import ResultLike

HEADLINE = (
    *("migrants_russia", "remittances_usd", "disposable_income", "consumption", "imports", "gdp"),
    *("tjs_per_usd", "inflation", "reserves_months", "poverty_rate", "unemployment_rate", "npl_ratio"),
)
_COLUMNS = 4
_YEAR = 4  # quarters between ticks, unless the response is short


@dataclass(frozen=True)
class _Size:
    """The size a response is divided by, and what one unit of it is: "1 % of rub_per_usd"."""

    peak: float
    one: str


def impulse(
    result: ResultLike,
    scenarios: Sequence[str] | str | None = None,
    names: Sequence[str] | str | None = None,
    per_unit: bool = False,
    ax: Sequence[Axes] | None = None,
    *,
    freq: str = "Q",
    figsize: Figsize = None,
    colors: Colors = None,
) -> NDArray[Any]:
    """The response of each output to the shock of a scenario, one panel an output, by quarter or year.

    The response is the deviation from the baseline, draw by draw, in percent or in points as `Result.delta`
    gives it. Quarter 0 is the first in which a shock of one of the scenarios acts; the dates stand below. One
    or two scenarios have bands of 50 % and 90 %, up to four are lines of different styles. scenarios: by
    default all but the baseline. names: by default the headline outputs that were kept. per_unit: divide by
    the peak of the shock, so that the response is to 1 % of what a `multiply` changes, or to one unit of what
    an `add` changes; only for scenarios of one such shock. ax: as many Axes, one an output. freq: "Q", or "Y"
    for calendar years, counted from the one in which a shock first acts. figsize: width and height in inches.
    colors: one a scenario. Returns the array of Axes. Raises UnknownNameError for an unknown output or
    scenario, InputError for more scenarios than can be distinguished, for a shock without a size of its own,
    or a wrong number of Axes.
    """
    chosen, outputs = others(result, scenarios), _outputs(result, names)
    per_unit = flag(AT_ONCE, "per_unit", per_unit)
    if len(chosen) > len(LINES):
        raise InputError(f"at most {len(LINES)} scenarios can be distinguished, not {len(chosen)}; name them")
    sizes = {scenario: _size(result, scenario) for scenario in chosen} if per_unit else {}
    if len({size.one for size in sizes.values()}) > 1:
        raise InputError(
            "per_unit needs shocks on one target; these are per "
            + " and per ".join(dict.fromkeys(size.one for size in sizes.values()))
        )
    line = timeline(result, freq)
    if line.freq == "4Q":
        raise InputError("responses count single quarters or years since the shock; use freq='Q' or 'Y'")
    found = {
        name: [deviations(result, name, scenario, freq, None) for scenario in chosen] for name in outputs
    }
    rows = {
        name: [_per_unit(one, sizes.get(s)) for s, (one, _) in zip(chosen, each, strict=True)]
        for name, each in found.items()
    }
    start, first = _first(result, chosen, outputs)
    periods = _since(result, line, start)
    usual = figsize if figsize is None else size_of(figsize, (0.0, 0.0), given=ax is not None)
    with look(ax, colors) as shades:
        shades.colour(len(chosen) - 1)
        axes = (
            some_axes(ax, len(outputs), "outputs")
            if ax is not None
            else panels(len(outputs), _COLUMNS, (2.6, 2.0), figsize=usual)[1]
        )
        for panel, name in zip(axes, outputs, strict=True):
            _draw(panel, periods, rows[name], result, shades)
            name_panel(panel, title_of(name), found[name][0][1], ax is not None)
            _ticks(panel, periods, line)
        if ax is None:
            titles = scenario_titles(result)
            one = f", per {next(iter(sizes.values())).one}" if sizes else ""
            _key(axes, [titles[s] for s in chosen], shades, figsize is None)
            headline(
                axes[0].figure, f"Responses to {titles[chosen[0]] if len(chosen) == 1 else 'shocks'}{one}"
            )
            footnote(axes[0].figure, _note(result, chosen, first, sizes, line))
    return axes


def _outputs(result: ResultLike, names: Sequence[str] | str | None) -> tuple[str, ...]:
    if names is None:
        found = tuple(name for name in HEADLINE if name in result.kept)
        return found or result.kept[: len(HEADLINE)]
    found = result.choose_outputs(names)  # an unknown one is refused before a figure exists
    if not found:
        raise InputError("there is no response to draw: name an output")
    return found


def _per_unit(rows: pd.DataFrame, size: _Size | None) -> pd.DataFrame:
    if size is None:
        return rows
    rows = rows / size.peak
    bands = list(PROBABILITIES)
    rows[bands] = np.sort(rows[bands].to_numpy(), axis=1)  # a fall turns the order round
    return rows


def _since(result: ResultLike, line: Timeline, start: int) -> NDArray[np.int64]:
    """The number of each period since the shock: of quarters, or of calendar years."""
    if line.freq == "Q":
        return np.arange(len(result.quarters)) - start
    return np.array(result.years) - result.quarters[start].year


def _size(result: ResultLike, scenario: str) -> _Size:
    """The peak of the one shock that a scenario adds to the baseline."""
    if result.rerun is None:
        raise InputError("a loaded result does not hold its shocks; use per_unit after tajsim.run")
    base = result.rerun.scenarios[result.baseline]
    shocks = [s for s in result.rerun.scenarios[scenario].shocks if s not in base.shocks]
    if len(shocks) != 1 or shocks[0].sets:
        has = f"{len(shocks)} shocks" if len(shocks) != 1 else "a shock that sets a level"
        raise InputError(f"per_unit takes scenarios of one multiply or add; {scenario!r} has {has}")
    from tajsim.scenarios.target import targets

    shock = shocks[0]
    effect = shock.effect(result.quarters)
    if shock.operation == "multiply":
        effect = 100.0 * (effect - 1.0)
        one = f"1 % of {spoken(shock.target)}"
    else:
        one = f"1 {targets()[shock.target].unit} of {spoken(shock.target)}"
    peak = float(effect[np.argmax(np.abs(effect))])
    if peak == 0.0:
        raise InputError(f"the shock of {scenario!r} is zero in every quarter; nothing can be divided by it")
    return _Size(peak, one)


def _first(result: ResultLike, chosen: Sequence[str], outputs: Sequence[str]) -> tuple[int, str]:
    """The place of quarter 0, and how it was found."""
    if result.rerun is None:
        moved = [
            np.flatnonzero(result.delta(scenario, name).central) for scenario in chosen for name in outputs
        ]
        places = [int(found[0]) for found in moved if len(found)]
        return min(places, default=0), "the first in which an output shown moves"
    base = set(result.rerun.scenarios[result.baseline].shocks)
    places = [
        int(np.flatnonzero(shock.weights(result.quarters))[0])
        for scenario in chosen
        for shock in result.rerun.scenarios[scenario].shocks
        if shock not in base and shock.weights(result.quarters).any()
    ]
    return min(places, default=0), "the first in which a shock acts"


def _draw(
    ax: Axes, x: NDArray[np.int64], rows: Sequence[pd.DataFrame], result: ResultLike, shades: Palette
) -> None:
    ax.axhline(0.0, color=shades.grey, linewidth=0.8, zorder=1)
    bands = banded(result)
    for index, one in enumerate(rows):
        if bands and len(rows) > TOGETHER and len(x) > 1:
            ax.plot(x, one[0.5], color=shades.colour(index), linestyle=LINES[index], linewidth=1.6)
        else:
            draw(ax, x, one, index, bands, shades.colour(index), fine=False)
    frame(ax, shades)
    write_numbers(ax.yaxis)


def _ticks(ax: Axes, x: NDArray[np.int64], line: Timeline) -> None:
    """Periods since the shock, and below them the date."""
    dates = line.labels
    shown = list(range(len(x)))
    if line.freq != "Y":
        dates = tuple(label[2:] for label in line.labels)
        step = _YEAR * max(1, round(len(x) / 24)) if len(x) > _YEAR else 1
        shown = [i for i, since in enumerate(x) if since % step == 0] or [0]
    labels = [f"{x[i]}\n{dates[i]}".replace("-", "\N{MINUS SIGN}") for i in shown]
    ax.set_xticks(x[shown], labels, fontsize=7)


def _key(axes: NDArray[Any], names: Sequence[str], shades: Palette, widen: bool) -> None:
    """Names of the lines, when there is more than one; a figure of the usual size grows by their room."""
    if len(names) == 1:
        return
    lines = [
        axes[0].plot([], [], color=shades.colour(i), linestyle=LINES[i], linewidth=1.8)[0]
        for i in range(len(names))
    ]
    texts = [in_lines(name) for name in names]
    figure = axes[0].figure
    if widen:
        letters = max(len(part) for text in texts for part in text.splitlines())
        figure.set_figwidth(figure.get_figwidth() + 0.8 + 0.07 * letters)
    figure.legend(
        lines, texts, loc="outside right upper", fontsize=8, frameon=False,
        handlelength=3.2,
    )  # fmt: skip


def _note(
    result: ResultLike, chosen: Sequence[str], first: str, sizes: dict[str, _Size], line: Timeline
) -> str:
    if not banded(result) or len(chosen) <= TOGETHER:
        how = legend(result, line, len(chosen), fine=False)
    else:
        how = "Lines: medians; bands are drawn for at most two scenarios. "
    periods = "quarters" if line.freq == "Q" else "years"
    text = (
        f"{how}Deviation from {baseline_words(result)}. "
        f"Below: {periods} since the shock (0: {first}), and dates. "
    )
    if sizes:
        peaks = ", ".join(f"{size.peak:+.3g}" for size in sizes.values()).replace("-", "\N{MINUS SIGN}")
        text += f"Divided by the peak of the shock ({peaks}); the model is not linear, other sizes differ. "
    return text + caption(result.manifest, result.weights)
