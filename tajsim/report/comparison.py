"""The comparison: each scenario's deviation from the baseline in one period, as rows.

Its numbers are those a reader meets: few digits, a true minus sign, and no share rounded to certainty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tajsim.languages import ENGLISH, NBSP, Language
from tajsim.results.like import ResultLike
from tajsim.results.periods import find_period
from tajsim.rounding import percent

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """The deviation of one output in one scenario: the single path, and the 5, 50 and 95 % points of draws.

    The points are None in a run of the single path alone; `unit` is "% of baseline", percentage points or
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
        """The median, or in a run of the single path alone the deviation on that path."""
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


MINUS = "\N{MINUS SIGN}"


def move(value: float, say: Language = ENGLISH) -> str:
    """A deviation: +3.2 or \N{MINUS SIGN}34."""
    return _absent(value, say) or say.number(signed(value).replace("-", MINUS))


def fine(value: float, say: Language = ENGLISH) -> str:
    """A deviation beside words about its sign: as `move`, but only nothing is written as 0.0."""
    if not math.isfinite(value) or value == 0.0 or round(value, 1) != 0.0:
        return move(value, say)
    places = -math.floor(math.log10(abs(value)))
    return say.number(f"{value:+.{places}f}".replace("-", MINUS))


def band(ends: tuple[str, str], say: Language = ENGLISH) -> str:
    """The ends of a band, which stay on one line."""
    return say("{low} to {high}", low=ends[0], high=ends[1]).replace(" ", NBSP)


def with_unit(text: str, unit: str, say: Language = ENGLISH) -> str:
    """A number with the unit of a deviation behind it: `+3.2 %`, `+0.4 points`, `-30 million USD`."""
    short = short_unit(unit)
    return f"{text}{NBSP}{say('points' if short == 'pp' else short)}"


def figure(value: float, say: Language = ENGLISH) -> str:
    """A level in at most four significant digits, thousands separated: 1,234,567, 0.0125 or 11.3."""
    if not math.isfinite(value):
        return say("n/a")
    size = abs(value)
    text = f"{value:,.0f}" if size >= 999.95 else f"{value:.4g}"
    return say.number(text.replace("-", MINUS))


def chance(share: float, say: Language = ENGLISH, rules: Iterable[float] = ()) -> str:
    """A share of draws, 0 to 1, as a percentage; only all and none of them are written as 100 % and 0 %.

    rules: shares that the words beside it name; the figure stays on its side of each.
    """
    text = _absent(share, say) or f"{say.number(percent(share, rules))} %"
    return text.replace(" ", NBSP)


def _absent(value: float, say: Language) -> str:
    return say("n/a") if math.isnan(value) else ""
