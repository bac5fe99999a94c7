"""World Development Indicators through wbgapi, by year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from tajsim.errors import FileFormatError, InputError, MissingExtraError
from tajsim.published.fetch.answers import Answer
from tajsim.published.periods import span
from tajsim.published.row import Observation

NAME = "world-bank"
SERIES: Mapping[str, tuple[str, str]] = {
    "PA.NUS.FCRF": ("exchange_rate_official_avg", "{currency} per US$"),
    "FP.CPI.TOTL.ZG": ("cpi_inflation_avg", "% per year"),
    "NY.GDP.MKTP.KD.ZG": ("gdp_growth", "% per year"),
    "BX.TRF.PWKR.CD.DT": ("remittances_received", "US$"),
}
"""The series that are asked for: the name in the register, and the unit."""
CURRENCIES = {"TJK": "TJS", "RUS": "RUB"}
TAJIKISTAN_ALONE = ("BX.TRF.PWKR.CD.DT",)


def ask(first: date, last: date, today: date) -> Answer:
    """Every series of both countries for the years of the days from `first` to `last`, over the network."""
    try:
        import wbgapi
    except ImportError as error:
        raise MissingExtraError("fetching from the World Bank", "fetch") from error
    years = range(first.year, last.year + 1)
    try:
        found = list(wbgapi.data.fetch(list(SERIES), list(CURRENCIES), years, skipBlanks=True))
    except Exception as error:  # whatever the network or the library says
        raise InputError(f"cannot fetch from the World Bank: {error}") from error
    content = json.dumps(found, indent=1, sort_keys=True).encode("utf-8")
    return Answer(
        source=NAME, address=str(wbgapi.endpoint), fetched=str(today), asked={}, content=content
    )  # fmt: skip


def rows(answer: Answer) -> list[Observation]:
    """One figure a year, known from the day of the answer. Raises FileFormatError for anything else."""
    try:
        given: list[dict[str, Any]] = json.loads(answer.content)
        return [
            _row(one, answer)
            for one in given
            if one["series"] not in TAJIKISTAN_ALONE or one["economy"] == "TJK"
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FileFormatError(f"cannot read the answer of the World Bank: {error!r}") from error


def _row(one: Mapping[str, Any], answer: Answer) -> Observation:
    series, unit = SERIES[one["series"]]
    return Observation(
        country=one["economy"],
        series=series,
        unit=unit.format(currency=CURRENCIES[one["economy"]]),
        span=span(str(one["time"]).removeprefix("YR")),
        text=f"{float(one['value']):.12g}",
        source=f"World Bank WDI {one['series']}",
        published=answer.day,
        dated=answer.fetched,
    )
