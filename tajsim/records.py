"""CSV files read row by row: every fault of every file at once, each with its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.errors import FileFormatError, Problems, nearest
from tajsim.store import read_text

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_PERIODS = (
    ("A", re.compile(r"(\d{4})")),
    ("Q", re.compile(r"(\d{4})Q[1-4]")),
    ("M", re.compile(r"(\d{4})-(?:0[1-9]|1[0-2])")),
    ("part", re.compile(r"(\d{4})-(?:H[12]|(?:[1-9]|1[01])M)")),
    ("part", re.compile(r"(?:\d{4})-(\d{4})")),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD_FORMS = "2015, 2015Q1, 2015-01, 2015-H1, 2015-9M, 2010-2012 or 2015-01-31"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, which notes its faults with the place it stands at."""

    at: str
    cells: Mapping[str, str]
    problems: Problems

    def fault(self, text: str) -> None:
        """Note a fault of this row."""
        self.problems.add(f"{self.at}: {text}")

    def text(self, column: str) -> str:
        """The cell, stripped; an empty one is a fault."""
        if not self.cells[column].strip():
            self.fault(f"{column} is empty")
        return self.cells[column].strip()

    def texts(self, *columns: str) -> dict[str, Any]:
        """Several cells by column."""
        return {column: self.text(column) for column in columns}

    def number(self, column: str, optional: bool = False) -> float:
        """The cell as a finite float; nan for an empty one that is `optional`."""
        text = self.cells[column].strip()
        if optional and not text:
            return math.nan
        # float() alone would take nan, inf and 1_000
        value = float(text) if _NUMBER.fullmatch(text) else math.inf
        if not math.isfinite(value):
            self.fault(f"{column} {text!r} is not a number")
        return value + 0.0  # -0.0 is 0.0

    def flag(self, column: str) -> bool:
        """The cell as true or false."""
        text = self.cells[column].strip()
        if text not in ("true", "false"):
            self.fault(f"{column} {text!r} is not true or false")
        return text == "true"

    def dated(self, column: str) -> dict[str, Any]:
        """The year and frequency of the period in `column`; of a span of years, the last year."""
        text = self.cells[column].strip()
        for frequency, form in _PERIODS:
            # the second test refuses a span of years that runs backwards
            if (match := form.fullmatch(text)) is not None and match[1] >= text[:4]:
                return {"year": int(match[1]), "frequency": frequency}
        try:
            if _DAY.fullmatch(text):
                return {"year": date.fromisoformat(text).year, "frequency": "day"}
        except ValueError:  # a day that does not exist
            pass
        self.fault(f"{column} {text!r} is not a period; write {_PERIOD_FORMS}")
        return {"year": 0, "frequency": ""}


def load(
    paths: Sequence[Path],
    columns: Sequence[str],
    parse: Callable[[Row], dict[str, Any]],
    optional: Sequence[str] = (),
) -> pd.DataFrame:
    """One frame out of CSV files that have `columns`, in any order; `parse` turns a row into cells.

    A file may have the `optional` columns as well, and no others.

    Raises FileFormatError with every fault of every file: unreadable, a column missing or unknown, a row of
    another length, and what `parse` noted.
    """
    import pandas as pd

    problems = Problems("cannot read the data")
    rows = [parse(row) for path in paths for row in _rows(path, columns, optional, problems)]
    problems.raise_if_any(FileFormatError)
    return pd.DataFrame(rows)


def _rows(path: Path, columns: Sequence[str], optional: Sequence[str], problems: Problems) -> Iterator[Row]:
    """The rows of a CSV file; what is wrong with its form goes to `problems`."""
    try:
        text = read_text(path)
    except FileFormatError as error:
        problems.add(error.heading)
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        faults = [f"the column {name!r} is missing" for name in columns if name not in header]
        known = [*columns, *optional]
        faults += [f"unknown column {name!r}; {nearest(name, known)}" for name in header if name not in known]
        if not faults and len(header) != len(set(header)):
            faults.append("a column occurs twice")
        for fault in faults:
            problems.add(f"{path} line 1: {fault}")
        if faults:
            return
        line = reader.line_num + 1
        for cells in reader:
            row = Row(f"{path} line {line}", dict(zip(header, cells, strict=False)), problems)
            line = reader.line_num + 1
            if len(cells) == len(header):
                yield row
            elif cells:
                row.fault(f"{len(cells)} cells where the header has {len(header)}")
        if line == 2:
            problems.add(f"{path} line 2: no row after the header")
    except csv.Error as error:
        problems.add(f"{path} line {reader.line_num}: not valid CSV ({error})")
