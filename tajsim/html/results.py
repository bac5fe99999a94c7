"""Results as a notebook shows them: what ran, and the medians with their bands in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.html import banded, counted, details, frame, heading, number, paragraph, table
from tajsim.plots.names import baseline_words, scenario_titles
from tajsim.plots.style import title_of
from tajsim.results.inputs import figures_origin, judgement_used, swaps_used

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tajsim.results.like import DeltaLike, ResultLike
    from tajsim.results.weights import Weights

HEADLINE = ("remittances_usd", "consumption", "gdp", "inflation", "reserves_months", "poverty_rate")
_BAND = (0.05, 0.5, 0.95)
_NAMES = ("5 %", "median", "95 %")


def result_html(result: ResultLike) -> str:
    """What ran, and each scenario's deviation from the baseline in the second full year.

    A run of the baseline alone shows its levels; outputs are the headline ones that were kept.
    """
    m = result.manifest
    names = [name for name in HEADLINE if name in result.kept] or list(result.kept[: len(HEADLINE)])
    freq, place, when = _period(result)
    titles = scenario_titles(result)
    alone = len(result.scenarios) == 1
    cells = {
        name: [_cell(result, name, scenario, freq, place, alone) for scenario in _shown(result)]
        for name in names
    }
    units = [
        result.infos[name].unit if alone else result.delta(result.scenarios[1], name, freq).unit
        for name in names
    ]
    head = ["scenario", *(f"{title_of(name)}, {unit}" for name, unit in zip(names, units, strict=True))]
    rows = [
        (titles[scenario], *(cells[name][i] for name in names)) for i, scenario in enumerate(_shown(result))
    ]
    draws = "the single path" if m.draws is None else f"{m.draws:,} draws, seed {m.seed}"
    weighted = "" if result.weights is None else f" {result.weights.sentence}"
    what = "Levels" if alone else f"Deviations from {baseline_words(result)}"
    band = "" if m.draws is None else ": median (5 % to 95 % of draws)"
    judged = judgement_used(m)
    given = (
        ""
        if judged is None
        else f" Judgement: {judged.name}, {counted(len(judged.add_factors), 'add-factor')}."
    )
    return (
        heading(
            f"Result: {counted(len(result.scenarios), 'scenario')}, {result.quarters[0]} to "
            f"{result.quarters[-1]}, {draws}",
            f"{what} in {when}{band}.{weighted} Parameters: {m.vintage}.{given} tajsim {m.version}.",
        )
        + table(head, rows)
        + assumed_html(result)
        + details(f"{counted(len(result.kept), 'output')} kept", paragraph(", ".join(result.kept)))
    )


def assumed_html(result: ResultLike) -> str:
    """The figures, the paths of outputs and the judgement that the run was given, each to open at a click."""
    found, swaps, judged = result.given, swaps_used(result.manifest), judgement_used(result.manifest)
    shown = ""
    if found is not None:
        origin = figures_origin(result.manifest)
        figures = [
            (r.name, r.period, r.measure, r.value, r.error or "exact", _off(r.size), r.carried_by or r.by)
            for r in found.rows
        ]
        head = ("figure", "quarters", "as", "value", "error", "off, sd", "carried by")
        source = "" if origin is None else f": {origin}"
        shown += details(f"{counted(len(figures), 'figure')} given{source}", table(head, figures))
    if swaps:
        held = [(str(one), one.unit) for one in swaps]
        shown += details(
            f"{counted(len(swaps), 'path')} of outputs given", table(("path", "unit of by"), held)
        )
    if judged is not None:
        added = [(str(one), one.why, one.author, one.date) for one in judged.add_factors]
        shown += details(f"judgement {judged.name}", table(("add-factor", "reason", "author", "date"), added))
    return shown


def _off(size: float) -> str:
    return "" if size != size else f"{size:+.1f}"


def delta_html(delta: DeltaLike) -> str:
    """The deviation by period: the single path, and median and band where there are draws."""
    titles = scenario_titles(delta.result)
    title = f"{title_of(delta.name)} in {titles[delta.scenario]}, deviation from {titles[delta.baseline]}"
    found = delta.table(_BAND) if delta.result.manifest.draws is not None else delta.table(())
    shown = found.rename(columns=dict(zip(_BAND, _NAMES, strict=True)))
    weights = delta.result.weights
    note = delta.unit if weights is None else f"{delta.unit}. {weights.sentence}"
    return heading(title, note) + frame(shown)


def values_html(
    name: str,
    unit: str,
    *,
    values: NDArray[np.float32],
    quarters: Sequence[str],
    scenarios: Sequence[str],
    weights: Weights | None = None,
) -> str:
    """The median of every quarter, a column a scenario."""
    from tajsim.results.distribution import quantiles_of_rows

    low, middle, high = quantiles_of_rows(values, _BAND, weights)
    alone = values.shape[-1] == 1
    rows = [
        (
            quarter,
            *(_banded(low[q, s], middle[q, s], high[q, s], alone) for s in range(len(scenarios))),
        )
        for q, quarter in enumerate(quarters)
    ]
    band = "" if alone else f": median (5 % to 95 % of {values.shape[-1]:,} draws)"
    note = f"{unit}{band}" if weights is None else f"{unit}{band}. {weights.sentence}"
    return heading(f"{title_of(name)}", note) + table(["quarter", *scenarios], rows)


def _shown(result: ResultLike) -> tuple[str, ...]:
    return result.scenarios[1:] or result.scenarios


def _period(result: ResultLike) -> tuple[str, int, str]:
    """The frequency, the place and the label of the second full year, else of the last quarter."""
    if not result.years:
        return "Q", len(result.quarters) - 1, str(result.quarters[-1])
    place = min(1, len(result.years) - 1)
    return "Y", place, str(result.years[place])


def _cell(result: ResultLike, name: str, scenario: str, freq: str, place: int, level: bool) -> str:
    if level:
        rows = result.distribution(name, freq).row((place, result.position(scenario)))
    else:
        rows = result.delta(scenario, name, freq).distribution().row(place)
    low, middle, high = (float(x) for x in rows.quantiles(_BAND))
    return _banded(low, middle, high, result.manifest.draws is None)


def _banded(low: float, middle: float, high: float, alone: bool) -> str:
    if alone:
        return number(float(middle))
    return banded(low, middle, high)
