"""Outlooks: driver paths and baseline targets by quarter, read from a data file of annual figures."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.declared import DRIVERS, OBSERVABLE, OBSERVABLE_NAMES
from tajsim.drivers.interpolate import smooth, year_ends
from tajsim.drivers.stochastic import SERIES, DriverModel, estimate
from tajsim.errors import FileFormatError, InputError, Problems, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.kinds import is_finite_number
from tajsim.store import Shipped, as_path, has_suffix, parse_toml, read_toml, stem_of, toml_text

TARGETS = {
    "gdp_growth": (-50.0, 50.0),
    "inflation": (-20.0, 500.0),
    "tjs_per_usd": (0.1, 10_000.0),
    "remittances_growth": (-90.0, 300.0),
    "current_account_gdp": (-50.0, 50.0),
    "tax_revenue_gdp": (0.5, 90.0),
    "budget_balance_gdp": (-50.0, 50.0),
    "npl_ratio": (0.01, 95.0),
}
"""What a baseline can be made to follow, with the range of its annual figures."""
HORIZON = 40  # years over which paths are laid out, whatever part of them is used
OUTLOOKS = ("baseline", "none")
SHIPPED = Shipped("outlook", "outlooks")
FORECAST = SERIES
"""The drivers whose path an outlook may leave to the driver model."""
_KINDS = ("mean", "constant", "end", "forecast")
_HEAD = ("title", "narrative")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_OWN = ("extends", "drop")
_ROUND = "round"
_JUDGEMENT = "judgement"  # how the source of a figure begins that nobody published
_SECTIONS = ("drivers", "targets")
_KEYS = ("annual", "start", "values", "known", "source", "unit", "earlier", "by", "published")
_ANY = (-1e15, 1e15)  # the range of a figure of an output


@dataclass(frozen=True)
class Annual:
    """Annual figures of one series. kind: mean of the quarters, constant within the year, end of year, or
    forecast: no figures, the expected path of the driver model. start: what the ends of years are counted
    from, the end of the base year. earlier: the first figure is that of every year before as well. by: the
    add-factor that meets the figures of an output, for those without a path. published: the months in which
    the figures were, as "2025-09". known: the figures of a target where a parameter set knows quarters since
    its base year, in place of `values`; without any it is no target there."""

    values: Mapping[int, float]
    source: str
    kind: str = "constant"
    start: float | None = None
    earlier: bool = False
    by: str = ""
    published: tuple[str, ...] = ()
    known: Mapping[int, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", FrozenMap(self.values))
        if self.known is not None:
            object.__setattr__(self, "known", FrozenMap(self.known))

    def through(self, first: int, last: int) -> list[float]:
        """The figures of every year from `first` to `last`; the last one known holds.

        Raises InputError for a year before the first figure, unless that one is of earlier years as well.
        """
        known = sorted(self.values)
        if self.begins_after(first):
            raise InputError(f"annual figures begin in {known[0]}; there is none for {first}")
        latest = [max((y for y in known if y <= year), default=known[0]) for year in range(first, last + 1)]
        return [self.values[year] for year in latest]

    def begins_after(self, year: int) -> bool:
        """Whether there is no figure for `year` because the first one is later."""
        return bool(self.values) and not self.earlier and year < min(self.values)


@dataclass(frozen=True)
class Outlook:
    """A named outlook: annual driver paths and, unless it is the model's own projection, targets.

    round: the first and the last month in which the targets may have been published, so that they are of one
    forecasting round; empty where the outlook does not say.
    """

    name: str
    title: str
    narrative: str
    drivers: Mapping[str, Annual]
    targets: Mapping[str, Annual]
    round: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "drivers", FrozenMap(self.drivers))
        object.__setattr__(self, "targets", FrozenMap(self.targets))

    @property
    def forecasts(self) -> tuple[str, ...]:
        """The drivers that are left to the driver model."""
        return tuple(name for name, annual in self.drivers.items() if annual.kind == "forecast")

    def held(self, since: int | None) -> Outlook:
        """The outlook as a parameter set follows it: one that knows all quarters before the year `since`, or,
        for None, none since its base year.

        Figures before `since` are not used. Raises InputError naming every series that begins later.
        """
        if since is None:
            return replace(self, targets={n: t for n, t in self.targets.items() if t.values})
        now = {n: t if t.known is None else replace(t, values=t.known) for n, t in self.targets.items()}
        found = replace(self, targets={name: target for name, target in now.items() if target.values})
        found._check_begin(since)
        return replace(
            found,
            drivers={name: replace(driver, earlier=True) for name, driver in found.drivers.items()},
            targets={name: replace(target, earlier=True) for name, target in found.targets.items()},
        )

    def driver_paths(
        self,
        years: range,
        starts: Mapping[str, float],
        model: DriverModel | None = None,
        gone: int = 0,
    ) -> dict[str, NDArray[np.float64]]:
        """Every driver by quarter over `years`; `starts`: means of the four quarters before.

        An observable driver is among them where the outlook has it, nan in years without a figure of it.

        gone: quarters of the first year that are past, 0 to 3. They are left out, and the mean of the year is
        that of the quarters left. A forecast is the expected path of `model`, by default the one estimated on
        the years before `years`. Paths are laid out over a fixed number of years, so that a quarter's value
        does not depend on `years`. Raises InputError naming every series, targets included, that begins later
        than `years`.
        """
        self._check_begin(years.start)
        count = 4 * len(years) - gone
        paths = {}
        left = self.forecasts
        if left:
            expected = (model or estimate(years.start - 1, since=gone)).expected(starts, count)
            paths = {name: expected[name] for name in left}
        for driver in DRIVERS:
            annual = self.drivers[driver.name]
            if driver.name in left:
                continue
            values = annual.through(years.start, years.start + HORIZON - 1)
            if annual.kind == "constant":
                path = np.repeat(np.asarray(values, dtype=np.float64), 4)[gone:]
            elif annual.kind == "end":
                path = self._from_base(annual, values, years.start, gone)
            else:
                start = starts[driver.name]
                values[0] *= 1.0 - 0.25 * gone  # weights are quarters, of which some are past
                path = smooth([start, start], values, [0.25] * 4, gone)
            paths[driver.name] = path[:count]
        for name in (driver.name for driver in OBSERVABLE if driver.name in self.drivers):
            figures = [self.drivers[name].values.get(year, np.nan) for year in years]
            paths[name] = np.repeat(np.asarray(figures, dtype=np.float64), 4)[gone:]
        return paths

    @staticmethod
    def _from_base(annual: Annual, values: list[float], first: int, gone: int) -> NDArray[np.float64]:
        """Ends of years as quarters, counted from `start` at the end of the base year.

        The base year may end after `start` was: what had been reached by then is no longer to come.
        """
        start = annual.start or 0.0
        before = annual.through(first - 1, first - 1)[0] if first > min(annual.values) else start
        path = year_ends(before, values, geometric=False)
        reached = path[gone - 1] if gone else before
        return path[gone:] if reached == start else path[gone:] - (reached - start)

    def _check_begin(self, year: int) -> None:
        problems = Problems(
            f"the outlook {self.name!r} has no figures for {year}, the first year of the run; take a "
            "parameter set of a later date, or baseline='none'"
        )
        for kind, series in (("driver", self.drivers), ("target", self.targets)):
            for name, annual in series.items():
                if annual.begins_after(year) and not annual.by and name not in OBSERVABLE_NAMES:
                    problems.add(f"{kind} {name!r} begins in {min(annual.values)}")
        problems.raise_if_any()


def outlook(name: str) -> Outlook:
    """The outlook `baseline` (published) or `none` (the model's own projection). Raises UnknownNameError."""
    return _shipped(SHIPPED.path(name), SHIPPED.dated())


@lru_cache(maxsize=8)
def _shipped(path: Path, dated: tuple[tuple[Path, int, int], ...]) -> Outlook:  # noqa: ARG001
    """A shipped outlook, kept as long as the files beside it stay as they are."""
    return read_outlook(path)


def read_outlook(path: str | Path) -> Outlook:
    """Read an outlook file. Raises FileFormatError with every fault: names, years, numbers, sources.

    A file has a title, a narrative and tables [drivers.NAME] and [targets.NAME], each with values by year,
    a source and, if wanted, annual ("mean", "constant", "end" or "forecast"), unit and published, the
    months of publication, which must lie in the round of the outlook where it has one, round = ["2025-08",
    "2025-12"], unless their source begins with "judgement". With extends = "baseline" or "none" it takes over
    what that shipped outlook holds and the file does not, but for the targets in drop = [...].

    The drivers that the model determines itself (russia_wage, organised_recruits, deported) may be left out,
    or given for some years, each constant within the year. A target is one of `TARGETS`, or any output with
    `by`, the add-factor that meets its figures: remittances, exchange_rate, prices, demand, imports,
    outflows, stocks, taxes or spending. It may have known, the figures in place of values where the
    parameter set knows quarters since its base year, {} for none.
    """
    place = as_path(path)
    return _built(read_toml(place), stem_of(place), f"cannot read {place}")


def parse_outlook(text: str, name: str) -> Outlook:
    """The outlook called `name` in the text of its file. Raises FileFormatError with every fault."""
    heading = f"the outlook {quoted(name)}"
    return _built(parse_toml(text, heading), name, heading)


def outlook_in(path: str | Path) -> Outlook | None:
    """The outlook in the file at `path`, which is read once; None where no TOML file holds one.

    A file with drivers, targets or what only an outlook has is one, faults aside. Raises as `read_outlook`.
    """
    if not has_suffix(path, ".toml") or not os.path.isfile(path):
        return None
    place = as_path(path)
    content = read_toml(place)
    if not content.keys() & {*_SECTIONS, *_OWN}:
        return None
    return _built(content, stem_of(place), f"cannot read {place}")


def _built(content: dict[str, Any], name: str, heading: str) -> Outlook:
    problems = Problems(heading)
    content = _extended(content, problems)
    for key in sorted(content.keys() - {*_HEAD, *_SECTIONS, _ROUND}):
        problems.add(f"unknown key {quoted(key)}; {nearest(key, (*_HEAD, *_OWN, _ROUND, *_SECTIONS))}")
    for key in _HEAD:
        if not isinstance(content.get(key), str) or not content[key].strip():
            problems.add(f"{key} is missing or not text")
    ranges = {driver.name: (driver.low, driver.high) for driver in (*DRIVERS, *OBSERVABLE)}
    drivers = _series(content.get("drivers", {}), "driver", ranges, problems)
    targets = _series(content.get("targets", {}), "target", TARGETS, problems)
    for driver in DRIVERS:
        if not isinstance(content.get("drivers", {}), dict) or driver.name not in content.get("drivers", {}):
            problems.add(f"driver {quoted(driver.name)} is missing")
    period = _round(content.get(_ROUND, []), targets, problems)
    problems.raise_if_any(FileFormatError)
    return Outlook(name, content["title"], content["narrative"], drivers, targets, period)


def _round(period: Any, targets: Mapping[str, Annual], problems: Problems) -> tuple[str, ...]:
    """The round of an outlook; every target that was published outside it is a fault."""
    if period == []:
        return ()
    if not (isinstance(period, list) and len(period) == 2 and _are_months(period) and period[0] <= period[1]):
        problems.add(f'round is {quoted(period)}; it must be two months, ["2025-09", "2025-12"]')
        return ()
    first, last = period
    for name, target in targets.items():
        if not target.published and not target.source.startswith(_JUDGEMENT):
            problems.add(f"target {quoted(name)} needs published = [...], since the outlook has a round")
        for month in target.published:
            if not first <= month <= last:
                problems.add(f"target {quoted(name)} of {month} is not of the round {first} to {last}")
    return first, last


def _are_months(values: list[Any]) -> bool:
    return all(isinstance(value, str) and _MONTH.fullmatch(value) for value in values)


def _extended(content: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """The content of a file with what it takes over from the outlook that it extends."""
    rest = {key: value for key, value in content.items() if key not in _OWN}
    drop = content.get("drop", [])
    if "extends" not in content:
        if drop != []:
            problems.add("drop needs extends, the outlook whose targets are left out")
        return rest
    place = problems.attempt(lambda: SHIPPED.path(content["extends"]))
    if place is None:
        return rest
    base = read_toml(place)
    theirs = base.get("targets", {})
    if not isinstance(drop, list):
        problems.add(f"drop is {quoted(drop)}; it must be a list of targets")
        drop = []
    for name in drop:
        if not isinstance(name, str) or name not in {*theirs, *TARGETS}:
            problems.add(
                f"drop: {quoted(name)} is no target of {content['extends']!r}; {nearest(str(name), theirs)}"
            )
    kept = {"drivers": base["drivers"], "targets": {n: t for n, t in theirs.items() if n not in drop}}
    for section in _SECTIONS:
        own = rest.get(section, {})
        rest[section] = {**kept[section], **own} if isinstance(own, dict) else own
    return rest


def format_outlook(outlook: Outlook) -> str:
    """The text of a file of an outlook that extends no other; reading it gives back an equal one."""
    lines = [f"{key} = {toml_text(getattr(outlook, key))}" for key in _HEAD]
    lines += [f"{_ROUND} = {_listed(outlook.round)}"] * bool(outlook.round)
    for section in _SECTIONS:
        for name, annual in getattr(outlook, section).items():
            lines += ["", f"[{section}.{name}]"]
            if section == "drivers":
                lines.append(f"annual = {toml_text(annual.kind)}")
            if annual.start is not None:
                lines.append(f"start = {float(annual.start)!r}")
            if annual.values:
                values = ", ".join(f"{year} = {value!r}" for year, value in sorted(annual.values.items()))
                lines.append(f"values = {{ {values} }}")
            if annual.known is not None:
                values = ", ".join(f"{year} = {value!r}" for year, value in sorted(annual.known.items()))
                lines.append(f"known = {{ {values} }}")
            lines.append(f"source = {toml_text(annual.source)}")
            lines += ["earlier = true"] * annual.earlier
            lines += [f"by = {toml_text(annual.by)}"] * bool(annual.by)
            lines += [f"published = {_listed(annual.published)}"] * bool(annual.published)
    return "\n".join(lines) + "\n"


def _listed(values: Sequence[str]) -> str:
    return f"[{', '.join(toml_text(value) for value in values)}]"


def _series(
    tables: Any, kind: str, ranges: Mapping[str, tuple[float, float]], problems: Problems
) -> dict[str, Annual]:
    if not isinstance(tables, dict):
        problems.add(f"[{kind}s] must be a table")
        return {}
    found: dict[str, Annual] = {}
    for name, table in tables.items():
        by = table.get("by", "") if isinstance(table, dict) else ""
        if name not in ranges and not (by and kind == "target"):
            hint = "; any other output needs by, the add-factor that meets it" * (kind == "target")
            problems.add(f"unknown {kind} {quoted(name)}; {nearest(name, ranges)}{hint}")
            continue
        what = f"{kind} {quoted(name)}"
        if not isinstance(by, str):
            problems.add(f"{what}: by is {quoted(by)}; it must be the name of an add-factor")
        if by and name in ranges:
            problems.add(f"{what} is met without by")
        if isinstance(table, dict) and table.get("annual") == "forecast":
            if kind != "driver" or name not in FORECAST:
                problems.add(f"{what} has no forecast; the driver model has {', '.join(FORECAST)}")
            for key in ("start", "unit", "values"):
                if key in table and table[key] != {}:
                    problems.add(f"{what} is left to the driver model: {key} would not be used")
            table = table | {"values": {}}
        elif not isinstance(table, dict) or not _has_figures(table, kind):
            problems.add(f"{what} needs values = {{ 2025 = ... }}")
            continue
        for key in sorted(table.keys() - set(_KEYS)):
            problems.add(f"{what}: unknown key {quoted(key)}; {nearest(key, _KEYS)}")
        way, start, source = table.get("annual", "constant"), table.get("start"), table.get("source", "")
        if way not in _KINDS:
            problems.add(f"{what}: annual is {quoted(way)}; {nearest(str(way), _KINDS)}")
        if kind == "driver" and name in OBSERVABLE_NAMES and way in ("mean", "end"):
            problems.add(f"{what}: annual is {quoted(way)}; a driver that the model has too is constant")
        elif way == "end" and start is None:
            problems.add(f"{what}: figures of the end of a year need a start")
        if start is not None and not is_finite_number(start):
            problems.add(f"{what}: start is {quoted(start)}, not a finite number")
        elif start is not None:
            start = float(start) + 0.0  # -0.0 is 0.0
        if not isinstance(source, str) or not source.strip():
            problems.add(f"{what} has no source")
        earlier = table.get("earlier", False)
        if not isinstance(earlier, bool):
            problems.add(f"{what}: earlier is {quoted(earlier)}; it must be true or false")
        published = table.get("published", [])
        if not isinstance(published, list) or not _are_months(published):
            problems.add(f'{what}: published is {quoted(published)}; it must be months, ["2025-09"]')
            published = []
        allowed = ranges.get(name, _ANY)
        values = _values(what, table.get("values", {}), allowed, problems)
        known = _known(what, table, kind, allowed, problems)
        if values or known or way == "forecast":
            found[name] = Annual(values, source, way, start, earlier is True, by, tuple(published), known)
    return found


def _has_figures(table: Mapping[str, Any], kind: str) -> bool:
    """Whether a series has figures: its own, or, of a target, those where quarters are known."""
    figures = table.get("values") or (table.get("known") if kind == "target" else None)
    return isinstance(figures, dict) and bool(figures)


def _known(
    what: str, table: Mapping[str, Any], kind: str, allowed: tuple[float, float], problems: Problems
) -> dict[int, float] | None:
    """The figures of a target where quarters are known; None where it does not say."""
    if "known" not in table:
        return None
    if kind != "target":
        problems.add(f"{what}: known is of targets alone; a driver takes its own path in quarters known")
    elif not isinstance(table["known"], dict):
        problems.add(f"{what}: known is {quoted(table['known'])}; it must be {{ 2026 = ... }}, or {{}}")
    else:
        return _values(f"{what}, known", table["known"], allowed, problems)
    return None


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
