"""The comparison as a table to read in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from tajsim.columns import aligned
from tajsim.frozen import FrozenMap
from tajsim.plots.style import title_of
from tajsim.report.comparison import Row, compare, short_unit, signed
from tajsim.results.headline import HEADLINE as COLUMNS

__all__ = ["COLUMNS", "Row", "compare", "render"]

_HEADINGS: Mapping[str, str] = FrozenMap(
    {
        "migrants_russia": "Migrants in Russia",
        "remittances_usd": "Remit- tances, USD",
        "consumption": "Consump- tion",
        "imports": "Imports",
        "gdp": "GDP",
        "reserves_usd": "Reserves, USD",
        "unemployment_rate": "Unemploy- ment",
        "poverty_rate": "Poverty",
    }
)
_CELL = 9  # columns of text that a number or its band takes
_LABEL = 19


def render(rows: Sequence[Row]) -> str:
    """The rows as a table, a line a scenario with the medians, under it the 5 and 95 % points."""
    names = list(dict.fromkeys(row.variable for row in rows))
    units = {row.variable: row.unit for row in rows}
    lines = _heading([_HEADINGS.get(name, title_of(name)) for name in names], [units[n] for n in names])
    lines.append("-" * len(lines[-1]))
    for scenario in dict.fromkeys(row.scenario for row in rows):
        own = [row for row in rows if row.scenario == scenario]
        cells = [(signed(row.middle), _band(row)) for row in own]
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
    short = [short_unit(unit) for unit in units]
    blocks = [
        [*textwrap.wrap(t, _CELL), *textwrap.wrap(u, _CELL)] for t, u in zip(titles, short, strict=True)
    ]
    height = max(len(block) for block in blocks)
    padded = [[""] * (height - len(block)) + block for block in blocks]
    return [
        _line("Scenario" if i == height - 1 else "", [block[i] for block in padded]) for i in range(height)
    ]


def _line(label: str, cells: Sequence[str]) -> str:
    sizes = [_LABEL, *(_CELL for _ in cells)]
    (line,) = aligned([(label, *cells)], range(1, len(sizes)), sizes, gap=" ")
    return line


def _band(row: Row) -> str:
    if row.q05 is None or row.q95 is None:
        return ""
    return f"{signed(row.q05)}/{signed(row.q95)}"
