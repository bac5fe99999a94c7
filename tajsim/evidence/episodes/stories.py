"""The stories of the episodes: what happened, when, and what had been published beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, Problems, nearest
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.evidence.variables import POVERTY, VARIABLES
from tajsim.labels import repeated
from tajsim.observed import sources
from tajsim.past.drivers import LAST
from tajsim.store import as_path, data_path, read_toml

STORY = {"name": str, "title": str, "first": int, "last": int, "narrative": str, "sources": list}
FORECAST = {"variable": str, "year": int, "source": str, "by": str}
_KINDS = {str: "a text", int: "a whole number", list: "a list"}


@dataclass(frozen=True)
class Published:
    """A forecast published at the time. stated: growth of output, or of anything else the change from the
    year before, percent; source: id of `tajsim.sources()`; by: who and when."""

    variable: str
    year: int
    stated: float
    source: str
    by: str


@dataclass(frozen=True)
class Story:
    """One episode as it is described. first, last: its years; sources: ids of `tajsim.sources()`."""

    name: str
    title: str
    first: int
    last: int
    narrative: str
    sources: tuple[str, ...]
    forecasts: tuple[Published, ...]


def stories(path: str | Path | None = None) -> tuple[Story, ...]:
    """The stories in a file (default: the shipped ones), in its order.

    Raises FileFormatError with every fault: a missing or unknown key, a value of the wrong kind, a name given
    twice, years out of order or without a state to start from, an unknown variable, a source that is not in
    the register or gives a forecast no number.
    """
    place = data_path("evidence", "episodes.toml") if path is None else as_path(path)
    register = sources().set_index("id")
    figures = {str(name): float(value) for name, value in register["value"].items()}
    problems = Problems(f"cannot read {place}")
    content = read_toml(place)
    tables = content.get("episodes")
    if set(content) != {"episodes"} or not isinstance(tables, list) or not tables:
        problems.add("it must hold [[episodes]] and nothing else")
        tables = []
    for table in tables:
        _check_story(table, figures, problems)
    names = [table.get("name") for table in tables if isinstance(table, dict)]
    for name in sorted(repeated(map(str, names))):
        problems.add(f"the name {name!r} is given twice")
    problems.raise_if_any(FileFormatError)
    return tuple(_story(table, figures) for table in tables)


def _story(table: Mapping[str, Any], figures: Mapping[str, float]) -> Story:
    forecasts = (Published(**f, stated=figures[f["source"]]) for f in table.get("forecasts", ()))
    known = {key: table[key] for key in STORY}
    return Story(**known | {"sources": tuple(table["sources"]), "forecasts": tuple(forecasts)})


def _check_story(table: Any, figures: Mapping[str, float], problems: Problems) -> None:
    """Note every fault of one story."""
    name = table.get("name", "?") if isinstance(table, dict) else "?"
    where = f"episode {name!r}"
    if not _complete(table, STORY, where, problems, ("forecasts",)):
        return
    first, last = table["first"], table["last"]
    if not FIRST_ORIGIN < first <= last <= LAST:
        problems.add(
            f"{where}: the years {first} to {last} must lie in order within {FIRST_ORIGIN + 1} to {LAST}"
        )
    for source in table["sources"]:
        if not isinstance(source, str) or source not in figures:
            problems.add(f"{where}: unknown source {source!r}; {nearest(str(source), figures)}")
    if not table["sources"]:
        problems.add(f"{where}: sources is empty")
    forecasts = table.get("forecasts", [])
    if not isinstance(forecasts, list):
        problems.add(f"{where}: forecasts is {forecasts!r}; it must be [[episodes.forecasts]] tables")
        forecasts = []
    for i, forecast in enumerate(forecasts, start=1):
        _check_forecast(forecast, f"{where}, forecast {i}", range(first, last + 1), figures, problems)


def _check_forecast(
    table: Any, where: str, years: Sequence[int], figures: Mapping[str, float], problems: Problems
) -> None:
    if not _complete(table, FORECAST, where, problems):
        return
    allowed = [variable for variable in VARIABLES if variable != POVERTY]
    if table["variable"] not in allowed:
        problems.add(
            f"{where}: no forecast can be given of {table['variable']!r}; "
            f"{nearest(table['variable'], allowed)}"
        )
    if table["year"] not in years:
        problems.add(f"{where}: {table['year']} is not a year of the episode")
    source = table["source"]
    if source not in figures:
        problems.add(f"{where}: unknown source {source!r}; {nearest(source, figures)}")
    elif figures[source] != figures[source]:
        problems.add(f"{where}: the source {source!r} gives no number")


def _complete(
    table: Any,
    keys: Mapping[str, type],
    where: str,
    problems: Problems,
    optional: Sequence[str] = (),
) -> bool:
    """Whether a table has the keys, each of its kind, and no other; what is wrong is noted."""
    if not isinstance(table, dict):
        problems.add(f"{where}: it must be a table")
        return False
    before = len(problems.found)
    for key in table:
        if key not in keys and key not in optional:
            problems.add(f"{where}: unknown key {key!r}; {nearest(key, (*keys, *optional))}")
    for key, kind in keys.items():
        if key not in table:
            problems.add(f"{where}: {key} is missing")
        elif type(table[key]) is not kind or table[key] == "":
            problems.add(f"{where}: {key} is {table[key]!r}; it must be {_KINDS[kind]}")
    return len(problems.found) == before
