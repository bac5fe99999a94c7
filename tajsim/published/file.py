"""Files of published figures: read with every fault at once, written whole."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from tajsim.errors import FileFormatError, InputError, Problems
from tajsim.published.periods import Span, publication, span
from tajsim.published.row import Observation
from tajsim.published.series import rules
from tajsim.records import Row, load
from tajsim.store import as_path, write_whole

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("series", "period", "value", "unit", "source", "published")
OPTIONAL = ("country", "standard_error")
WRITTEN = ("country", "series", "unit", "period", "value", "standard_error", "source", "published")
COUNTRIES = ("TJK", "RUS", "WLD")  # where a file has no column of countries, the first that has the series
_NOWHERE = Span("", "day", date(1, 1, 1), date(1, 1, 1))


Check: TypeAlias = Callable[[Problems, Sequence[Observation], Sequence[Observation]], None]
"""What notes the faults of rows, and of those with a cell that cannot be read."""


def read(path: str | Path, check: Check | None = None) -> list[Observation]:
    """The figures of a CSV file. Raises FileFormatError with every fault, each with its line.

    check: what else may be wrong with figures, which is said as well where a cell cannot be read.
    """
    readable: list[Observation] = []
    broken: list[Observation] = []

    def parse(row: Row) -> dict[str, Observation]:
        return {"row": _sorted(row, readable, broken)}

    try:
        frame = load([as_path(path)], COLUMNS, parse, OPTIONAL)
    except FileFormatError as error:
        problems = Problems(error.heading)
        for fault in error.problems:
            problems.add(fault)
        if check is not None:
            check(problems, readable, broken)
        problems.raise_if_any(FileFormatError)
        raise
    return list(frame["row"])


def of_frame(data: pd.DataFrame, check: Check | None = None) -> list[Observation]:
    """The figures of a table with the columns of a file. Raises InputError with every fault; see `read`."""
    problems = Problems("cannot read the observations")
    readable: list[Observation] = []
    broken: list[Observation] = []
    names = [str(name) for name in data.columns]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise InputError(f"the table of observations lacks the columns {', '.join(missing)}")
    found = []
    for place, cells in enumerate(data.astype(object).itertuples(index=False, name=None)):
        texts = {name: _text(cell) for name, cell in zip(names, cells, strict=True)}
        found.append(_sorted(Row(f"row {place}", texts, problems), readable, broken))
    if problems.found and check is not None:
        check(problems, readable, broken)
    problems.raise_if_any()
    if not found:
        raise InputError("the table of observations has no row")
    return found


def write(path: str | Path, rows: Iterable[Observation]) -> Path:
    """Write figures as a CSV file that `read` reads."""
    content = as_csv(rows).encode("utf-8")
    return write_whole(path, lambda stream: stream.write(content))


def as_csv(rows: Iterable[Observation]) -> str:
    """The text of a CSV file with the figures, in an order of their own."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(WRITTEN)
    for one in sorted(rows, key=Observation.order):
        error = "" if one.error is None else repr(one.error)
        dated = one.dated or one.published.isoformat()
        writer.writerow(
            (one.country, one.series, one.unit, one.span.text, one.text, error, one.source, dated)
        )
    return text.getvalue()


def _sorted(row: Row, readable: list[Observation], broken: list[Observation]) -> Observation:
    """The figure of a row, put into the list it belongs to."""
    before = len(row.problems.found)
    found = _observation(row)
    (readable if len(row.problems.found) == before else broken).append(found)
    return found


def _observation(row: Row) -> Observation:
    cells = row.texts("series", "unit", "source")
    row.number("value")
    error = row.number("standard_error", optional=True) if "standard_error" in row.cells else math.nan
    if error < 0.0:
        row.fault(f"standard_error {row.cells['standard_error'].strip()!r} is below zero")
    return Observation(
        country=_country(row.cells.get("country", "").strip(), cells["series"]),
        series=cells["series"],
        unit=cells["unit"],
        span=_read(row, "period", span, _NOWHERE),
        text=row.cells["value"].strip(),
        source=cells["source"],
        published=_read(row, "published", publication, date(1, 1, 1)),
        error=None if math.isnan(error) else error,
        at=row.at,
        dated=row.cells["published"].strip(),
    )


def _read(row: Row, column: str, reader: Any, otherwise: Any) -> Any:
    """The cell as `reader` reads it; a fault of the row and `otherwise` where it cannot."""
    try:
        return reader(row.cells[column])
    except InputError as error:
        row.fault(f"{column} {error}")
        return otherwise


def _country(given: str, series: str) -> str:
    if given:
        return given
    known = rules()
    return next((country for country in COUNTRIES if (country, series) in known), COUNTRIES[0])


def _text(cell: object) -> str:
    """A cell of a table as a file would have it; what is missing is empty."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.12g}"
    return "" if cell is None else str(cell)
