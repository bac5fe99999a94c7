"""The shipped record of the backtest with partial knowledge: every case, so that scores are counted anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.errors import nearest
from tajsim.evidence.partial.answer import PartialBacktest
from tajsim.evidence.partial.case import COLUMNS, NUMBERS, STAGES, Case
from tajsim.evidence.variables import VARIABLES
from tajsim.records import Row, load
from tajsim.store import data_path

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 6
KNOWN = {"variable": VARIABLES, "stage": STAGES}
YEARS = ("year", "target")


def partial_record_path() -> Path:
    """Where the shipped record is."""
    return data_path("evidence", "partial.csv")


def recorded_partial(path: Path | None = None) -> PartialBacktest:
    """The backtest in a record, the shipped one by default. Raises FileFormatError with every fault in it."""
    rows = load([path or partial_record_path()], COLUMNS, _parsed)
    return PartialBacktest(tuple(rows["case"]))


def record_frame(found: PartialBacktest) -> pd.DataFrame:
    """The record: one row a case, figures to six digits."""
    frame = found.table()
    for name in NUMBERS:
        frame[name] = [float(f"{value:.{DIGITS}g}") for value in frame[name]]
    frame["own"] = frame["own"].map({True: "true", False: "false"})
    return frame


def _parsed(row: Row) -> dict[str, Any]:
    before = len(row.problems.found)
    values = row.texts(*KNOWN)
    for name, known in KNOWN.items():
        if values[name] not in known:
            row.fault(f"unknown {name} {values[name]!r}; {nearest(values[name], tuple(known))}")
    values |= {name: row.number(name) for name in (*NUMBERS, "figures")}
    values |= {name: row.dated(name)["year"] for name in YEARS}
    values["own"] = row.flag("own")
    if len(row.problems.found) > before:
        return {"case": None}
    return {"case": Case(**values | {"figures": int(values["figures"])})}
