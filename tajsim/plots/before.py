"""What was observed before a run starts, for the outputs that a shipped series measures in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tajsim.errors import InputError, quoted
from tajsim.frozen import FrozenMap
from tajsim.kinds import is_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tajsim.plots.style import Palette
    from tajsim.results.like import ResultLike

_USUAL = 5  # years, and no more than the run has itself


class Link(NamedTuple):
    """A series of `tajsim.history`, its unit there, and the unit of the output that it measures."""

    series: str
    unit: str
    of_output: str
    country: str = "TJK"


LINKS: Mapping[str, Link] = FrozenMap(
    {
        "remittances_usd": Link("remittances_received", "US$ million", "million USD"),
        "reserves_usd": Link("reserves_total_incl_gold", "US$ million", "million USD"),
        "tjs_per_usd": Link("exchange_rate_official_avg", "TJS per US$", "TJS per USD"),
        "gdp_growth": Link("gdp_growth_from_constant", "% per year", "% on a year before"),
        "inflation": Link("cpi_inflation_avg", "% per year", "% on a year before"),
        "current_account_gdp": Link("current_account_pct_gdp", "% of GDP", "% of GDP"),
        "poverty_rate": Link("poverty_headcount_national", "% of population", "% of population"),
        "poverty_rate_international": Link(
            "poverty_headcount_420_2021ppp", "% of population", "% of population"
        ),
        "gini": Link("gini", "index 0-100", "index 0-100"),
    }
)
"""Outputs whose yearly value is defined as a series is: the same flow, stock, average, ratio or growth."""


@dataclass(frozen=True, slots=True)
class Before:
    """Yearly observations before a run. `pieces`: runs of years between breaks, each (year, value).

    `spans`: whether a value is that of a whole year among quarters, rather than of one date.
    """

    link: Link
    freq: str
    pieces: tuple[tuple[tuple[int, float], ...], ...]
    breaks: Mapping[int, str]
    spans: bool

    @property
    def month(self) -> int:
        """The month at whose first day a value stands or begins: that of the last quarter, or January."""
        return 1 if self.spans or self.freq == "Y" else 10

    @property
    def note(self) -> str:
        """What a caption says of it."""
        kind = "bars: years" if self.spans else "dots: years"
        breaks = "".join(f" Upright, dotted: a break in {year} ({why})." for year, why in self.breaks.items())
        return f"Before the start: observed ({kind}; {self.link.series} in tajsim.history()).{breaks} "


def observed_before(result: ResultLike, name: str, freq: str, years: int | None) -> Before | None:
    """The observations of up to `years` years before a run; None where there is none to be compared.

    A yearly flow is comparable with sums of four quarters and with years, a stock with every frequency; a
    rate or an average with years, and among quarters as a bar of the length of the year. years: by default
    five, and no more than the run has. Raises InputError for what is no number of years.
    """
    if years is not None and (not is_whole(years) or years < 0):
        raise InputError(f"history is {quoted(years)}; it must be a whole number of years, 0 for none")
    wanted = min(_USUAL, len(result.quarters) // 4) if years is None else int(years)
    link, info = LINKS.get(name), result.infos[name]
    if not wanted or link is None or info.unit != link.of_output or (info.annual == "sum" and freq == "Q"):
        return None
    from tajsim.observed import annual, breaks

    start = result.quarters[0].year
    seen = annual(link.series, link.country, first=True)
    if seen.attrs["unit"] != link.unit:
        return None
    pairs = [(int(y), float(v)) for y, v in zip(seen.index, seen, strict=True)]
    shown = [(year, value) for year, value in pairs if start - wanted <= year < start]
    if not shown:
        return None
    register = breaks()
    rows = register[(register["country"] == link.country) & (register["series"] == link.series)]
    reasons = {
        int(year): str(why)
        for year, why in zip(rows["year"], rows["reason"], strict=True)
        if shown[0][0] < int(year) <= shown[-1][0]
    }
    spans = freq == "Q" and info.annual != "end"
    return Before(link, freq, _pieces(shown, set(reasons)), FrozenMap(reasons), spans)


def _pieces(shown: list[tuple[int, float]], breaks: set[int]) -> tuple[tuple[tuple[int, float], ...], ...]:
    """Years in a row, cut where a year is missing or a break lies between."""
    pieces: list[list[tuple[int, float]]] = []
    for year, value in shown:
        follows = bool(pieces) and pieces[-1][-1][0] == year - 1 and year not in breaks
        if not follows:
            pieces.append([])
        pieces[-1].append((year, value))
    return tuple(tuple(piece) for piece in pieces)


def draw_before(ax: Axes, before: Before, shades: Palette) -> None:
    """The observations in ink, named where they end, with an upright line at each break."""
    for piece in before.pieces:
        years, heights = zip(*piece, strict=True)
        if before.spans:
            ends = np.array([[_day(year), _day(year + 1)] for year in years]).T
            ax.hlines(heights, *ends, color=shades.ink, linewidth=1.4, zorder=3)
        else:
            at = np.array([_day(year, before.month) for year in years])
            ax.plot(at, heights, "o-", color=shades.ink, markersize=3.2, linewidth=0.9, zorder=3)
    for year in before.breaks:
        between: Any = _day(year) if before.freq != "Y" else _day(year - 1, 7)
        ax.axvline(between, color=shades.grey, linestyle=":", linewidth=1.0, zorder=1)
    *_, (last, value) = before.pieces[-1]
    falls = len(before.pieces[-1]) > 1 and before.pieces[-1][-2][1] > value and not before.spans
    place: Any = _day(last, 7 if before.spans else before.month)
    ax.annotate(
        "observed", (place, value), (0, -5 if falls else 5), "data", "offset points", fontsize=7.5,
        color=shades.ink, ha="center", va="top" if falls else "bottom",
    )  # fmt: skip


def _day(year: int, month: int = 1) -> np.datetime64:
    return np.datetime64(f"{year}-{month:02d}-01", "D")
