"""The shipped figures with the day from which each is known: outturns, and the history behind the model.

Files of data/published/ state when each figure was published. Those of data/history/ say it in their column
`vintage`, where it is known, and what is assumed else errs on the late side, so that nothing is known before
it was:

    a month or a day in `vintage` or `source`: the last one named, and of a month its last day
    a day's quote, "as dated": that day
    a year alone: its last day
    collections that are released again and again (World Bank, EIA, ECB), whose date is that of the copy, and
    rows without any date: as long after the period as such figures take, three months after a part of a year
    and nine after a year
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.observed import history
from tajsim.published.file import read
from tajsim.published.periods import Span, month_end, span
from tajsim.published.row import HISTORY, Observation
from tajsim.store import Shipped

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED = Shipped("file of published figures", "published", ".csv")
_DATE = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_RELEASED_AGAIN = re.compile(r"\bWDI\b|\bEIA\b|\bECB\b")
_LAGS: Mapping[str, int] = {"day": 0, "month": 3, "quarter": 3, "half": 3, "months": 3, "year": 9, "years": 9}


def shipped() -> tuple[Observation, ...]:
    """Every shipped figure, those of data/published/ and of data/history/, in an order of their own."""
    return _shipped(PUBLISHED.dated())


@lru_cache(maxsize=2)
def _shipped(dated: tuple[tuple[Path, int, int], ...]) -> tuple[Observation, ...]:
    rows = [*(one for path, _, _ in dated for one in read(path)), *of_history(history())]
    return tuple(sorted(rows, key=Observation.order))


def of_history(frame: pd.DataFrame) -> list[Observation]:
    """The figures of a frame like that of `tajsim.history`, in its order."""
    rows = []
    columns = ("country", "series", "unit", "period", "value", "source", "vintage")
    frame = frame[list(columns)]
    for country, series, unit, period, value, source, vintage in frame.itertuples(index=False, name=None):
        days = span(str(period))
        rows.append(
            Observation(
                country=str(country),
                series=str(series),
                unit=str(unit),
                span=days,
                text=f"{value:.12g}",
                source=str(source),
                published=known_from(str(vintage), str(source), days),
                at=HISTORY,
            )
        )
    return rows


def known_from(vintage: str, source: str, days: Span) -> date:
    """The day from which a figure of the history is known, never before the last day it is of."""
    return max(days.last, _published(vintage, source, days))


def _published(vintage: str, source: str, days: Span) -> date:
    if _RELEASED_AGAIN.search(f"{vintage} {source}"):
        return _after(days)
    if days.kind == "day" and vintage == "as dated":
        return days.last
    dates = [_last_day(*found) for found in _DATE.findall(f"{vintage} {source}")]
    if dates:
        return max(dates)
    years = [int(year) for text in (vintage, source) for year in _YEAR.findall(text)]
    return date(max(years), 12, 31) if years else _after(days)


def _after(days: Span) -> date:
    """The day by which such a figure is usually out."""
    months = _LAGS[days.kind]
    if not months:
        return days.last
    index = 12 * days.last.year + days.last.month - 1 + months
    return month_end(index // 12, index % 12 + 1)


def _last_day(year: str, month: str, day: str) -> date:
    last = month_end(int(year), int(month))
    return last - timedelta(days=max(0, last.day - int(day))) if day else last
