"""The comparison: each scenario's deviation from the baseline in one year, as rows and as a table to read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tajsim.plots.style import title_of
from tajsim.results import Result
from tajsim.results.periods import find_period

COLUMNS = (
    "migrants_russia",
    "remittances_usd",
    "consumption",
    "imports",
    "gdp",
    "reserves_usd",
    "unemployment_rate",
    "poverty_rate",
)
QUANTILES = (0.05, 0.5, 0.95)
_HEADINGS = {
    "migrants_russia": "Migrants in Russia",
    "remittances_usd": "Remit- tances, USD",
    "consumption": "Consump- tion",
    "imports": "Imports",
    "gdp": "GDP",
    "reserves_usd": "Reserves, USD",
    "unemployment_rate": "Unemploy- ment",
    "poverty_rate": "Poverty",
}
_CELL = 9  # columns of text that a number or its band takes
_LABEL = 19


@dataclass(frozen=True, slots=True)
class Row:
    """The deviation of one output in one scenario: the central path, and the 5, 50 and 95 % points of draws.

    The points are None in a run of the central path alone; `unit` is "% of baseline", percentage points or
    the output's own.
    """

    scenario: str
    title: str
    variable: str
    unit: str
    period: str
    central: float
    q05: float | None
    q50: float | None
    q95: float | None


def compare(result: Result, names: Sequence[str], titles: Mapping[str, str], at: str) -> tuple[Row, ...]:
    """A row for each scenario but the baseline and each output, at the period `at`."""
    freq, index = find_period(at, result.quarters, result.years)
    rows = []
    for scenario in result.scenarios[1:]:
        for name in names:
            delta = result.delta(scenario, name, freq)
            points: list[float | None] = [None] * len(QUANTILES)
            if result.manifest.draws is not None:
                points = [float(x) for x in delta.distribution().row(index).quantiles(QUANTILES)]
            central = float(delta.central[index])
            title = titles.get(scenario) or scenario
            rows.append(Row(scenario, title, name, delta.unit, at, central, *points))
    return tuple(rows)


def render(rows: Sequence[Row]) -> str:
    """The rows as a table, a line a scenario with the medians, under it the 5 and 95 % points."""
    names = list(dict.fromkeys(row.variable for row in rows))
    units = {row.variable: row.unit for row in rows}
    lines = _heading([_HEADINGS.get(name, title_of(name)) for name in names], [units[n] for n in names])
    lines.append("-" * len(lines[-1]))
    for scenario in dict.fromkeys(row.scenario for row in rows):
        own = [row for row in rows if row.scenario == scenario]
        cells = [(_number(row.central if row.q50 is None else row.q50), _band(row)) for row in own]
        label = textwrap.wrap(own[0].title, _LABEL) or [""]
        bands = [band for _, band in cells]
        lines.append(_line(label[0], [number for number, _ in cells]))
        second = label[1] if len(label) > 1 else ""
        if second or any(bands):
            lines.append(_line(second, bands))
        lines += label[2:]
    return "\n".join(lines)


def _heading(titles: Sequence[str], units: Sequence[str]) -> list[str]:
    """The titles of the columns, wrapped, with the unit as the last line."""
    short = [_short(unit) for unit in units]
    blocks = [
        [*textwrap.wrap(t, _CELL), *textwrap.wrap(u, _CELL)] for t, u in zip(titles, short, strict=True)
    ]
    height = max(len(block) for block in blocks)
    padded = [[""] * (height - len(block)) + block for block in blocks]
    return [
        _line("Scenario" if i == height - 1 else "", [block[i] for block in padded]) for i in range(height)
    ]


def _short(unit: str) -> str:
    if unit == "% of baseline":
        return "%"
    return "pp" if unit.startswith("percentage points") else unit


def _line(label: str, cells: Sequence[str]) -> str:
    return " ".join([label.ljust(_LABEL), *(cell.rjust(_CELL) for cell in cells)]).rstrip()


def _band(row: Row) -> str:
    if row.q05 is None or row.q95 is None:
        return ""
    return f"{_number(row.q05)}/{_number(row.q95)}"


def _number(value: float) -> str:
    """A signed number short enough for a column: one decimal below 10, none above."""
    if value != value:
        return "n/a"
    rounded = round(value, 1)
    if rounded == 0:
        return "0.0"
    return f"{rounded:+.1f}" if abs(rounded) < 10 else f"{value:+,.0f}"
