"""What an episode shows, in words: computed from its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tajsim.evidence.variables import GROWTH, SCORED

if TYPE_CHECKING:
    from tajsim.evidence.episodes.stories import Published


@dataclass(frozen=True)
class Line:
    """One figure of an episode, in `unit`: what was observed and the distribution of what was simulated.

    percentile: share of draws below the observed figure, percent. published_forecast: in the unit of the
    line, nan where there was none; forecast_source: its id, or "".
    """

    year: int
    variable: str
    unit: str
    observed: float
    median: float
    q5: float
    q25: float
    q75: float
    q95: float
    inside90: bool
    percentile: float
    published_forecast: float
    forecast_source: str


def missed(
    lines: Sequence[Line],
    forecasts: Sequence[Published],
    observed: Mapping[str, Mapping[int, float]],
    draws: int,
) -> str:
    """Which figures lie outside the 90 % band and how far, and what had been published before.

    lines: the figures. forecasts: with the observed figures by variable and year they are held against.
    draws: behind the bands.
    """
    outside = [line for line in lines if not line.inside90]
    inside = len(lines) - len(outside)
    if outside:
        misses = "; ".join(_outside(line, draws) for line in outside)
        text = f"Outside the 90 % band: {misses}; {_others(inside)}."
    else:
        text = f"Inside the 90 % band: every figure; {_furthest(lines, draws)}."
    medians = {(line.variable, line.year): line.median for line in lines}
    before = "; ".join(
        _published(f, observed[f.variable], medians[f.variable, f.year])
        for f in forecasts
        if (f.variable, f.year) in medians
    )
    return f"{text} Published at the time: {before}." if before else text


def figure(variable: str, value: float) -> str:
    """A level with its unit: `5,346 million USD`, `10.32 TJS per USD`, `8.0 %`."""
    found = SCORED[variable]
    return f"{_number(value, found.digits)} {'%' if found.in_points else found.unit}"


def _outside(line: Line, draws: int) -> str:
    above = line.observed > line.q95
    end, side = (line.q95, "above its upper end") if above else (line.q5, "below its lower end")
    gap = abs(line.observed - end)
    size = f"{_gap(gap)} points" if SCORED[line.variable].in_points else f"{_gap(100.0 * gap / end)} %"
    seen = figure(line.variable, line.observed)
    return f"{SCORED[line.variable].words} in {line.year} ({seen}, {size} {side}, {_rank(line, draws)})"


def _furthest(lines: Sequence[Line], draws: int) -> str:
    """The figure nearest to an end of its distribution."""
    line = max(lines, key=lambda line: abs(line.percentile - 50.0))
    seen, middle = figure(line.variable, line.observed), figure(line.variable, line.median)
    where = f"{SCORED[line.variable].words} in {line.year}"
    return f"furthest out: {where} ({seen}, median {middle}, {_rank(line, draws)})"


def _rank(line: Line, draws: int) -> str:
    above = line.percentile > 50.0
    beyond = round(draws * (100.0 - line.percentile if above else line.percentile) / 100.0)
    which = f"all but {beyond:,}" if beyond else "every one"
    return f"{'above' if above else 'below'} {which} of the {draws:,} draws"


def _others(inside: int) -> str:
    if inside == 0:
        return "no other figure is compared"
    return "the other figure lies inside" if inside == 1 else f"the other {inside} figures lie inside"


def _gap(size: float) -> str:
    if size < 0.1:
        return "less than 0.1"
    return f"{size:,.{0 if size >= 10.0 else 1}f}"


def _published(forecast: Published, observed: Mapping[int, float], median: float) -> str:
    name, year = SCORED[forecast.variable].words, forecast.year
    if forecast.variable == GROWTH:
        stated, seen, model = forecast.stated, observed[year], median
        forecasted = f"{name} of {_number(stated, 1)} % in {year}"
    else:
        before = observed[year - 1]
        stated = forecast.stated
        seen, model = (100.0 * (value / before - 1.0) for value in (observed[year], median))
        forecasted = f"{name} {_signed(stated)} % in {year}"
    show = (lambda x: _number(x, 1)) if forecast.variable == GROWTH else _signed
    return f"{forecasted} ({forecast.by}), observed {show(seen)} %, median of the model {show(model)} %"


def _signed(value: float) -> str:
    return f"{value:+,.0f}".replace("-", "\N{MINUS SIGN}")


def _number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")
