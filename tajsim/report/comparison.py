"""The comparison: each scenario's deviation from the baseline in one period, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tajsim.results.like import ResultLike
from tajsim.results.periods import find_period

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
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

    @property
    def middle(self) -> float:
        """The median, or in a run of the central path alone the deviation on that path."""
        return self.central if self.q50 is None else self.q50


def compare(
    result: ResultLike, names: Sequence[str], titles: Mapping[str, str], at: str
) -> tuple[ComparisonRow, ...]:
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
            rows.append(ComparisonRow(scenario, title, name, delta.unit, at, central, *points))
    return tuple(rows)


def short_unit(unit: str) -> str:
    """The unit of a deviation in a table: "%", "pp" or as it is."""
    if unit == "% of baseline":
        return "%"
    return "pp" if unit.startswith("percentage points") else unit


def signed(value: float) -> str:
    """A signed number short enough for a column: one decimal below 10, none above."""
    if value != value:
        return "n/a"
    rounded = round(value, 1)
    if rounded == 0:
        return "0.0"
    return f"{rounded:+.1f}" if abs(rounded) < 10 else f"{value:+,.0f}"
