"""Outlooks: driver paths and baseline targets by quarter, read from a data file of annual figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.interpolate import smooth, year_ends
from tajsim.drivers.stochastic import SERIES, DriverModel, estimate
from tajsim.errors import FileFormatError, Problems, nearest, quoted, unknown_name
from tajsim.frozen import FrozenMap
from tajsim.kinds import is_finite_number
from tajsim.store import as_path, data_path, read_toml

TARGETS = {
    "gdp_growth": (-50.0, 50.0),
    "inflation": (-20.0, 500.0),
    "tjs_per_usd": (0.1, 10_000.0),
    "remittances_growth": (-90.0, 300.0),
    "current_account_gdp": (-50.0, 50.0),
}
"""What a baseline can be made to follow, with the range of its annual figures."""
HORIZON = 40  # years over which paths are laid out, whatever part of them is used
OUTLOOKS = ("baseline", "none")
FORECAST = SERIES
"""The drivers whose path an outlook may leave to the driver model."""
_KINDS = ("mean", "constant", "end", "forecast")
_HEAD = ("title", "narrative")
_KEYS = ("annual", "start", "values", "source", "unit")


@dataclass(frozen=True)
class Annual:
    """Annual figures of one series. kind: mean of the quarters, constant within the year, end of year, or
    forecast: no figures, the expected path of the driver model."""

    values: Mapping[int, float]
    source: str
    kind: str = "constant"
    start: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", FrozenMap(self.values))

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

    def __post_init__(self) -> None:
        object.__setattr__(self, "drivers", FrozenMap(self.drivers))
        object.__setattr__(self, "targets", FrozenMap(self.targets))

    def driver_paths(
        self, years: range, starts: Mapping[str, float], model: DriverModel | None = None
    ) -> dict[str, NDArray[np.float64]]:
        """Every driver by quarter over `years`; `starts`: means of the year before.

        A forecast is the expected path of `model`, by default the one estimated on the years before `years`.
        Paths are laid out over a fixed number of years, so that a quarter's value does not depend on `years`.
        """
        paths = {}
        left = [name for name, annual in self.drivers.items() if annual.kind == "forecast"]
        if left:
            expected = (model or estimate(years.start - 1)).expected(starts, 4 * len(years))
            paths = {name: expected[name] for name in left}
        for driver in DRIVERS:
            annual = self.drivers[driver.name]
            if driver.name in left:
                continue
            values = annual.through(years.start, years.start + HORIZON - 1)
            if annual.kind == "constant":
                path = np.repeat(np.asarray(values, dtype=np.float64), 4)
            elif annual.kind == "end":
                path = year_ends(annual.start or 0.0, values, geometric=False)
            else:
                start = starts[driver.name]
                path = smooth([start, start], values, [0.25] * 4)
            paths[driver.name] = path[: 4 * len(years)]
        return paths


def outlook(name: str) -> Outlook:
    """The outlook `baseline` (published) or `none` (the model's own projection). Raises UnknownNameError."""
    if name not in OUTLOOKS:
        raise unknown_name("outlook", name, OUTLOOKS)
    return read_outlook(data_path("outlooks", f"{name}.toml"))


def read_outlook(path: str | Path) -> Outlook:
    """Read an outlook file. Raises FileFormatError with every fault: names, years, numbers, sources."""
    place = as_path(path)
    content = read_toml(place)
    problems = Problems(f"cannot read {place}")
    for key in sorted(content.keys() - {*_HEAD, "drivers", "targets"}):
        problems.add(f"unknown key {quoted(key)}; {nearest(key, (*_HEAD, 'drivers', 'targets'))}")
    for key in _HEAD:
        if not isinstance(content.get(key), str) or not content[key].strip():
            problems.add(f"{key} is missing or not text")
    ranges = {driver.name: (driver.low, driver.high) for driver in DRIVERS}
    drivers = _series(content.get("drivers", {}), "driver", ranges, problems)
    targets = _series(content.get("targets", {}), "target", TARGETS, problems)
    for name in ranges:
        if not isinstance(content.get("drivers", {}), dict) or name not in content.get("drivers", {}):
            problems.add(f"driver {quoted(name)} is missing")
    problems.raise_if_any(FileFormatError)
    return Outlook(place.stem, content["title"], content["narrative"], drivers, targets)


def _series(
    tables: Any, kind: str, ranges: Mapping[str, tuple[float, float]], problems: Problems
) -> dict[str, Annual]:
    if not isinstance(tables, dict):
        problems.add(f"[{kind}s] must be a table")
        return {}
    found: dict[str, Annual] = {}
    for name, table in tables.items():
        if name not in ranges:
            problems.add(f"unknown {kind} {quoted(name)}; {nearest(name, ranges)}")
            continue
        what = f"{kind} {quoted(name)}"
        if isinstance(table, dict) and table.get("annual") == "forecast":
            if kind != "driver" or name not in FORECAST:
                problems.add(f"{what} has no forecast; the driver model has {', '.join(FORECAST)}")
            for key in ("start", "unit", "values"):
                if key in table and table[key] != {}:
                    problems.add(f"{what} is left to the driver model: {key} would not be used")
            table = table | {"values": {}}
        elif not isinstance(table, dict) or not isinstance(table.get("values"), dict) or not table["values"]:
            problems.add(f"{what} needs values = {{ 2025 = ... }}")
            continue
        for key in sorted(table.keys() - set(_KEYS)):
            problems.add(f"{what}: unknown key {quoted(key)}; {nearest(key, _KEYS)}")
        way, start, source = table.get("annual", "constant"), table.get("start"), table.get("source", "")
        if way not in _KINDS:
            problems.add(f"{what}: annual is {quoted(way)}; {nearest(str(way), _KINDS)}")
        if way == "end" and start is None:
            problems.add(f"{what}: figures of the end of a year need a start")
        if start is not None and not is_finite_number(start):
            problems.add(f"{what}: start is {quoted(start)}, not a finite number")
        elif start is not None:
            start = float(start) + 0.0  # -0.0 is 0.0
        if not isinstance(source, str) or not source.strip():
            problems.add(f"{what} has no source")
        values = _values(what, table["values"], ranges[name], problems)
        if values or way == "forecast":
            found[name] = Annual(values, source, way, start)
    return found


def _values(
    what: str, table: Mapping[str, Any], allowed: tuple[float, float], problems: Problems
) -> dict[int, float]:
    values: dict[int, float] = {}
    low, high = allowed
    for year, value in table.items():
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            problems.add(f"{what}: {quoted(year)} is not a year")
        elif not is_finite_number(value):
            problems.add(f"{what} in {year}: {quoted(value)} is not a finite number")
        elif not low <= value <= high:
            problems.add(f"{what} in {year}: {quoted(value)} is outside {low:g} to {high:g}")
        else:
            values[int(year)] = float(value) + 0.0  # -0.0 is 0.0
    return values
