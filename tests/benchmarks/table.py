"""The table of measurements: its rows, how they are timed, and what is asked of some of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tajsim.store import write_whole

if TYPE_CHECKING:
    import pandas as pd

QUARTERS = 24  # of every run here: 2025 to 2030


@dataclass(frozen=True)
class Row:
    """One measurement; what does not apply is None or empty.

    scenarios: simulated ones, the baseline among them. backend: what computes, a peer with its version.
    median, low, high: over rounds, in `unit`. ns_a_draw_quarter: the median a draw, scenario and quarter.
    ratio_to_c: to the same work in C. ratio_to_peers: of the fastest step of tajsim to that of the peer in
    the row. ratio, against: to another measurement. Ratios are medians of those within rounds.
    """

    what: str
    median: float
    unit: str
    low: float | None = None
    high: float | None = None
    draws: int | None = None
    scenarios: int | None = None
    outputs: int | None = None
    backend: str = ""
    processes: int | None = None
    ns_a_draw_quarter: float | None = None
    ratio_to_c: float | None = None
    ratio_to_peers: float | None = None
    ratio: float | None = None
    against: str = ""


COLUMNS = (
    "what", "draws", "scenarios", "outputs", "backend", "processes", "median", "low", "high", "unit",
    "ns_a_draw_quarter", "ratio_to_c", "ratio_to_peers", "ratio", "against",
)  # fmt: skip
WHOLE = dict.fromkeys(("draws", "scenarios", "outputs", "processes"), "Int64")
assert set(COLUMNS) == {field.name for field in fields(Row)}


class Bar(NamedTuple):
    """What is asked of a row: `column` at most, or at least, `limit`.

    what, ends: how the row's name begins and ends. unit: of the row, if it matters.
    """

    what: str
    column: str
    limit: float
    at_least: bool = False
    ends: str = ""
    unit: str = ""
    fastest_only: bool = False

    def meant(self, row: Row) -> bool:
        """Whether it is asked of this row."""
        named = row.what.startswith(self.what) and row.what.endswith(self.ends)
        asked = not self.fastest_only or row.backend in ("compiled", "auto")
        asked = asked and self.unit in ("", row.unit)
        return named and asked and getattr(row, self.column) is not None

    def met(self, row: Row) -> bool:
        """Whether the row is as is asked."""
        found = getattr(row, self.column)
        return bool(found >= self.limit if self.at_least else found <= self.limit)


WHOLE_RUN = "16 scenarios, sampling and quantile tables"
STEP = "model step alone"  # as runs take it: whole paths of a block that is drawn and planned
BY_QUARTER = "model step, a quarter at a time"  # as runs take it where an output is on a path
SMALL_RUN, SINGLE_PATH = "200 draws of one scenario", "single path of one scenario"
TWO_PROCESSES = "two processes against one"
BARS = (
    Bar("tajsim run", "ratio", 3.0, ends="tajsim run", unit="s"),
    Bar(WHOLE_RUN, "ratio_to_c", 1.25, fastest_only=True),
    Bar(STEP, "ratio_to_c", 1.0 / 0.75, fastest_only=True),
    Bar(SMALL_RUN, "median", 0.060, fastest_only=True),
    Bar(SINGLE_PATH, "median", 0.015),
    Bar(TWO_PROCESSES, "ratio", 1.8, at_least=True),
    Bar("four Dask workers against two processes", "median", 1.15, ends=", time"),
    Bar("1e+08 draw-quarters", "median", 300.0, ends="sent to the caller"),
    Bar("1e+09 draw-quarters", "median", float("inf"), ends="time"),
    Bar("1e+09 draw-quarters", "median", float("inf"), ends="memory of the caller"),
)


class Work(NamedTuple):
    """Something to time, and what the row says of it."""

    do: Callable[[], object]
    row: Row
    wall: bool = False  # on the clock, because several processes share it; else in processor time
    compared: str = ""  # the work whose time it is divided by
    column: str = ""  # where the ratio goes


def work(
    what: str, do: Callable[[], object], *, wall: bool = False, against: tuple[str, str] = ("", ""),
    **said: object,
) -> Work:  # fmt: skip
    """A work without times yet. against: the name of another work, and the column of the ratio to it."""
    unit = "s" if wall else "s of processor time"
    return Work(do, Row(what, 0.0, unit, **said), wall, *against)  # type: ignore[arg-type]


def measured(works: Mapping[str, Work], rounds: int) -> list[Row]:
    """Time each work once a round, in turns, so that what else the machine does falls on all alike.

    A round before, in which caches are filled, is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, one in works.items():
            clock = time.perf_counter if one.wall else time.process_time
            start = clock()
            one.do()
            if turn:
                taken[name].append(clock() - start)
    return [_timed(one, taken[name], taken.get(one.compared, [])) for name, one in works.items()]


def _timed(one: Work, seconds: Sequence[float], others: Sequence[float]) -> Row:
    middle = statistics.median(seconds)
    said = asdict(one.row) | {"median": middle, "low": min(seconds), "high": max(seconds)}
    if one.row.draws and one.row.scenarios:
        said["ns_a_draw_quarter"] = middle / (one.row.draws * one.row.scenarios * QUARTERS) * 1e9
    if others:
        said[one.column] = statistics.median(a / b for a, b in zip(seconds, others, strict=True))
    return Row(**said)


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """The rows as a tidy table."""
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in rows])[list(COLUMNS)].astype(WHOLE)


def write(table: pd.DataFrame, path: Path) -> None:
    """The table as CSV, numbers to four digits."""
    text = table.to_csv(index=False, float_format="%.4g", lineterminator="\n")
    write_whole(path, lambda stream: stream.write(text.encode()))


def read(path: Path) -> pd.DataFrame:
    """A table that was written."""
    import pandas as pd

    empty = {"backend": "", "against": ""}
    return pd.read_csv(path, dtype=WHOLE | dict.fromkeys(empty, "str")).fillna(empty)
