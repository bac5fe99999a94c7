"""One series of any statistical office that answers in SDMX-CSV, the table form of SDMX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date

from tajsim.errors import FileFormatError, InputError
from tajsim.published.fetch.answers import Answer, download
from tajsim.published.periods import span
from tajsim.published.row import Observation

NAME = "sdmx"
NEEDED = ("address", "series", "unit", "publisher")
OPTIONAL = ("country",)
_PERIOD = re.compile(r"(\d{4})-(Q[1-4]|S[12]|M\d{2}|A1)")


def ask(asked: Mapping[str, str], today: date) -> Answer:
    """What an address gives, over the network; the address says which series and which periods."""
    content = download(asked["address"])
    kept = {name: value for name, value in asked.items() if name != "address"}
    return Answer(source=NAME, address=asked["address"], fetched=str(today), asked=kept, content=content)


def rows(answer: Answer) -> list[Observation]:
    """The figures, known from the day of the answer; rows without a figure are left out.

    Raises FileFormatError where the answer is no SDMX-CSV, or holds several series.
    """
    try:
        table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), strict=True))
        if not table or not {"TIME_PERIOD", "OBS_VALUE"} <= set(table[0]):
            raise ValueError("it has no columns TIME_PERIOD and OBS_VALUE, or no row")
        found = [_row(cells, answer) for cells in table if str(cells["OBS_VALUE"]).strip() not in ("", "NaN")]
        if len({one.span for one in found}) < len(found):
            raise ValueError("a period stands in it twice: ask for one series alone")
    except (ValueError, LookupError, TypeError, csv.Error, InputError) as error:
        raise FileFormatError(f"cannot read the answer of {answer.address}: {error}") from error
    return found


def _row(cells: Mapping[str, str], answer: Answer) -> Observation:
    text = cells["OBS_VALUE"].strip()
    if not abs(float(text)) < float("inf"):
        raise ValueError(f"{text!r} is no number")
    return Observation(
        country=answer.asked.get("country", "TJK"),
        series=answer.asked["series"],
        unit=answer.asked["unit"],
        span=span(_period(cells["TIME_PERIOD"].strip())),
        text=text,
        source=answer.asked["publisher"],
        published=answer.day,
        dated=answer.fetched,
    )


def _period(text: str) -> str:
    """A period of SDMX as files of observations write it."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        return text
    year, part = match.groups()
    if part == "A1":
        return year
    return f"{year}{part}" if part[0] == "Q" else f"{year}-{part.replace('S', 'H').removeprefix('M')}"
