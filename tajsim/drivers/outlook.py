"""Outlooks: driver paths and baseline targets by quarter, read from a data file of annual figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.interpolate import smooth, year_ends
from tajsim.errors import FileFormatError, Problems, nearest, unknown_name
from tajsim.store import data_path, read_toml

TARGETS = ("gdp_growth", "inflation", "tjs_per_usd", "remittances_growth", "current_account_gdp")
OUTLOOKS = ("baseline", "none")
_KINDS = ("mean", "constant", "end")


@dataclass(frozen=True)
class Annual:
    """Annual figures of one series. kind: mean of the quarters, constant within the year, or end of year."""

    values: Mapping[int, float]
    source: str
    kind: str = "constant"
    start: float | None = None

    def through(self, first: int, last: int) -> list[float]:
        """The figures of every year from `first` to `last`; the last one known holds."""
        known = sorted(self.values)
        latest = [max((y for y in known if y <= year), default=known[0]) for year in range(first, last + 1)]
        return [self.values[year] for year in latest]


@dataclass(frozen=True)
class Outlook:
    """A named outlook: annual driver paths and, unless it is the model's own projection, targets."""

    name: str
    title: str
    narrative: str
    drivers: Mapping[str, Annual]
    targets: Mapping[str, Annual]

    def driver_paths(self, years: range, starts: Mapping[str, float]) -> dict[str, NDArray[np.float64]]:
        """Every driver by quarter over `years`; `starts`: levels of the quarter before, for means."""
        paths = {}
        for driver in DRIVERS:
            annual = self.drivers[driver.name]
            values = annual.through(years.start, years.stop - 1)
            if annual.kind == "constant":
                paths[driver.name] = np.repeat(np.asarray(values, dtype=np.float64), 4)
            elif annual.kind == "end":
                paths[driver.name] = year_ends(annual.start or 0.0, values, geometric=False)
            else:
                start = starts[driver.name]
                paths[driver.name] = smooth([start, start], values, [0.25] * 4)
        return paths


def outlook(name: str) -> Outlook:
    """The outlook `baseline` (published) or `none` (the model's own projection). Raises UnknownNameError."""
    if name not in OUTLOOKS:
        raise unknown_name("outlook", name, OUTLOOKS)
    return read_outlook(data_path("outlooks", f"{name}.toml"))


def read_outlook(path: str | Path) -> Outlook:
    """Read an outlook file. Raises FileFormatError with every fault: names, years, numbers, sources."""
    content = read_toml(path)
    problems = Problems(f"cannot read {path}")
    for key in content.keys() - {"title", "narrative", "drivers", "targets"}:
        problems.add(f"unknown key {key!r}; {nearest(key, ('title', 'narrative', 'drivers', 'targets'))}")
    names = tuple(driver.name for driver in DRIVERS)
    drivers = _series(content.get("drivers", {}), "driver", names, problems)
    targets = _series(content.get("targets", {}), "target", TARGETS, problems)
    for name in names:
        if name not in content.get("drivers", {}):
            problems.add(f"driver {name!r} is missing")
    problems.raise_if_any(FileFormatError)
    return Outlook(
        name=Path(path).stem,
        title=str(content.get("title", "")),
        narrative=str(content.get("narrative", "")),
        drivers=drivers,
        targets=targets,
    )


def _series(tables: Any, kind: str, names: tuple[str, ...], problems: Problems) -> dict[str, Annual]:
    found: dict[str, Annual] = {}
    if not isinstance(tables, dict):
        problems.add(f"[{kind}s] must be a table")
        return found
    for name, table in tables.items():
        if name not in names:
            problems.add(f"unknown {kind} {name!r}; {nearest(name, names)}")
            continue
        if not isinstance(table, dict) or not isinstance(table.get("values"), dict) or not table["values"]:
            problems.add(f"{kind} {name!r} needs values = {{ 2025 = ... }}")
            continue
        values: dict[int, float] = {}
        for year, value in table["values"].items():
            if not (year.isdigit() and len(year) == 4):
                problems.add(f"{kind} {name!r}: {year!r} is not a year")
            elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                problems.add(f"{kind} {name!r} in {year}: {value!r} is not a finite number")
            else:
                values[int(year)] = float(value)
        way = table.get("annual", "constant")
        if way not in _KINDS:
            problems.add(f"{kind} {name!r}: annual is {way!r}; {nearest(str(way), _KINDS)}")
        if not str(table.get("source", "")).strip():
            problems.add(f"{kind} {name!r} has no source")
        if values:
            found[name] = Annual(values, str(table.get("source", "")), way, table.get("start"))
    return found
